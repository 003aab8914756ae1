import test from 'ava';
import { hostResource, loadComponent, Trap, type Instance } from '../../host/component/index.ts';
import { parseComponent } from './build.ts';
import { between, exported } from './canonical.ts';

/*
 * When an instance may be entered and left: Store.lift (may_enter_from), canon_lower, canon_resource_new and canon_resource_drop
 * (may_leave), Task.return_ (borrows), Subtask.add_lender (lends).
 */

async function instantiate(text: string, imports: object = {}): Promise<Instance> {
  const component = await loadComponent(await parseComponent(text), { name: 'guarded' });
  return component.instantiate({ imports: imports as never });
}

/** A component with a resource, whose `realloc` and post-return can use it and call the host. */
const leaving = (realloc: string, postReturn: string): string => `(component
  (import "call" (func $call))
  (type $thing (resource (rep i32)))
  (core func $call (canon lower (func $call)))
  (core func $new (canon resource.new $thing))
  (core func $drop (canon resource.drop $thing))
  (core func $rep (canon resource.rep $thing))
  (core module $main
    (import "host" "call" (func $call))
    (import "thing" "new" (func $new (param i32) (result i32)))
    (import "thing" "drop" (func $drop (param i32)))
    (import "thing" "rep" (func $rep (param i32) (result i32)))
    (memory (export "memory") 1)
    (global $seen (mut i32) (i32.const 0))
    (func (export "realloc") (param i32 i32 i32 i32) (result i32) ${realloc} (i32.const 1024))
    (func (export "prepare") (drop (call $new (i32.const 5))))
    (func (export "echo") (param i32 i32) (result i32)
      (i32.store (i32.const 8) (local.get 0)) (i32.store (i32.const 12) (local.get 1)) (i32.const 8))
    (func (export "post") (param i32) ${postReturn})
    (func (export "seen") (result i32) (global.get $seen)))
  (core instance $main (instantiate $main
    (with "host" (instance (export "call" (func $call))))
    (with "thing" (instance (export "new" (func $new)) (export "drop" (func $drop)) (export "rep" (func $rep))))))
  (func (export "prepare") (canon lift (core func $main "prepare")))
  (func (export "seen") (result u32) (canon lift (core func $main "seen")))
  (func (export "echo") (param "text" string) (result string) (canon lift (core func $main "echo")
    (memory (core memory $main "memory")) (realloc (core func $main "realloc")) (post-return (core func $main "post")))))`;

const LEAVES: readonly [what: string, body: string, label: string][] = [
  ['canon_lower', '(call $call)', 'call'],
  ['canon_resource_new', '(drop (call $new (i32.const 1)))', 'resource.new '],
  ['canon_resource_drop', '(call $drop (i32.const 1))', 'resource.drop '],
];

for (const [what, body, label] of LEAVES) {
  for (const [where, text] of [
    ['realloc', leaving(body, '')],
    ['post-return', leaving('', body)],
  ] as const) {
    test(`${what} traps in ${where}`, async (t) => {
      let called = false;
      const instance = await instantiate(text, { call: () => void (called = true) });
      instance.exports['prepare']();
      const error = t.throws(() => instance.exports['echo']('text'), {
        instanceOf: Trap,
        message: /: called from realloc or post-return, in which no import may be called$/,
      });
      t.is(error.function, label);
      t.false(called);
      t.true(instance.poisoned);
    });
  }
}

test('canon_resource_rep is no import, and so may be called anywhere', async (t) => {
  const body = '(global.set $seen (i32.add (global.get $seen) (call $rep (i32.const 1))))';
  const { exports } = await instantiate(leaving(body, body), { call: () => {} });
  exports['prepare']();
  t.is(exports['echo']('text'), 'text');
  t.is(exports['seen'](), 10);
});

test('canon_resource_rep traps for a number that is no handle, and for one of another type', async (t) => {
  const text = (attack: string) => `(component
    (type $thing (resource (rep i32)))
    (type $other (resource (rep i32)))
    (core func $new-other (canon resource.new $other))
    (core func $rep (canon resource.rep $thing))
    (core module $main
      (import "things" "new-other" (func $new-other (param i32) (result i32)))
      (import "things" "rep" (func $rep (param i32) (result i32)))
      (func (export "attack") (drop (call $rep ${attack}))))
    (core instance $main (instantiate $main
      (with "things" (instance (export "new-other" (func $new-other)) (export "rep" (func $rep))))))
    (func (export "attack") (canon lift (core func $main "attack"))))`;
  for (const [number, message] of [
    ['(i32.const 1)', /there is no handle 1/],
    ['(call $new-other (i32.const 1))', /handle 1 is of resource/],
  ] as const) {
    const instance = await instantiate(text(number));
    t.throws(() => instance.exports['attack'](), { instanceOf: Trap, message });
  }
});

test('an import may be called again after realloc and post-return', async (t) => {
  let calls = 0;
  const { exports } = await instantiate(leaving('', ''), { call: () => void calls++ });
  for (let round = 0; round < 3; round++) t.is(exports['echo'](`text ${round}`), `text ${round}`);
  t.is(calls, 0);
});

test('Store.lift: post-return is called once the result is lowered into the caller', async (t) => {
  // The callee spoils its result in post-return: the caller must have a copy by then.
  const result = {
    type: '(result string)',
    callee: `(data (i32.const 64) "kept") (func (export "f") (result i32)
      (i32.store (i32.const 8) (i32.const 64)) (i32.store (i32.const 12) (i32.const 4)) (i32.const 8))`,
    postReturn: '(param i32) (i32.store (i32.const 64) (i32.const 0x21212121))',
  };
  t.is((await instantiate(exported(result))).exports['f'](), 'kept');
  const { exports } = await instantiate(
    between({
      ...result,
      realloc: '(i32.const 1024)',
      lowered: '(param i32)',
      caller: `(func (export "attack")
        (call $f (i32.const 16))
        (if (i32.ne (i32.load (i32.load (i32.const 16))) (i32.const 0x7470656b)) (then (unreachable))))`,
    }),
  );
  t.notThrows(() => exports['attack']());
});

/** A guest that is lent a thing of the host: by the host, or through a component around it. */
const BORROWER = (body: string): string => `
  (core func $drop (canon resource.drop $thing))
  (core module $main
    (import "thing" "drop" (func $drop (param i32)))
    (func (export "borrow") (param i32) ${body}))
  (core instance $main (instantiate $main (with "thing" (instance (export "drop" (func $drop))))))
  (func (export "borrow") (param "t" (borrow $thing)) (canon lift (core func $main "borrow")))`;

test('Task.return_ traps while a borrow is not dropped', async (t) => {
  const alone = (body: string) => `(component (import "thing" (type $thing (sub resource))) ${BORROWER(body)})`;
  const around = (body: string) => `(component
    (import "thing" (type $thing (sub resource)))
    (import "make" (func $make (result (own $thing))))
    (component $borrower (import "thing" (type $thing (sub resource))) ${BORROWER(body)})
    (instance $borrower (instantiate $borrower (with "thing" (type $thing))))
    (core func $make (canon lower (func $make)))
    (core func $borrow (canon lower (func $borrower "borrow")))
    (core module $main
      (import "things" "make" (func $make (result i32)))
      (import "things" "borrow" (func $borrow (param i32)))
      (func (export "borrow") (call $borrow (call $make))))
    (core instance $main (instantiate $main
      (with "things" (instance (export "make" (func $make)) (export "borrow" (func $borrow))))))
    (func (export "borrow") (canon lift (core func $main "borrow"))))`;
  const imports = () => ({ thing: hostResource({ name: 'thing' }), make: () => ({}) });
  for (const text of [alone, around]) {
    (await instantiate(text('(call $drop (local.get 0))'), imports())).exports['borrow']({});
    const instance = await instantiate(text(''), imports());
    t.throws(() => instance.exports['borrow']({}), {
      instanceOf: Trap,
      message: /: 1 borrowed handles were not dropped before the call returned/,
    });
    t.true(instance.poisoned);
  }
});

/** A whole that lends a handle to its part, which calls the whole: there `again` has the lent handle in $h. */
const lending = (again: string, whose: 'the host’s' | 'the part’s'): string => `(component
  (import "thing" (type $host-thing (sub resource)))
  (import "make" (func $host-make (result (own $host-thing))))
  (import "take" (func $take (param "t" (own $host-thing))))
  (core module $shim
    (table (export "table") 2 funcref)
    (func (export "make") (result i32) (call_indirect (result i32) (i32.const 0)))
    (func (export "borrow") (param i32) (call_indirect (param i32) (local.get 0) (i32.const 1))))
  (core instance $shim (instantiate $shim))
  (core module $whole
    (import "shim" "make" (func $make (result i32)))
    (import "shim" "borrow" (func $borrow (param i32)))
    (import "late" "table" (table 2 funcref))
    (global $h (mut i32) (i32.const 0))
    (func (export "again") ${again})
    (func (export "attack") (global.set $h (call $make)) (call $borrow (global.get $h))))
  (core module $late (table (export "table") 2 funcref))
  (core instance $late (instantiate $late))
  (core instance $whole (instantiate $whole (with "shim" (instance $shim)) (with "late" (instance $late))))
  (func $again (canon lift (core func $whole "again")))
  (component $part
    (import "host-thing" (type $host-thing (sub resource)))
    (import "again" (func $again))
    (core func $again (canon lower (func $again)))
    ${
      whose === 'the part’s'
        ? `(type $thing (resource (rep i32)))
           (export $exported "thing" (type $thing))
           (core func $new (canon resource.new $thing))
           (core module $main
             (import "whole" "again" (func $again))
             (import "thing" "new" (func $new (param i32) (result i32)))
             (func (export "make") (result i32) (call $new (i32.const 5)))
             (func (export "borrow") (param i32) (call $again)))
           (core instance $main (instantiate $main
             (with "whole" (instance (export "again" (func $again)))) (with "thing" (instance (export "new" (func $new))))))
           (func (export "make") (result (own $exported)) (canon lift (core func $main "make")))
           (func (export "borrow") (param "t" (borrow $exported)) (canon lift (core func $main "borrow")))`
        : `(core func $drop (canon resource.drop $host-thing))
           (core module $main
             (import "whole" "again" (func $again))
             (import "thing" "drop" (func $drop (param i32)))
             (func (export "borrow") (param i32) (call $again) (call $drop (local.get 0))))
           (core instance $main (instantiate $main
             (with "whole" (instance (export "again" (func $again)))) (with "thing" (instance (export "drop" (func $drop))))))
           (func (export "borrow") (param "t" (borrow $host-thing)) (canon lift (core func $main "borrow")))`
    })
  (instance $part (instantiate $part (with "host-thing" (type $host-thing)) (with "again" (func $again))))
  ${
    whose === 'the part’s'
      ? `(alias export $part "thing" (type $thing))
         (core func $make (canon lower (func $part "make")))
         (core func $drop (canon resource.drop $thing))
         (core module $taker (func (export "take") (param i32)))
         (core instance $taker (instantiate $taker))
         (func $take-thing (param "t" (own $thing)) (canon lift (core func $taker "take")))
         (core func $take (canon lower (func $take-thing)))`
      : `(core func $make (canon lower (func $host-make)))
         (core func $drop (canon resource.drop $host-thing))
         (core func $take (canon lower (func $take)))`
  }
  (core func $borrow (canon lower (func $part "borrow")))
  (core module $fill
    (import "shim" "table" (table 2 funcref))
    (import "late" "table" (table 2 funcref))
    (import "f" "make" (func $make (result i32)))
    (import "f" "borrow" (func $borrow (param i32)))
    (import "f" "drop" (func $drop (param i32)))
    (import "f" "take" (func $take (param i32)))
    (elem (table 0) (i32.const 0) func $make $borrow)
    (elem (table 1) (i32.const 0) func $drop $take))
  (core instance (instantiate $fill (with "shim" (instance $shim)) (with "late" (instance $late)) (with "f" (instance
    (export "make" (func $make)) (export "borrow" (func $borrow)) (export "drop" (func $drop)) (export "take" (func $take))))))
  (func (export "attack") (canon lift (core func $whole "attack"))))`;

for (const whose of ['the host’s', 'the part’s'] as const) {
  test(`canon_resource_drop and lift_own trap for a handle that is lent: ${whose}`, async (t) => {
    const imports = { thing: hostResource({ name: 'thing' }), make: () => ({}), take: () => {} };
    const late = (index: number) => `(call_indirect (param i32) (global.get $h) (i32.const ${index}))`;
    const drops = await instantiate(lending(late(0), whose), imports);
    t.throws(() => drops.exports['attack'](), { instanceOf: Trap, message: /handle 1 is lent and cannot be dropped/ });
    const gives = await instantiate(lending(late(1), whose), imports);
    t.throws(() => gives.exports['attack'](), {
      instanceOf: Trap,
      message: /handle 1 is lent and cannot be given away/,
    });
    t.notThrows(() => drops.dispose());
    (await instantiate(lending('', whose), imports)).exports['attack']();
  });
}

/** A whole whose resource a part of it drops while the whole runs; the destructor calls the host. */
const DROPPED_BY_PART = `(component
  (import "call" (func $call))
  (core func $call (canon lower (func $call)))
  (core module $destructor
    (import "host" "call" (func $call))
    (func (export "destroy") (param i32) (if (i32.eq (local.get 0) (i32.const 5)) (then (call $call)))))
  (core instance $destructor (instantiate $destructor (with "host" (instance (export "call" (func $call))))))
  (type $thing (resource (rep i32) (dtor (core func $destructor "destroy"))))
  (core func $new (canon resource.new $thing))
  (component $part
    (import "thing" (type $thing (sub resource)))
    (core func $drop (canon resource.drop $thing))
    (core module $main (import "thing" "drop" (func $drop (param i32))) (func (export "take") (param i32) (call $drop (local.get 0))))
    (core instance $main (instantiate $main (with "thing" (instance (export "drop" (func $drop))))))
    (func (export "take") (param "t" (own $thing)) (canon lift (core func $main "take"))))
  (instance $part (instantiate $part (with "thing" (type $thing))))
  (core func $take (canon lower (func $part "take")))
  (core module $main
    (import "thing" "new" (func $new (param i32) (result i32)))
    (import "part" "take" (func $take (param i32)))
    (func (export "run") (call $take (call $new (i32.const 5)))))
  (core instance $main (instantiate $main
    (with "thing" (instance (export "new" (func $new)))) (with "part" (instance (export "take" (func $take))))))
  (func (export "run") (canon lift (core func $main "run"))))`;

test('canon_resource_drop: a part may drop what the whole around it implements, and the destructor may call imports', async (t) => {
  let calls = 0;
  const instance = await instantiate(DROPPED_BY_PART, { call: () => void calls++ });
  instance.exports['run']();
  instance.exports['run']();
  t.is(calls, 2);
});

/** Gives the host things of its own, with or without a destructor, and calls it. */
const giving = (destructor: string): string => `(component
  (import "call" (func $call))
  (core func $call (canon lower (func $call)))
  (core module $destructor
    (global $destroyed (mut i32) (i32.const 0))
    (func (export "destroy") (param i32) (global.set $destroyed (i32.add (global.get $destroyed) (i32.const 1))))
    (func (export "destroyed") (result i32) (global.get $destroyed)))
  (core instance $destructor (instantiate $destructor))
  (type $thing (resource (rep i32) ${destructor}))
  (export $exported "thing" (type $thing))
  (core func $new (canon resource.new $thing))
  (core module $main
    (import "thing" "new" (func $new (param i32) (result i32)))
    (import "host" "call" (func $call))
    (func (export "make") (result i32) (call $new (i32.const 5)))
    (func (export "run") (call $call)))
  (core instance $main (instantiate $main
    (with "thing" (instance (export "new" (func $new)))) (with "host" (instance (export "call" (func $call))))))
  (func (export "make") (result (own $exported)) (canon lift (core func $main "make")))
  (func (export "destroyed") (result u32) (canon lift (core func $destructor "destroyed")))
  (func (export "run") (canon lift (core func $main "run"))))`;

for (const [what, destructor] of [
  ['a destructor', '(dtor (core func $destructor "destroy"))'],
  ['no destructor', ''],
] as const) {
  test(`Store.lift: a thing with ${what} cannot be dropped from outside while its instance runs, and is not lost`, async (t) => {
    let onCall = () => {};
    const { exports } = await instantiate(giving(destructor), { call: () => onCall() });
    const thing = exports['make']();
    onCall = () => {
      t.throws(() => thing[Symbol.dispose](), { instanceOf: Trap, message: /the instance is running/ });
    };
    exports['run']();
    t.is(exports['destroyed'](), 0);
    thing[Symbol.dispose]();
    t.is(exports['destroyed'](), destructor === '' ? 0 : 1);
  });
}

test('a thing whose instance is gone goes with it', async (t) => {
  const instance = await instantiate(giving('(dtor (core func $destructor "destroy"))'), { call: () => {} });
  const thing = instance.exports['make']();
  instance.dispose();
  t.notThrows(() => thing[Symbol.dispose]());
});

test('an instance called with hardly any stack left answers or traps, and never seems to run for ever', async (t) => {
  const text = `(component
    (core module $memory (memory (export "memory") 1)
      (func (export "realloc") (param i32 i32 i32 i32) (result i32) (i32.const 1024)))
    (core instance $memory (instantiate $memory))
    (core module $main (func (export "echo") (param i32 i32) (result i32)
      (i32.const 7)))
    (core instance $main (instantiate $main))
    (func (export "echo") (param "text" string) (result u32) (canon lift (core func $main "echo")
      (memory (core memory $memory "memory")) (realloc (core func $memory "realloc")))))`;
  const component = await loadComponent(await parseComponent(text), { name: 'guarded' });
  let instance = component.instantiate({ imports: {} });
  const counts = { answered: 0, trapped: 0, refused: 0 };
  /** Calls the instance on the way back from a full stack, with a little more of it each time. */
  const descend = (): number => {
    let left: number;
    try {
      left = descend();
    } catch {
      left = 500;
    }
    if (left === 0) return 0;
    try {
      instance.exports['echo']('some text');
      counts.answered++;
    } catch {
      if (instance.poisoned) counts.trapped++;
      else counts.refused++;
    }
    return left - 1;
  };
  for (let round = 0; round < 20; round++) {
    descend();
    if (!instance.poisoned) t.is(instance.exports['echo']('some text'), 7);
    instance = component.instantiate({ imports: {} });
  }
  t.true(counts.trapped + counts.refused > 0, JSON.stringify(counts));
});
