import test from 'ava';
import { hostResource, loadComponent, Trap, type Component, type Limits } from '../../host/component/index.ts';
import { buildComponent, parseComponent } from './build.ts';
import { DRIVER, OBJECTS, PROGRAM } from './objects.ts';

const driver: Component = await loadComponent(await buildComponent(DRIVER), { name: 'driver' });
const program: Component = await loadComponent(await buildComponent(PROGRAM), { name: 'program' });

function linked(limits: Partial<Limits> = {}) {
  const objects = driver.instantiate({ imports: {} }).exports[OBJECTS];
  const instance = program.instantiate({ imports: { [OBJECTS]: objects }, limits });
  return { objects, instance, guest: instance.exports };
}

test('a resource of one guest is a handle in another', (t) => {
  const { guest, objects } = linked();
  const first = guest.open(0);
  const second = guest.open(1);
  t.not(first, second);
  t.deepEqual([guest.name(first), guest.name(second)], ['A', 'B']);
  t.is(guest.join(first, second), 201);
  t.is(objects.dropped(), 1);
  guest.release(first);
  t.is(objects.dropped(), 2);
});

test('an index is used again after its handle is gone', (t) => {
  const { guest, objects } = linked({ handles: 2 });
  for (let round = 0; round < 1000; round++) guest.release(guest.open(round % 26));
  t.is(objects.dropped(), 1000);
});

const MISUSE: readonly [string, (guest: ReturnType<typeof linked>['guest']) => void, RegExp][] = [
  ['a handle that never was', (guest) => guest.name(7), /there is no handle 7/],
  ['handle 0', (guest) => guest.name(0), /there is no handle 0/],
  ['a negative handle', (guest) => guest.name(0xffff_ffff), /there is no handle -1/],
  [
    'use after drop',
    (guest) => {
      const handle = guest.open(1);
      guest.release(handle);
      guest.name(handle);
    },
    /there is no handle/,
  ],
  [
    'use after move',
    (guest) => {
      const handle = guest.open(1);
      guest.close(handle);
      guest.name(handle);
    },
    /parameter self: there is no handle/,
  ],
  [
    'dropping twice',
    (guest) => {
      const handle = guest.open(1);
      guest.release(handle);
      guest.release(handle);
    },
    /there is no handle/,
  ],
  [
    'moving what the same call borrows',
    (guest) => {
      const handle = guest.open(1);
      guest.join(handle, handle);
    },
    /parameter b: handle \d+ is lent/,
  ],
  [
    'borrowing what the same call moves',
    (guest) => {
      const handle = guest.open(1);
      guest.joinBackwards(handle, handle);
    },
    /parameter b: there is no handle/,
  ],
];

for (const [what, misuse, reason] of MISUSE) {
  test(`${what} traps`, (t) => {
    const { guest, instance } = linked();
    t.throws(() => misuse(guest), { instanceOf: Trap, message: reason });
    t.true(instance.poisoned);
  });
}

test('handles are bounded', (t) => {
  const { guest } = linked({ handles: 3 });
  for (let opened = 0; opened < 3; opened++) guest.open(opened);
  t.throws(() => guest.open(3), { instanceOf: Trap, message: /over 3 handles/ });
});

test('the host holds a resource of a guest', (t) => {
  const { objects } = linked();
  const handle = objects.open(2);
  t.is(objects['[method]handle.name'](handle), 'C');
  t.is(objects['[method]handle.name'](handle), 'C');
  t.is(objects.join(handle, objects.open(3)), 205);
  t.is(objects.dropped(), 1);
  handle[Symbol.dispose]();
  handle[Symbol.dispose]();
  t.is(objects.dropped(), 2);
  const [first, second] = objects.all(2);
  objects.close(first);
  t.is(objects['[method]handle.name'](second), 'B');
  t.is(objects.dropped(), 3);
});

test('a handle is of its own type, and nothing else is a handle', (t) => {
  const foreign = linked().objects.open(1);
  const forgeries = [
    foreign,
    {},
    Object.create(Object.getPrototypeOf(foreign)),
    101,
    undefined,
    structuredClone({ ...foreign }),
  ];
  for (const forged of forgeries) {
    const { objects } = linked();
    const error = t.throws(() => objects['[method]handle.name'](forged), { instanceOf: Trap });
    t.regex(
      error.message,
      /driver: test:objects\/objects\.\[method\]handle\.name parameter self: expected a handle of resource handle/,
    );
  }
});

test('a handle cannot be lent and given away in one call', (t) => {
  const { objects } = linked();
  const handle = objects.open(1);
  t.throws(() => objects.join(handle, handle), {
    instanceOf: Trap,
    message: /parameter b: .* is lent to a running call/,
  });
});

test('a handle given away is void', (t) => {
  const { objects } = linked();
  const handle = objects.open(1);
  objects.close(handle);
  t.throws(() => objects.close(handle), { instanceOf: Trap, message: /was given away/ });
});

test('a handle cannot be changed', (t) => {
  const handle = linked().objects.open(1);
  t.true(Object.isFrozen(handle));
  t.deepEqual(Object.keys(handle), []);
});

test('the host implements a resource', (t) => {
  const dropped: string[] = [];
  class Thing {
    readonly name: string;
    constructor(name: string) {
      this.name = name;
    }
  }
  const handle = hostResource<Thing>({ name: 'handle', drop: (thing) => dropped.push(thing.name) });
  const objects = {
    handle,
    open: (n: number) => new Thing(`thing ${n}`),
    '[method]handle.name': (self: Thing) => self.name,
    join: (a: Thing, b: Thing) => a.name.length + b.name.length,
    'join-backwards': () => 0,
    close: (thing: Thing) => dropped.push(`closed ${thing.name}`),
    all: () => [],
    dropped: () => dropped.length,
  };
  const instance = program.instantiate({ imports: { [OBJECTS]: objects } });
  const guest = instance.exports;
  const first = guest.open(1);
  t.is(guest.name(first), 'thing 1');
  guest.close(guest.open(2));
  guest.release(guest.open(3));
  t.is(guest.join(first, guest.open(4)), 14);
  t.deepEqual(dropped, ['closed thing 2', 'thing 3']);
  guest.open(5);
  instance.dispose();
  t.deepEqual(dropped, ['closed thing 2', 'thing 3', 'thing 1', 'thing 5']);
  t.throws(() => guest.name(first), { instanceOf: Trap, message: /disposed of/ });
});

test('a borrow given to the host is void after the call', async (t) => {
  // The driver's own resource, lent to the host by a program that got it from the driver.
  const kept: unknown[] = [];
  const watcher = await loadComponent(
    await buildComponent({
      wit: `package test:watch@1.0.0;
        interface watch { use test:objects/objects@1.0.0.{handle}; see: func(h: borrow<handle>); }
        world w { import ${OBJECTS}; import watch; export show: func(n: u32); }
        ${PROGRAM.wit.slice(PROGRAM.wit.indexOf('package test:objects'))}`,
      wat: `(module
        (import "${OBJECTS}" "open" (func $open (param i32) (result i32)))
        (import "test:watch/watch@1.0.0" "see" (func $see (param i32)))
        (func (export "show") (param i32) (call $see (call $open (local.get 0)))))`,
    }),
    { name: 'watcher' },
  );
  const { objects } = linked();
  const names: string[] = [];
  const watch = {
    see: (handle: unknown) => {
      kept.push(handle);
      names.push(objects['[method]handle.name'](handle));
    },
  };
  const { show } = watcher.instantiate({ imports: { [OBJECTS]: objects, 'test:watch/watch@1.0.0': watch } }).exports;
  show(4);
  t.deepEqual(names, ['E']);
  t.throws(() => objects['[method]handle.name'](kept[0]), {
    instanceOf: Trap,
    message: /borrowed for a call that is over/,
  });
});

test('dispose runs the destructors of the other instance', (t) => {
  const { guest, instance, objects } = linked();
  guest.open(1);
  guest.open(2);
  instance.dispose();
  t.is(objects.dropped(), 2);
});

test('dispose is refused while what it would drop cannot be destroyed, and loses nothing', async (t) => {
  const owner = await loadComponent(
    await parseComponent(`(component
      (import "call" (func $call))
      (core func $call (canon lower (func $call)))
      (core module $destructor
        (global $dropped (mut i32) (i32.const 0))
        (func (export "destroy") (param i32) (global.set $dropped (i32.add (global.get $dropped) (i32.const 1))))
        (func (export "dropped") (result i32) (global.get $dropped)))
      (core instance $destructor (instantiate $destructor))
      (type $thing (resource (rep i32) (dtor (core func $destructor "destroy"))))
      (core func $new (canon resource.new $thing))
      (core module $main
        (import "thing" "new" (func $new (param i32) (result i32)))
        (import "host" "call" (func $call))
        (func (export "make") (result i32) (call $new (i32.const 5)))
        (func (export "run") (call $call)))
      (core instance $main (instantiate $main
        (with "thing" (instance (export "new" (func $new)))) (with "host" (instance (export "call" (func $call))))))
      (type $made (func (result (own $thing))))
      (func $make (type $made) (canon lift (core func $main "make")))
      (instance $things (export "thing" (type $thing)) (export "make" (func $make)))
      (export "test:things/things@1.0.0" (instance $things))
      (func (export "dropped") (result u32) (canon lift (core func $destructor "dropped")))
      (func (export "run") (canon lift (core func $main "run"))))`),
    { name: 'owner' },
  );
  const holder = await loadComponent(
    await parseComponent(`(component
      (import "test:things/things@1.0.0" (instance $things
        (export "thing" (type $thing (sub resource))) (export "make" (func (result (own $thing))))))
      (core func $make (canon lower (func $things "make")))
      (core module $main (import "things" "make" (func $make (result i32))) (func (export "hold") (drop (call $make))))
      (core instance $main (instantiate $main (with "things" (instance (export "make" (func $make))))))
      (func (export "hold") (canon lift (core func $main "hold"))))`),
    { name: 'holder' },
  );
  let onCall = () => {};
  const owning = owner.instantiate({ imports: { call: () => onCall() } });
  const name = 'test:things/things@1.0.0';
  const holding = holder.instantiate({ imports: { [name]: owning.exports[name] } });
  holding.exports.hold();
  onCall = () => {
    t.throws(() => holding.dispose(), {
      instanceOf: Trap,
      message: /holder: dispose: it holds resources of owner, which is running/,
    });
  };
  owning.exports.run();
  t.is(owning.exports.dropped(), 0);
  holding.exports.hold();
  holding.dispose();
  t.is(owning.exports.dropped(), 2);
});
