import test from 'ava';
import { parseComponent } from './build.ts';
import { refusalOf } from './validation.ts';

const times = (count: number, item: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => item(index)).join(' ');

/** Levels of types, each of which mentions the one before some times. */
const levels = (count: number, first: string, level: (before: string) => string) =>
  `(type $t0 ${first}) ${times(count, (index) => `(type $t${index + 1} ${level(`$t${index}`)})`)}`;

const instances = (before: string) =>
  `(instance ${times(10, (index) => `(alias outer 1 ${before} (type $x${index})) (export "e${index}" (instance (type $x${index})))`)})`;

const takers = (before: string) =>
  `(component ${times(4, (index) => `(alias outer 1 ${before} (type $x${index})) (import "e${index}" (component (type $x${index})))`)})`;

const equals = (before: string) => `(instance (alias outer 1 ${before} (type $x)) (export "e" (type (eq $x))))`;

const OVER = /a component of over \d+/;

/** Components of a few kilobytes that would take for ever to check by walking through all that they describe. */
const GROWTHS: readonly [what: string, wat: string, refusal: RegExp][] = [
  [
    'resource types in instance types, ten times at each level',
    `${levels(9, '(instance (export "r" (type (sub resource))))', instances)} (import "i" (instance (type $t9)))`,
    OVER,
  ],
  [
    'functions in instance types, ten times at each level',
    `${levels(90, '(instance (export "f" (func)))', instances)} (import "i" (instance (type $t90)))`,
    OVER,
  ],
  [
    'two components to be compared, four times at each level',
    `(component ${levels(60, '(component (export "f" (func)))', takers)} (import "c" (component $c (type $t60)))
       (component $d ${levels(60, '(component (export "f" (func)))', takers)} (import "a" (component (type $t60)))) (instance (instantiate $d (with "a" (component $c)))))`,
    OVER,
  ],
  [
    'equal types, each compared both ways',
    `${levels(90, '(instance (export "f" (func)))', equals)} ${levels(90, '(instance (export "f" (func)))', equals).replaceAll('$t', '$u')}
     (export "a" (type $t90) (type (eq $u90)))`,
    OVER,
  ],
  [
    'a wide component instantiated often',
    `(component $c (type $r (resource (rep i32))) ${times(2000, (index) => `(export "e${index}" (type $r))`)}) ${times(2000, () => '(instance (instantiate $c))')}`,
    OVER,
  ],
  [
    'a wide type lowered often',
    `(type $r (tuple ${times(9000, () => 'u8')})) (import "f" (func $f (param "a" $r))) (core module $m (memory (export "m") 1))
     (core instance $i (instantiate $m)) (alias core export $i "m" (core memory $m)) ${times(5000, () => '(core func (canon lower (func $f) (memory $m)))')}`,
    OVER,
  ],
  [
    'a wide type returned often',
    `(type $r (tuple ${times(9000, () => 'u8')})) ${times(5000, () => '(type (func (result $r)))')}`,
    OVER,
  ],
  [
    'a large instance type taken in from outside often',
    `(type $t (instance ${times(5000, (index) => `(export "e${index}" (func))`)})) (component ${times(5000, () => '(alias outer 1 $t (type))')})`,
    OVER,
  ],
  [
    'a wide core module instantiated often',
    `(core module $m ${times(5000, (index) => `(func (export "f${index}"))`)}) ${times(900, () => '(core instance (instantiate $m))')}`,
    OVER,
  ],
  [
    'instance types in a chain',
    levels(
      1000,
      '(instance)',
      (before) => `(instance (alias outer 1 ${before} (type $x)) (export "e" (instance (type $x))))`,
    ),
    /deeper than 100 in each other/,
  ],
  [
    'instances in a chain',
    `(instance $i0) ${times(1000, (index) => `(instance $i${index + 1} (export "a" (instance $i${index})))`)}`,
    /deeper than 100 in each other/,
  ],
];

for (const [what, wat, refusal] of GROWTHS) {
  test(`${what}: stopped in time`, async (t) => {
    const bytes = await parseComponent(`(component ${wat})`);
    const error = refusalOf(bytes);
    t.is(error?.code, 'unsupported');
    t.regex(error!.message, refusal);
    t.true(error!.offset! < bytes.length);
  });
}

test('a name of any length makes no message of that length', async (t) => {
  const error = refusalOf(await parseComponent(`(component (import "a${'-1'.repeat(100_000)}_" (func)))`));
  t.is(error?.code, 'invalid');
  t.true(error!.message.length < 1_100);
});
