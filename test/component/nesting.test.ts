import test from 'ava';
import {
  ComponentError,
  describeComponent,
  hostResource,
  loadComponentSync,
  type Component,
} from '../../host/component/index.ts';
import { parseComponent } from './build.ts';

async function load(wat: string): Promise<Component> {
  return loadComponentSync(await parseComponent(wat), { name: 'nested' });
}

/** Imports and exports an instance that has one as a member, with a function and a resource type in it. */
const OUTER = `(component
  (import "a:b/outer@1.0.0" (instance $outer
    (export "twice" (func (param "n" u32) (result u32)))
    (export "inner-part" (instance
      (export "thing" (type $thing (sub resource)))
      (export "make" (func (result (own $thing))))
      (export "next-one" (func (param "n" u32) (result u32)))))))
  (alias export $outer "inner-part" (instance $inner))
  (alias export $inner "next-one" (func $next))
  (alias export $inner "make" (func $make))
  (alias export $inner "thing" (type $thing))
  (core func $next (canon lower (func $next)))
  (core func $make (canon lower (func $make)))
  (core func $drop (canon resource.drop $thing))
  (core module $m
    (import "h" "next" (func $next (param i32) (result i32)))
    (import "h" "make" (func $make (result i32)))
    (import "h" "drop" (func $drop (param i32)))
    (func (export "run") (param i32) (result i32)
      (call $drop (call $make))
      (call $next (call $next (local.get 0)))))
  (core instance $i (instantiate $m (with "h" (instance (export "next" (func $next)) (export "make" (func $make)) (export "drop" (func $drop))))))
  (func $run (param "n" u32) (result u32) (canon lift (core func $i "run")))
  (instance $part (export "next-one" (func $run)))
  (instance $whole (export "inner-part" (instance $part)) (export "next-one" (func $run)))
  (export "a:b/whole@1.0.0" (instance $whole)))`;

const RELAY = `(component
  (import "a:b/whole@1.0.0" (instance $whole (export "inner-part" (instance (export "next-one" (func (param "n" u32) (result u32)))))))
  (alias export $whole "inner-part" (instance $part))
  (alias export $part "next-one" (func $next))
  (export "next-one" (func $next)))`;

function host(dropped: number[]): Record<string, never> {
  const thing = hostResource({ name: 'thing', drop: () => void dropped.push(1) });
  const inner = { thing, make: () => ({ made: true }), 'next-one': (n: number) => n + 1 };
  return { 'a:b/outer@1.0.0': { twice: (n: number) => 2 * n, 'inner-part': inner } } as never;
}

test('an instance within an instance is given, exported and linked by its name', async (t) => {
  const dropped: number[] = [];
  const instance = (await load(OUTER)).instantiate({ imports: host(dropped) });
  const whole = instance.exports['a:b/whole@1.0.0'];
  t.is(whole.innerPart.nextOne(5), 7);
  t.is(whole.nextOne(6), 8);
  t.is(dropped.length, 2);

  const relay = (await load(RELAY)).instantiate({ imports: { 'a:b/whole@1.0.0': whole } });
  t.is(relay.exports['nextOne'](1), 3);
  const given = { 'a:b/whole@1.0.0': { 'inner-part': { 'next-one': (n: number) => 10 * n } } };
  t.is((await load(RELAY)).instantiate({ imports: given as never }).exports['nextOne'](4), 40);
});

test('an instance within an instance is described under both names', async (t) => {
  const { imports, exports } = describeComponent(await parseComponent(OUTER));
  t.deepEqual(
    imports.map(({ name, functions, resources }) => [name, functions.map((each) => each.name), resources]),
    [
      ['a:b/outer@1.0.0', ['twice'], []],
      ['a:b/outer@1.0.0.inner-part', ['make', 'next-one'], ['thing']],
    ],
  );
  t.deepEqual(
    exports.map((each) => each.name),
    ['a:b/whole@1.0.0', 'a:b/whole@1.0.0.inner-part'],
  );
});

test('an instance within an instance that is not given is named', async (t) => {
  const component = await load(RELAY);
  const refusal = (imports: object) =>
    t.throws(() => component.instantiate({ imports: imports as never }), { instanceOf: ComponentError });
  t.regex(refusal({}).message, /import a:b\/whole@1\.0\.0 is not given/);
  t.regex(
    refusal({ 'a:b/whole@1.0.0': {} }).message,
    /import a:b\/whole@1\.0\.0 lacks instance inner-part: nested needs of it next-one: func\(n: u32\) -> u32/,
  );
  t.regex(refusal({ 'a:b/whole@1.0.0': { 'inner-part': {} } }).message, /import inner-part lacks function next-one/);
});

test('core modules and components are given to components', async (t) => {
  const component = await load(`(component
    (component $pair
      (core type $machine (module (import "next" "step" (func (param i32) (result i32))) (export "step" (func (param i32) (result i32)))))
      (import "machine" (core module $machine (type $machine)))
      (import "base" (component $base (import "by" (func (result u32))) (export "add" (func (param "n" u32) (result u32)))))
      (import "by" (func $by (result u32)))
      (instance $base (instantiate $base (with "by" (func $by))))
      (alias export $base "add" (func $add))
      (core func $add (canon lower (func $add)))
      (core instance $i (instantiate $machine (with "next" (instance (export "step" (func $add))))))
      (func $run (param "n" u32) (result u32) (canon lift (core func $i "step")))
      (export "run" (func $run)))
    (core module $square (import "next" "step" (func $next (param i32) (result i32)))
      (func (export "step") (param i32) (result i32) (i32.mul (call $next (local.get 0)) (call $next (local.get 0)))))
    (component $adder
      (import "by" (func $by (result u32)))
      (core func $by (canon lower (func $by)))
      (core module $m (import "h" "by" (func $by (result i32))) (func (export "add") (param i32) (result i32) (i32.add (call $by) (local.get 0))))
      (core instance $i (instantiate $m (with "h" (instance (export "by" (func $by))))))
      (func $add (param "n" u32) (result u32) (canon lift (core func $i "add")))
      (export "add" (func $add)))
    (import "by" (func $by (result u32)))
    (instance $i (instantiate $pair (with "machine" (core module $square)) (with "base" (component $adder)) (with "by" (func $by))))
    (alias export $i "run" (func $run))
    (export "run" (func $run)))`);
  t.is(component.instantiate({ imports: { by: () => 3 } }).exports['run'](4), 49);
});

const HIDING = (ascribed: string) => `(component
  (component $c
    (core module $m (func (export "f") (result i32) (i32.const 1)))
    (core instance $i (instantiate $m))
    (func $f (result u32) (canon lift (core func $i "f")))
    (instance $all (export "open" (func $f)) (export "hidden" (func $f)))
    (export "a:b/i" (instance $all) ${ascribed}))
  (instance $c (instantiate $c))
  (alias export $c "a:b/i" (instance $i))
  (export "a:b/i" (instance $i)))`;

test('what an ascribed type leaves out is not seen', async (t) => {
  const all = (await load(HIDING(''))).instantiate({ imports: {} });
  t.deepEqual(Object.keys(all.exports['a:b/i']), ['open', 'hidden']);
  const some = await load(HIDING('(instance (export "open" (func (result u32))))'));
  t.deepEqual(Object.keys(some.instantiate({ imports: {} }).exports['a:b/i']), ['open']);
  t.deepEqual(
    some.exports[0]!.functions.map((each) => each.name),
    ['open'],
  );
});

test('a core module that nothing instantiates is checked by the engine', async (t) => {
  const bytes = await parseComponent('(component (component (core module (func (result i32) (i64.const 1)))))');
  const error = t.throws(() => loadComponentSync(bytes, { name: 'unused' }), { instanceOf: ComponentError });
  t.is(error.code, 'invalid');
  t.regex(error.message, /a core module is invalid/);
});

for (const [what, wat] of [
  ['component', '(component (import "x" (component)))'],
  ['core module', '(component (import "x" (core module)))'],
  ['component', '(component (import "i" (instance (export "x" (component)))))'],
] as const) {
  test(`a ${what} from the host is refused by name: ${wat}`, async (t) => {
    const error = await t.throwsAsync(() => load(wat), { instanceOf: ComponentError });
    t.is(error.code, 'unsupported');
    t.regex(error.message, new RegExp(`import of a ${what} \\(x\\) from the host is not supported`));
  });
}
