import test from 'ava';
import { hostResource, loadComponent, Trap } from '../../host/component/index.ts';
import { ALLOCATOR, parseComponent } from './build.ts';

const SHOUT = '(func (param "text" string) (result string))';

/** A component that adds one character to a string and passes it to its import, in memory of the given encoding. */
const relay = (name: string, encoding: string, unit: number, character: string): string => `
  (component $${name}
    (import "shout" (func $shout ${SHOUT.slice(6, -1)}))
    (core module $memory ${ALLOCATOR})
    (core instance $memory (instantiate $memory))
    (alias core export $memory "memory" (core memory $mem))
    (alias core export $memory "cabi_realloc" (core func $realloc))
    (core func $shout-lowered (canon lower (func $shout) string-encoding=${encoding} (memory $mem) (realloc (core func $realloc))))
    (core module $main
      (import "memory" "memory" (memory 1))
      (import "host" "shout" (func $shout (param i32 i32 i32)))
      (func (export "shout") (param $at i32) (param $units i32) (result i32)
        (memory.copy (i32.const 512) (local.get $at) (i32.mul (local.get $units) (i32.const ${unit})))
        (i32.store16 (i32.add (i32.const 512) (i32.mul (local.get $units) (i32.const ${unit}))) (i32.const ${character.charCodeAt(0)}))
        (call $shout (i32.const 512) (i32.add (local.get $units) (i32.const 1)) (i32.const 8))
        (i32.const 8)))
    (core instance $main (instantiate $main
      (with "memory" (instance $memory))
      (with "host" (instance (export "shout" (func $shout-lowered))))))
    (func (export "shout") ${SHOUT.slice(6, -1)}
      (canon lift (core func $main "shout") string-encoding=${encoding} (memory $mem) (realloc (core func $realloc)))))`;

test('nested components pass strings between encodings', async (t) => {
  const bytes = await parseComponent(`(component
    (import "shout" (func $shout ${SHOUT.slice(6, -1)}))
    ${relay('wide', 'utf16', 2, 'w')}
    ${relay('narrow', 'utf8', 1, 'n')}
    (instance $a (instantiate $wide (with "shout" (func $shout))))
    (instance $b (instantiate $narrow (with "shout" (func $a "shout"))))
    (instance $c (instantiate $wide (with "shout" (func $b "shout"))))
    (instance $d (instantiate $wide (with "shout" (func $c "shout"))))
    (export "shout" (func $d "shout")))`);
  const component = await loadComponent(bytes, { name: 'relays' });
  const { shout } = component.instantiate({ imports: { shout: (text: string) => `${text}!` } }).exports;
  t.is(shout('hello'), 'hellowwnw!');
  t.is(shout('é😀'), 'é😀wwnw!');
  t.is(shout('x'.repeat(200)), `${'x'.repeat(200)}wwnw!`);
});

test('a trap in a nested component poisons the whole instance', async (t) => {
  const bytes = await parseComponent(`(component
    (import "shout" (func $shout ${SHOUT.slice(6, -1)}))
    ${relay('wide', 'utf16', 2, 'w')}
    (instance $a (instantiate $wide (with "shout" (func $shout))))
    (instance $b (instantiate $wide (with "shout" (func $a "shout"))))
    (export "outer" (func $b "shout"))
    (export "inner" (func $a "shout")))`);
  const component = await loadComponent(bytes, { name: 'relays' });
  let entered = false;
  const instance = component.instantiate({
    imports: {
      shout: (text: string) => {
        if (!entered) {
          entered = true;
          t.throws(() => instance.exports.inner('x'), { instanceOf: Trap, message: /running/ });
          t.throws(() => instance.exports.outer('x'), { instanceOf: Trap, message: /running/ });
          return text;
        }
        throw new Error('stop');
      },
    },
  });
  t.is(instance.exports.outer('a'), 'aww');
  t.throws(() => instance.exports.outer('a'), { instanceOf: Trap, message: /shout: the host's function threw: stop/ });
  t.true(instance.poisoned);
  t.throws(() => instance.exports.inner('x'), { instanceOf: Trap, message: /trapped before/ });
});

const PARENT_AND_CHILD = (childCalls: string): string => `(component
  (core module $parent (func (export "twice") (param i32) (result i32) (i32.mul (local.get 0) (i32.const 2))))
  (core instance $parent (instantiate $parent))
  (func $twice (param "n" u32) (result u32) (canon lift (core func $parent "twice")))
  (component $child
    (import "twice" (func $twice (param "n" u32) (result u32)))
    (core func $twice-lowered (canon lower (func $twice)))
    (core module $main
      (import "parent" "twice" (func $twice (param i32) (result i32)))
      (func (export "run") (param i32) (result i32) ${childCalls}))
    (core instance $main (instantiate $main (with "parent" (instance (export "twice" (func $twice-lowered))))))
    (func (export "run") (param "n" u32) (result u32) (canon lift (core func $main "run"))))
  (instance $child (instantiate $child (with "twice" (func $twice))))
  (core func $run (canon lower (func $child "run")))
  (core module $outer
    (import "child" "run" (func $run (param i32) (result i32)))
    (func (export "go") (param i32) (result i32) (i32.add (call $run (local.get 0)) (i32.const 1))))
  (core instance $outer (instantiate $outer (with "child" (instance (export "run" (func $run))))))
  (export "go" (func $child "run"))
  (func $nested (param "n" u32) (result u32) (canon lift (core func $outer "go")))
  (export "nested" (func $nested)))`;

test('a child may call the component it stands in, whoever called the child', async (t) => {
  const bytes = await parseComponent(PARENT_AND_CHILD('(call $twice (call $twice (local.get 0)))'));
  const component = await loadComponent(bytes, { name: 'family' });
  const { go, nested } = component.instantiate({ imports: {} }).exports;
  t.is(go(3), 12);
  t.is(nested(3), 13);
  t.is(go(4), 16);
});

test('a resource type defined in a nested component is one type outside', async (t) => {
  const bytes = await parseComponent(`(component
    (component $maker
      (core module $none (func (export "drop") (param i32)))
      (core instance $none (instantiate $none))
      (type $token' (resource (rep i32) (dtor (core func $none "drop"))))
      (export $token "token" (type $token'))
      (core func $new (canon resource.new $token'))
      (core func $rep (canon resource.rep $token'))
      (core module $main
        (import "token" "new" (func $new (param i32) (result i32)))
        (func (export "make") (param i32) (result i32) (call $new (local.get 0)))
        (func (export "read") (param i32) (result i32) (local.get 0)))
      (core instance $main (instantiate $main (with "token" (instance (export "new" (func $new)) (export "rep" (func $rep))))))
      (func (export "make") (param "n" u32) (result (own $token)) (canon lift (core func $main "make")))
      (func (export "read") (param "t" (borrow $token)) (result u32) (canon lift (core func $main "read"))))
    (instance $one (instantiate $maker))
    (instance $two (instantiate $maker))
    (export "test:tokens/one@1.0.0" (instance $one))
    (export "test:tokens/two@1.0.0" (instance $two)))`);
  const component = await loadComponent(bytes, { name: 'tokens' });
  const instance = component.instantiate({ imports: {} });
  const one = instance.exports['test:tokens/one@1.0.0'];
  const two = instance.exports['test:tokens/two@1.0.0'];
  t.is(one.read(one.make(5)), 5);
  t.is(two.read(two.make(6)), 6);
  t.throws(() => one.read(two.make(7)), {
    instanceOf: Trap,
    message: /expected a handle of resource token, got one of another/,
  });
});

test('handles are lent inside of records in memory: by the host, between instances, and to the host', async (t) => {
  const bytes = await parseComponent(`(component
    (import "thing" (type $thing (sub resource)))
    (type $lent' (record (field "times" u8) (field "of" (borrow $thing))))
    (import "lent" (type $lent (eq $lent')))
    (import "weigh" (func $weigh (param "all" (list $lent)) (result u32)))
    (component $relay
      (import "thing" (type $thing (sub resource)))
      (type $lent' (record (field "times" u8) (field "of" (borrow $thing))))
      (import "lent" (type $lent (eq $lent')))
      (import "weigh" (func $weigh (param "all" (list $lent)) (result u32)))
      (core module $memory ${ALLOCATOR})
      (core instance $memory (instantiate $memory))
      (alias core export $memory "memory" (core memory $mem))
      (alias core export $memory "cabi_realloc" (core func $realloc))
      (core func $weigh-lowered (canon lower (func $weigh) (memory $mem)))
      (core func $drop (canon resource.drop $thing))
      (core module $main
        (import "memory" "memory" (memory 1))
        (import "host" "weigh" (func $weigh (param i32 i32) (result i32)))
        (import "host" "drop" (func $drop (param i32)))
        (func (export "weigh") (param $at i32) (param $count i32) (result i32)
          (local $sum i32)
          (local.set $sum (call $weigh (local.get $at) (local.get $count)))
          (loop $each
            (call $drop (i32.load offset=4 (local.get $at)))
            (local.set $at (i32.add (local.get $at) (i32.const 8)))
            (br_if $each (local.tee $count (i32.sub (local.get $count) (i32.const 1)))))
          (i32.add (local.get $sum) (i32.const 1000))))
      (core instance $main (instantiate $main
        (with "memory" (instance $memory))
        (with "host" (instance (export "weigh" (func $weigh-lowered)) (export "drop" (func $drop))))))
      (func (export "weigh") (param "all" (list $lent)) (result u32)
        (canon lift (core func $main "weigh") (memory $mem) (realloc (core func $realloc)))))
    (instance $inner (instantiate $relay
      (with "thing" (type $thing)) (with "lent" (type $lent)) (with "weigh" (func $weigh))))
    (instance $outer (instantiate $relay
      (with "thing" (type $thing)) (with "lent" (type $lent)) (with "weigh" (func $inner "weigh"))))
    (export "weigh" (func $outer "weigh")))`);
  const component = await loadComponent(bytes, { name: 'scales' });
  const weigh = (all: { times: number; of: { grams: number } }[]): number =>
    all.reduce((sum, { times, of }) => sum + times * of.grams, 0);
  const imports = { thing: hostResource({ name: 'thing' }), weigh };
  const { exports } = component.instantiate({ imports: imports as never });
  const apple = { grams: 7 };
  t.is(
    exports['weigh']([
      { times: 2, of: apple },
      { times: 1, of: { grams: 30 } },
      { times: 1, of: apple },
    ]),
    2051,
  );
});
