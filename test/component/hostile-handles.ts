import { guest, HOST, type Attempt, type Scene } from './hostile-world.ts';

const forged = (number: string, by: RegExp): Attempt => ({
  tries: `to turn a key by the number ${number}, which it was never given`,
  component: guest({ code: `(func (export "attack") (drop (call $key-turn (i32.const ${number}))))` }),
  stopped: { at: 'call', by },
});

const misuse = (tries: string, body: string, by: RegExp): Attempt => ({
  tries,
  component: guest({ code: `(func (export "attack") (local $k i32) ${body})` }),
  stopped: { at: 'call', by },
});

const newKey = (scene: Scene): unknown => (scene.imports[HOST]!['new-key'] as () => unknown)();

/** A guest that is lent a key of the host, and lends itself to a second call. */
const lent = (tries: string, first: string, by: RegExp, second = ''): Attempt => ({
  tries,
  component: guest({
    exports: 'use host.{key}; export first: func(k: borrow<key>); export second: func();',
    code: `(global $kept (mut i32) (i32.const 0))
      (func (export "first") (param $k i32) ${first})
      (func (export "second") ${second})`,
  }),
  run: ({ scene, guest }) => {
    guest['first'](newKey(scene));
    guest['second']();
  },
  stopped: { at: 'call', by },
});

/** A component with a resource of its own, written out whole: the destructor is reached through a table. */
const owner = (destructor: string, attack: string): string => `(component
  (import "${HOST}" (instance $host (export "call" (func))))
  (core func $call (canon lower (func $host "call")))
  (core module $shim
    (table (export "table") 1 funcref)
    (func (export "destructor") (param i32) (call_indirect (param i32) (local.get 0) (i32.const 0))))
  (core instance $shim (instantiate $shim))
  (type $thing (resource (rep i32) (dtor (core func $shim "destructor"))))
  (core func $new (canon resource.new $thing))
  (core func $drop (canon resource.drop $thing))
  (core func $rep (canon resource.rep $thing))
  (core module $main
    (import "shim" "table" (table 1 funcref))
    (import "thing" "new" (func $new (param i32) (result i32)))
    (import "thing" "drop" (func $drop (param i32)))
    (import "thing" "rep" (func $rep (param i32) (result i32)))
    (import "host" "call" (func $call))
    (global $thing (mut i32) (i32.const 0))
    (func $destructor (param i32) ${destructor})
    (elem (table 0) (i32.const 0) func $destructor)
    (func (export "attack") (result i32) ${attack})
    (func (export "fine") (result i32) (i32.const 7)))
  (core instance $main (instantiate $main
    (with "shim" (instance $shim))
    (with "thing" (instance (export "new" (func $new)) (export "drop" (func $drop)) (export "rep" (func $rep))))
    (with "host" (instance (export "call" (func $call))))))
  (func (export "attack") (result u32) (canon lift (core func $main "attack")))
  (func (export "fine") (result u32) (canon lift (core func $main "fine"))))`;

const MAKE_AND_DROP = `(global.set $thing (call $new (i32.const 5))) (call $drop (global.get $thing)) (i32.const 1)`;

const ofAnother = (canon: string, by: RegExp): Attempt => ({
  tries: `to ${canon} a resource type of the host`,
  component: `(component
    (import "${HOST}" (instance $host (export "key" (type (sub resource)))))
    (alias export $host "key" (type $key))
    (core func (canon ${canon} $key)))`,
  stopped: { at: 'loading', by },
});

export const handles: readonly Attempt[] = [
  forged('7', /there is no handle 7/),
  forged('0', /there is no handle 0/),
  forged('-1', /there is no handle -1/),
  forged('0x7fffffff', /there is no handle 2147483647/),
  forged('0x80000000', /there is no handle -2147483648/),
  misuse('to turn a lock as a key', '(drop (call $key-turn (call $new-lock)))', /of resource lock, not key/),
  misuse(
    'to turn another component’s resource as a key',
    '(drop (call $key-turn (call $open)))',
    /of resource safe, not key/,
  ),
  misuse(
    'to hand a key of the host to the keeper as a safe',
    '(call $hold (call $new-key))',
    /of resource key, not safe/,
  ),
  misuse('to drop a key as a lock', '(call $drop-lock (call $new-key))', /of resource key, not lock/),
  misuse(
    'to use a key that it gave away',
    '(local.set $k (call $new-key)) (call $take-key (local.get $k)) (drop (call $key-turn (local.get $k)))',
    /key\.turn parameter self: there is no handle 1/,
  ),
  misuse(
    'to use a safe that it gave away',
    '(local.set $k (call $open)) (call $shut (local.get $k)) (drop (call $weigh (local.get $k)))',
    /there is no handle 1/,
  ),
  misuse(
    'to use a key that it dropped',
    '(local.set $k (call $new-key)) (call $drop-key (local.get $k)) (drop (call $key-turn (local.get $k)))',
    /there is no handle 1/,
  ),
  misuse(
    'to use a key whose number now stands for a lock',
    '(local.set $k (call $new-key)) (call $drop-key (local.get $k)) (drop (call $new-lock)) (drop (call $key-turn (local.get $k)))',
    /handle 1 is of resource lock, not key/,
  ),
  misuse(
    'to drop a key twice',
    '(local.set $k (call $new-key)) (call $drop-key (local.get $k)) (call $drop-key (local.get $k))',
    /there is no handle 1/,
  ),
  misuse(
    'to give a safe away and drop it',
    '(local.set $k (call $open)) (call $shut (local.get $k)) (call $drop-safe (local.get $k))',
    /there is no handle 1/,
  ),
  misuse(
    'to lend and give away one key in one call',
    '(local.set $k (call $new-key)) (call $fit (local.get $k) (local.get $k))',
    /parameter b: handle 1 is lent and cannot be given away/,
  ),
  {
    tries: 'to turn a key that another instance holds under the same number',
    component: guest({
      exports: 'export attack: func(); export hoard: func();',
      code: `(func (export "hoard") (drop (call $new-key)))
        (func (export "attack") (drop (call $key-turn (i32.const 1))))`,
    }),
    run: ({ scene, component, guest: hostile }) => {
      scene.instantiate(component).exports['hoard']();
      hostile['attack']();
    },
    stopped: { at: 'call', by: /there is no handle 1/ },
  },
  lent(
    'to give away a key that it was only lent',
    '(call $take-key (local.get $k))',
    /handle 1 is borrowed and cannot be given away/,
  ),
  lent(
    'to keep a key beyond the call it was lent for',
    '',
    /1 borrowed handles were not dropped before the call returned/,
  ),
  lent(
    'to use a key after the call it was lent for',
    '(global.set $kept (local.get $k)) (call $drop-key (local.get $k))',
    /there is no handle 1/,
    '(drop (call $key-turn (global.get $kept)))',
  ),
  lent(
    'to give back a key twice',
    '(call $drop-key (local.get $k)) (call $drop-key (local.get $k))',
    /there is no handle 1/,
  ),
  lent(
    'to lend on and give away a key that it was lent',
    '(call $fit (local.get $k) (local.get $k))',
    /handle 1 is borrowed and cannot be given away/,
  ),
  ofAnother('resource.new', /resource\.new is for a resource type of another component/),
  ofAnother('resource.rep', /resource\.rep is for a resource type of another component/),
  {
    tries: 'to hold more handles than it may',
    component: guest({ code: '(func (export "attack") (loop $more (drop (call $new-key)) (br $more)))' }),
    limits: { handles: 50 },
    stopped: { at: 'call', by: /limit handles/ },
  },
  {
    tries: 'to drop a thing again in its own destructor',
    component: owner('(call $drop (global.get $thing))', MAKE_AND_DROP),
    stopped: { at: 'call', by: /there is no handle 1/ },
  },
  {
    tries: 'to make and drop things in their destructor without end',
    component: owner('(call $drop (call $new (i32.const 1)))', MAKE_AND_DROP),
    fuel: 100_000_000,
    endsWithTheStack: true,
    stopped: { at: 'call', by: /limit callDepth/ },
  },
  {
    tries: 'to spin in a destructor',
    component: owner('(loop $on (br $on))', MAKE_AND_DROP),
    stopped: { at: 'call', by: /out of fuel/ },
  },
  {
    tries: 'to trap in a destructor',
    component: owner('(unreachable)', MAKE_AND_DROP),
    stopped: { at: 'call', by: /unreachable/ },
  },
  {
    tries: 'to be entered again by the host from its destructor',
    component: owner('(call $call)', MAKE_AND_DROP),
    run: ({ scene, guest: hostile }) => {
      scene.onCall = () => hostile['fine']();
      hostile['attack']();
    },
    stopped: { at: 'call', by: /running and cannot be entered again/ },
  },
  {
    tries: 'to call the host from a destructor, as it may',
    component: owner('(call $call)', MAKE_AND_DROP),
    run: ({ scene, guest: hostile }) => {
      let calls = 0;
      scene.onCall = () => void calls++;
      hostile['attack']();
      return calls;
    },
    stopped: 'nowhere',
    gets: 1,
  },
  {
    tries: 'to see more than its own number behind its own handle',
    component: owner('', '(call $rep (call $new (i32.const 5)))'),
    stopped: 'nowhere',
    gets: 5,
  },
  {
    tries: 'to read the number of a handle that it dropped',
    component: owner('', `(drop (block (result i32) ${MAKE_AND_DROP})) (call $rep (global.get $thing))`),
    stopped: { at: 'call', by: /there is no handle 1/ },
  },
];
