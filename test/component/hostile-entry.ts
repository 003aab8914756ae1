import { guest, HOST, type Attempt } from './hostile-world.ts';

const FINE = '(func (export "fine") (result i32) (i32.const 7))';

/** What every component written out whole begins with: the host's `call`, lowered. */
const CALL = `(import "${HOST}" (instance $host (export "call" (func))))
  (core func $call (canon lower (func $host "call")))`;

/** The core module that answers `fine`, and the function of it that is exported. */
const EXPORT_FINE = `(core module $fine ${FINE})
  (core instance $fine (instantiate $fine))
  (func (export "fine") (result u32) (canon lift (core func $fine "fine")))`;

/** A component with two parts; the first calls the host when it is called. */
const PARTS = `(component
  ${CALL}
  (component $part
    (import "call" (func $call))
    (core func $call (canon lower (func $call)))
    (core module $main (import "host" "call" (func $call)) (func (export "run") (call $call)))
    (core instance $main (instantiate $main (with "host" (instance (export "call" (func $call))))))
    (func (export "run") (canon lift (core func $main "run"))))
  (alias export $host "call" (func $host-call))
  (instance $one (instantiate $part (with "call" (func $host-call))))
  (instance $two (instantiate $part (with "call" (func $host-call))))
  (export "attack" (func $one "run"))
  (export "other" (func $two "run"))
  ${EXPORT_FINE})`;

/** A part calls the whole around it, and that calls, through a table, what the part hands out: itself, or a part of its own. */
const AROUND = (handsOut: 'go' | 'deep'): string => `(component
  (core module $table (table (export "table") 1 funcref))
  (core instance $table (instantiate $table))
  (core module $whole
    (import "table" "table" (table 1 funcref))
    (func (export "again") (call_indirect (i32.const 0))))
  (core instance $whole (instantiate $whole (with "table" (instance $table))))
  (func $again (canon lift (core func $whole "again")))
  (component $part
    (import "again" (func $again))
    (component $inner
      (core module $main (func (export "deep")))
      (core instance $main (instantiate $main))
      (func (export "deep") (canon lift (core func $main "deep"))))
    (instance $inner (instantiate $inner))
    (core func $again (canon lower (func $again)))
    (core module $main (import "whole" "again" (func $again)) (func (export "go") (call $again)))
    (core instance $main (instantiate $main (with "whole" (instance (export "again" (func $again))))))
    (func (export "go") (canon lift (core func $main "go")))
    (export "deep" (func $inner "deep")))
  (instance $part (instantiate $part (with "again" (func $again))))
  (core func $handed (canon lower (func $part "${handsOut}")))
  (core module $fill
    (import "table" "table" (table 1 funcref))
    (import "part" "handed" (func $handed))
    (elem (table 0) (i32.const 0) func $handed))
  (core instance (instantiate $fill
    (with "table" (instance $table))
    (with "part" (instance (export "handed" (func $handed))))))
  (export "attack" (func $part "go"))
  ${EXPORT_FINE})`;

const starts = (tries: string, body: string, by: RegExp, fuel = 1_000_000): Attempt => ({
  tries,
  component: guest({ code: `(func (export "attack")) (func $start ${body}) (start $start)` }),
  fuel,
  stopped: { at: 'starting', by },
});

/** A part whose start function calls another part, and the whole around both. */
const STARTING_PARTS = `(component
  (core module $counter
    (global $count (mut i32) (i32.const 0))
    (func (export "add") (result i32)
      (global.set $count (i32.add (global.get $count) (i32.const 1))) (global.get $count)))
  (core instance $whole (instantiate $counter))
  (func $whole (result u32) (canon lift (core func $whole "add")))
  (component $counting
    (core module $counter
      (global $count (mut i32) (i32.const 10))
      (func (export "add") (result i32)
        (global.set $count (i32.add (global.get $count) (i32.const 1))) (global.get $count)))
    (core instance $main (instantiate $counter))
    (func (export "add") (result u32) (canon lift (core func $main "add"))))
  (instance $sibling (instantiate $counting))
  (component $starting
    (import "whole" (func $whole (result u32)))
    (import "sibling" (func $sibling (result u32)))
    (core func $whole (canon lower (func $whole)))
    (core func $sibling (canon lower (func $sibling)))
    (core module $main
      (import "other" "whole" (func $whole (result i32)))
      (import "other" "sibling" (func $sibling (result i32)))
      (global $sum (mut i32) (i32.const 0))
      (func $start (global.set $sum (i32.add (call $whole) (call $sibling))))
      (start $start)
      (func (export "sum") (result i32) (global.get $sum)))
    (core instance $main (instantiate $main
      (with "other" (instance (export "whole" (func $whole)) (export "sibling" (func $sibling))))))
    (func (export "sum") (result u32) (canon lift (core func $main "sum"))))
  (instance $starting (instantiate $starting (with "whole" (func $whole)) (with "sibling" (func $sibling "add"))))
  (export "attack" (func $starting "sum"))
  ${EXPORT_FINE})`;

const CALLS_HOST = guest({ code: '(func (export "attack") (call $call))' });
const HOLDS_KEYS = guest({ code: '(func (export "attack") (drop (call $new-key)) (drop (call $new-key)))' });

export const entry: readonly Attempt[] = [
  {
    tries: 'to be entered again by the host that it calls',
    component: CALLS_HOST,
    run: ({ scene, guest: hostile }) => {
      scene.onCall = () => hostile['fine']();
      hostile['attack']();
    },
    stopped: { at: 'call', by: /fine: the instance is running and cannot be entered again/ },
  },
  {
    tries: 'to be harmed by a host that asks too much and goes on',
    component: CALLS_HOST,
    run: ({ scene, guest: hostile }) => {
      let refusal: unknown;
      scene.onCall = () => {
        try {
          hostile['fine']();
        } catch (error) {
          refusal = error;
        }
      };
      hostile['attack']();
      return [String(refusal), hostile['fine']()];
    },
    stopped: 'nowhere',
    gets: ['Trap: hostile: fine: the instance is running and cannot be entered again', 7],
  },
  {
    tries: 'to be entered by another of its parts while one runs',
    component: PARTS,
    run: ({ scene, guest: hostile }) => {
      scene.onCall = () => hostile['other']();
      hostile['attack']();
    },
    stopped: { at: 'call', by: /other: the instance is running and cannot be entered again/ },
  },
  {
    tries: 'to enter a part again through the whole around it',
    component: AROUND('go'),
    stopped: { at: 'call', by: /the instance is running and cannot be entered again/ },
  },
  {
    tries: 'to enter a part of a part that runs through the whole around both',
    component: AROUND('deep'),
    stopped: { at: 'call', by: /the instance is running and cannot be entered again/ },
  },
  {
    tries: 'to call what was made before it, and what it stands in, from its start function, as it may',
    component: STARTING_PARTS,
    stopped: 'nowhere',
    gets: 12,
  },
  starts('to trap when it starts', '(unreachable)', /hostile: start: unreachable/),
  starts('to spin when it starts', '(loop $on (br $on))', /hostile: start: out of fuel/),
  starts('to turn a forged key when it starts', '(drop (call $key-turn (i32.const 1)))', /there is no handle 1/),
  {
    tries: 'to keep what it was given when its start fails',
    component: guest({
      code: `(func (export "attack"))
        (func $start (drop (call $new-key)) (drop (call $open)) (drop (call $new-lock)) (unreachable)) (start $start)`,
    }),
    stopped: { at: 'starting', by: /hostile: start: unreachable/ },
    after: (t, scene) => {
      t.is(scene.dropped, 2);
      t.is(scene.keeper.exports['shuts'](), 1);
    },
  },
  {
    tries: 'to be disposed of while it runs',
    component: CALLS_HOST,
    run: ({ scene, guest: hostile, instance }) => {
      scene.onCall = () => instance.dispose();
      hostile['attack']();
    },
    stopped: { at: 'call', by: /dispose: the instance is running/ },
  },
  {
    tries: 'to be called after it was disposed of, twice',
    component: HOLDS_KEYS,
    run: ({ guest: hostile, instance }) => {
      hostile['attack']();
      instance.dispose();
      instance.dispose();
      hostile['attack']();
    },
    stopped: { at: 'call', by: /attack: the instance was disposed of/ },
    spared: true,
    after: (t, scene) => t.is(scene.dropped, 2),
  },
  {
    tries: 'to be entered while it is disposed of',
    component: HOLDS_KEYS,
    run: ({ scene, guest: hostile, instance }) => {
      hostile['attack']();
      scene.onDrop = () => hostile['fine']();
      instance.dispose();
    },
    stopped: { at: 'call', by: /fine: the instance was disposed of/ },
    spared: true,
    after: (t, scene) => t.is(scene.dropped, 2, 'the second key did not come back because the first failed'),
  },
  {
    tries: 'to be entered by what comes back from it',
    component: guest({ code: '(func (export "attack") (call $drop-key (call $new-key)))' }),
    run: ({ scene, guest: hostile }) => {
      scene.onDrop = () => hostile['fine']();
      hostile['attack']();
    },
    stopped: { at: 'call', by: /fine: the instance is running and cannot be entered again/ },
  },
  {
    tries: 'to keep what it was given when it traps',
    component: guest({ code: '(func (export "attack") (drop (call $new-key)) (drop (call $open)) (unreachable))' }),
    run: ({ guest: hostile, instance }) => {
      try {
        hostile['attack']();
      } finally {
        instance.dispose();
      }
    },
    stopped: { at: 'call', by: /unreachable/ },
    spared: true,
    after: (t, scene) => {
      t.is(scene.dropped, 1);
      t.is(scene.keeper.exports['shuts'](), 1);
    },
  },
];
