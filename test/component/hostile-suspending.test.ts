import test, { type ExecutionContext } from 'ava';
import {
  LimitExceeded,
  loadComponent,
  OutOfFuel,
  suspending,
  Trap,
  type Limits,
  type SuspendingInstance,
} from '../../host/component/index.ts';
import { buildComponent, parseComponent } from './build.ts';
import { guest, HOST, Scene, type GuestOptions } from './hostile-world.ts';

/*
 * What guests can try while the host keeps them waiting. As everywhere: whatever they do, the host goes on, other instances work, and
 * nothing of the host or the keeper is seen or changed.
 */

const FUEL = 1_000_000;

/** Promises of the host, settled one by one in the order they were asked for. */
class Answers {
  readonly #open: PromiseWithResolvers<unknown>[] = [];
  /** Marked as a function that answers later. */
  readonly ask = suspending((): Promise<any> => {
    const answer = Promise.withResolvers<unknown>();
    this.#open.push(answer);
    return answer.promise;
  });

  get open(): number {
    return this.#open.length;
  }

  settle(value?: unknown): void {
    this.#open.shift()!.resolve(value);
  }

  refuse(reason: unknown): void {
    this.#open.shift()!.reject(reason);
  }
}

interface Stage {
  readonly scene: Scene;
  readonly answers: Answers;
  readonly make: (limits?: Partial<Limits>) => Promise<SuspendingInstance>;
}

/** A guest whose calls of the functions named are kept waiting. */
async function stage(options: GuestOptions, ...waiting: string[]): Promise<Stage> {
  const component = await loadComponent(await buildComponent(guest(options)), { name: 'hostile' });
  const scene = new Scene(FUEL);
  const answers = new Answers();
  const host = { ...scene.imports[HOST], ...Object.fromEntries(waiting.map((name) => [name, answers.ask])) };
  const imports = { ...scene.imports, [HOST]: host };
  return {
    scene,
    answers,
    make: (limits = {}) => component.instantiateSuspending({ imports, meter: scene.meter, limits }),
  };
}

/** Lets everything run that can. */
const turn = async (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

async function checkOthers(t: ExecutionContext, { scene, make }: Stage): Promise<void> {
  scene.meter.remaining = FUEL;
  scene.check(t, []);
  t.is(await (await make()).exports['fine'](), 7);
}

const WAITS = '(func (export "attack") (call $call))';

test('to be entered, twice over, while it waits', async (t) => {
  const set = await stage({ code: WAITS }, 'call');
  const instance = await set.make();
  const attack = instance.exports['attack']();
  for (const name of ['attack', 'fine', 'fine']) {
    await t.throwsAsync(instance.exports[name](), { instanceOf: Trap, message: /running and cannot be entered again/ });
  }
  set.answers.settle();
  await t.notThrowsAsync(attack);
  t.false(instance.poisoned);
  t.is(await instance.exports['fine'](), 7);
  await checkOthers(t, set);
});

test('to be disposed of while it waits', async (t) => {
  const set = await stage({ code: '(func (export "attack") (drop (call $new-key)) (call $call))' }, 'call');
  const instance = await set.make();
  const attack = instance.exports['attack']();
  await turn();
  await t.throwsAsync(instance.dispose(), { instanceOf: Trap, message: /dispose: the instance is running/ });
  t.is(set.scene.dropped, 0);
  set.answers.settle();
  await attack;
  await Promise.all([instance.dispose(), instance.dispose()]);
  t.is(set.scene.dropped, 1);
  await t.throwsAsync(instance.exports['fine'](), { instanceOf: Trap, message: /disposed of/ });
  await checkOthers(t, set);
});

for (const [tries, after, reason] of [
  ['to trap', '(unreachable)', /attack: unreachable/],
  ['to turn a forged key', '(drop (call $key-turn (i32.const 9)))', /there is no handle 9/],
  ['to turn a lock as a key', '(drop (call $key-turn (call $new-lock)))', /of resource lock, not key/],
  ['to hand over what lies past its memory', '(call $say (i32.const 65530) (i32.const 10))', /reach past the end/],
  ['to spin', '(loop $on (br $on))', /out of fuel/],
  ['to call itself without end', '(call $self)', /limit callDepth/],
] as const) {
  test(`${tries} once it waited`, async (t) => {
    const set = await stage(
      {
        code: `(func $self (call $self) (call $lock)) (func $lock) (func (export "attack") (drop (call $new-key)) (call $call) ${after})`,
      },
      'call',
    );
    const instance = await set.make();
    const attack = instance.exports['attack']();
    await turn();
    set.scene.meter.remaining = FUEL * 100;
    set.answers.settle();
    await t.throwsAsync(attack, { instanceOf: Trap, message: reason });
    t.true(instance.poisoned);
    await t.throwsAsync(instance.exports['fine'](), { message: /trapped before/ });
    await instance.dispose();
    t.true(set.scene.dropped >= 1);
    await checkOthers(t, set);
  });
}

test('to wait for ever', async (t) => {
  const set = await stage({ code: WAITS }, 'call');
  const instance = await set.make({ wallClockMs: 30 });
  const error = await t.throwsAsync(instance.exports['attack'](), { instanceOf: LimitExceeded });
  t.is((error as LimitExceeded).limit, 'wallClockMs');
  t.true(instance.poisoned);
  // What comes too late does nothing.
  set.answers.settle();
  await turn();
  t.true(instance.poisoned);
  await instance.dispose();
  await checkOthers(t, set);
});

test('to wait for ever in pieces', async (t) => {
  const set = await stage({ code: '(func (export "attack") (loop $on (call $call) (br $on)))' }, 'call');
  const instance = await set.make({ wallClockMs: 60 });
  let over = false;
  const attack = t.throwsAsync(instance.exports['attack'](), { instanceOf: LimitExceeded }).then((error) => {
    over = true;
    return error;
  });
  while (!over) {
    await new Promise((resolve) => setTimeout(resolve, 5));
    if (set.answers.open > 0) set.answers.settle();
  }
  t.is(((await attack) as LimitExceeded).limit, 'wallClockMs');
  await checkOthers(t, set);
});

/** What a host may throw, in spite of everything. */
const REASONS: Readonly<Record<string, unknown>> = {
  undefined: undefined,
  null: null,
  'a text': 'no',
  'a number': 7,
  'a symbol': Symbol('no'),
  'an object without a prototype': Object.create(null),
  'an object that cannot be shown': {
    toString() {
      throw this;
    },
  },
  'an error whose message cannot be read': Object.defineProperty(new RangeError('x'), 'message', {
    get() {
      throw new Error('no message');
    },
  }),
  'a proxy that answers nothing': new Proxy(
    {},
    {
      get() {
        throw new Error('no get');
      },
      getPrototypeOf() {
        throw new Error('no prototype');
      },
    },
  ),
};

for (const [what, reason] of Object.entries(REASONS)) {
  test(`a host that fails with ${what} ends the call with a trap`, async (t) => {
    const set = await stage({ code: WAITS }, 'call');
    const instance = await set.make();
    const attack = instance.exports['attack']();
    set.answers.refuse(reason);
    const later = await t.throwsAsync(attack, {
      instanceOf: Trap,
      message: /^hostile: test:hostile\/host\.call: the host's function threw/,
    });
    t.is(later.cause, reason);
    t.true(instance.poisoned);

    const component = await loadComponent(await buildComponent(guest({ code: WAITS })), { name: 'hostile' });
    const scene = new Scene(FUEL);
    const direct = scene.instantiate(component);
    scene.onCall = () => {
      throw reason;
    };
    const atOnce = t.throws(() => direct.exports['attack'](), { instanceOf: Trap });
    t.is(atOnce.message, later.message);
    t.is(atOnce.cause, reason);
    await checkOthers(t, set);
  });
}

test('to use a key that it gave away before the host answered', async (t) => {
  const set = await stage(
    {
      code: `(func (export "attack") (local $k i32)
        (local.set $k (call $new-key)) (call $take-key (local.get $k)) (drop (call $key-turn (local.get $k))))`,
    },
    'take-key',
  );
  const instance = await set.make();
  const attack = instance.exports['attack']();
  await turn();
  set.answers.settle();
  await t.throwsAsync(attack, { instanceOf: Trap, message: /there is no handle 1/ });
  t.deepEqual(set.scene.receivers, []);
  await checkOthers(t, set);
});

test('a key that it lends is lent until the host answers, and then its own again', async (t) => {
  const set = await stage(
    {
      code: `(func (export "attack") (local $k i32)
        (local.set $k (call $new-key)) (call $try-key (local.get $k)) (drop (call $key-turn (local.get $k)))
        (call $drop-key (local.get $k)))`,
    },
    'try-key',
  );
  const instance = await set.make();
  const attack = instance.exports['attack']();
  await turn();
  t.is(set.scene.dropped, 0);
  set.answers.settle();
  await attack;
  t.is(set.scene.dropped, 1);
  t.is(set.scene.receivers.length, 1);
  await checkOthers(t, set);
});

test('to have the host write its late answer to stale views of a memory that grew', async (t) => {
  const set = await stage(
    {
      memory: `(memory (export "memory") 1)
        (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32)
          (i32.mul (memory.grow (i32.const 1)) (i32.const 65536)))`,
      code: `(func (export "attack") (local $round i32)
        (loop $again
          (drop (memory.grow (i32.const 1)))
          (call $ask (i32.const 8))
          (drop (memory.grow (i32.const 1)))
          (call $say (i32.load (i32.const 8)) (i32.load (i32.const 12)))
          (br_if $again (i32.lt_u (local.tee $round (i32.add (local.get $round) (i32.const 1))) (i32.const 3)))))`,
    },
    'ask',
  );
  const instance = await set.make();
  const attack = instance.exports['attack']();
  for (const answer of ['one', 'two', 'three']) {
    while (set.answers.open === 0) await turn();
    set.answers.settle(answer);
  }
  await attack;
  t.deepEqual(set.scene.said, ['one', 'two', 'three']);
  await checkOthers(t, set);
});

test('to spend, while another waits, the fuel that both run on', async (t) => {
  const set = await stage(
    {
      exports: 'export attack: func(); export spin: func();',
      code: `${WAITS} (func (export "spin") (loop $on (br $on)))`,
    },
    'call',
  );
  const [waiting, spinning] = [await set.make(), await set.make()];
  set.scene.meter.remaining = FUEL;
  const attack = waiting.exports['attack']();
  await turn();
  await t.throwsAsync(spinning.exports['spin'](), { instanceOf: OutOfFuel });
  t.true(spinning.poisoned);
  t.false(waiting.poisoned);
  set.answers.settle();
  await attack;
  await t.throwsAsync(waiting.exports['fine'](), { instanceOf: OutOfFuel });
  await checkOthers(t, set);
});

test('to trap while another waits', async (t) => {
  const set = await stage(
    { exports: 'export attack: func(); export trap: func();', code: `${WAITS} (func (export "trap") (unreachable))` },
    'call',
  );
  const [waiting, trapping] = [await set.make(), await set.make()];
  const attacks = [waiting.exports['attack'](), trapping.exports['attack']()];
  await turn();
  set.answers.settle();
  set.answers.settle();
  await Promise.all(attacks);
  const again = waiting.exports['attack']();
  await t.throwsAsync(trapping.exports['trap'](), { instanceOf: Trap, message: /unreachable/ });
  set.answers.settle();
  await again;
  t.is(await waiting.exports['fine'](), 7);
  await checkOthers(t, set);
});

test('to keep what it was given when its start fails after waiting', async (t) => {
  const set = await stage(
    {
      code: `(func (export "attack")) (func $start (drop (call $new-key)) (drop (call $open)) (call $call) (unreachable))
        (start $start)`,
    },
    'call',
  );
  const starting = set.make();
  await turn();
  set.answers.settle();
  await t.throwsAsync(starting, { instanceOf: Trap, message: /hostile: start: unreachable/ });
  t.is(set.scene.dropped, 1);
  t.is(set.scene.keeper.exports['shuts'](), 1);
  set.scene.check(t, []);
});

for (const where of ['realloc', 'post-return'] as const) {
  test(`to wait in ${where}`, async (t) => {
    const set = await stage(
      {
        exports: 'export attack: func(s: string) -> string;',
        memory: `(memory (export "memory") 1)
          (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32)
            ${where === 'realloc' ? '(call $call)' : ''} (i32.const 1024))`,
        code: `(func (export "attack") (param i32 i32) (result i32) (i32.const 8))
          (func (export "cabi_post_attack") (param i32) ${where === 'post-return' ? '(call $call)' : ''})`,
      },
      'call',
    );
    const instance = await set.make();
    await t.throwsAsync(instance.exports['attack']('text'), {
      instanceOf: Trap,
      message: /called from realloc or post-return|trying to suspend/,
    });
    t.is(set.answers.open, 0);
    t.true(instance.poisoned);
    await checkOthers(t, set);
  });
}

test('a thing that the host lends is not the host’s to dispose of while the guest waits', async (t) => {
  const answers = new Answers();
  const component = await loadComponent(
    await parseComponent(`(component
      (import "wait" (func $wait))
      (core func $wait (canon lower (func $wait)))
      (type $thing (resource (rep i32)))
      (export $exported "thing" (type $thing))
      (core func $new (canon resource.new $thing))
      (core module $main
        (import "host" "wait" (func $wait))
        (import "thing" "new" (func $new (param i32) (result i32)))
        (func (export "make") (result i32) (call $new (i32.const 5)))
        (func (export "hold") (param i32) (call $wait)))
      (core instance $main (instantiate $main
        (with "host" (instance (export "wait" (func $wait)))) (with "thing" (instance (export "new" (func $new))))))
      (func (export "make") (result (own $exported)) (canon lift (core func $main "make")))
      (func (export "hold") (param "t" (borrow $exported)) (canon lift (core func $main "hold"))))`),
    { name: 'holder' },
  );
  const { exports } = await component.instantiateSuspending({ imports: { wait: answers.ask } });
  const thing = await exports['make']();
  const held = exports['hold'](thing);
  await turn();
  t.throws(() => thing[Symbol.dispose](), { instanceOf: TypeError, message: /is lent to a running call/ });
  answers.settle();
  await held;
  t.notThrows(() => thing[Symbol.dispose]());
  await t.throwsAsync(exports['hold'](thing), { instanceOf: Trap, message: /was disposed of/ });
});
