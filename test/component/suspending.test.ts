import test from 'ava';
import fc from 'fast-check';
import {
  ComponentError,
  hostResource,
  loadComponent,
  OutOfFuel,
  suspending,
  Trap,
  type Component,
} from '../../host/component/index.ts';
import { ALLOCATOR, buildComponent, parseComponent } from './build.ts';

const ASK = 'test:ask/oracle@1.0.0';

/** Asks its import for a text and for a number, so that wit-component puts a shim module with a table between. */
const asker: Component = await loadComponent(
  await buildComponent({
    wit: `package test:ask@1.0.0;
      interface oracle { answer: func(question: string) -> string; count: func(n: u32) -> u32; }
      world w {
        import oracle;
        export ask: func(question: string) -> string;
        export sum: func(rounds: u32) -> u32;
        export double: func(n: u32) -> u32;
        export spin: func();
      }`,
    wat: `(module
      (import "${ASK}" "answer" (func $answer (param i32 i32 i32)))
      (import "${ASK}" "count" (func $count (param i32) (result i32)))
      ${ALLOCATOR}
      (func (export "ask") (param i32 i32) (result i32)
        (call $answer (local.get 0) (local.get 1) (i32.const 8)) (i32.const 8))
      (func (export "sum") (param i32) (result i32) (local $sum i32)
        (loop $again
          (local.set $sum (i32.add (local.get $sum) (call $count (local.get 0))))
          (br_if $again (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))
        (local.get $sum))
      (func (export "double") (param i32) (result i32) (i32.mul (local.get 0) (i32.const 2)))
      (func (export "spin") (drop (call $count (i32.const 0))) (loop $again (br $again))))`,
  }),
  { name: 'asker' },
);

/** A promise, and what settles it. */
function pending<T>(): { promise: Promise<T>; settle: (value: T) => void; refuse: (reason: unknown) => void } {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  return { promise, settle: resolve, refuse: reject };
}

const prompt = { answer: (question: string) => `${question}!`, count: (n: number) => n };
const later = {
  answer: suspending(async (question: string) => `${question}!`),
  count: suspending(async (n: number) => n),
};

test('one component runs on hosts that answer at once and on hosts that answer later', async (t) => {
  const direct = asker.instantiate({ imports: { [ASK]: prompt } }).exports;
  const { exports } = await asker.instantiateSuspending({ imports: { [ASK]: later } });
  t.is(direct.ask('why'), 'why!');
  t.is(await exports.ask('why'), 'why!');
  t.is(direct.sum(5), 15);
  t.is(await exports.sum(5), 15);
  t.is(await exports.double(4), 8);
});

test('functions that answer at once may stand beside those that answer later', async (t) => {
  const { exports } = await asker.instantiateSuspending({
    imports: { [ASK]: { answer: later.answer, count: prompt.count } },
  });
  t.is(await exports.sum(4), 10);
  t.is(await exports.ask('a'), 'a!');
  const unsuspended = await asker.instantiateSuspending({ imports: { [ASK]: prompt } });
  t.is(await unsuspended.exports.ask('b'), 'b!');
});

test.serial('nothing on a direct link goes through the engine’s suspending calls', (t) => {
  const { Suspending, promising } = WebAssembly;
  const refuse = () => {
    throw new Error('used on a direct link');
  };
  try {
    Object.assign(WebAssembly, { Suspending: refuse, promising: refuse });
    const { exports } = asker.instantiate({ imports: { [ASK]: prompt } });
    t.is(exports.ask('who'), 'who!');
  } finally {
    Object.assign(WebAssembly, { Suspending, promising });
  }
});

test('a suspended instance may not be entered, and is not harmed by the attempt', async (t) => {
  const wait = pending<string>();
  const imports = { [ASK]: { ...later, answer: suspending(() => wait.promise) } };
  const instance = await asker.instantiateSuspending({ imports });
  const other = await asker.instantiateSuspending({ imports: { [ASK]: later } });
  const asked = instance.exports.ask('now');
  await t.throwsAsync(instance.exports.double(1), { instanceOf: Trap, message: /is running and cannot be entered/ });
  await t.throwsAsync(instance.dispose(), { instanceOf: Trap, message: /the instance is running/ });
  t.is(await other.exports.ask('other'), 'other!');
  wait.settle('then');
  t.is(await asked, 'then');
  t.is(await instance.exports.double(1), 2);
  t.false(instance.poisoned);
  await instance.dispose();
  await t.throwsAsync(instance.exports.double(1), { message: /was disposed of/ });
});

test('a rejection traps with its reason, and a wrong answer is named', async (t) => {
  const reason = new Error('the line is dead');
  const rejects = await asker.instantiateSuspending({
    imports: { [ASK]: { ...later, answer: suspending(() => Promise.reject(reason)) } },
  });
  const trap = await t.throwsAsync(rejects.exports.ask('x'), { instanceOf: Trap });
  t.is(trap.cause, reason);
  t.is(trap.function, 'test:ask/oracle.answer');
  t.true(rejects.poisoned);
  const wrong = await asker.instantiateSuspending({
    imports: { [ASK]: { ...later, answer: suspending(async () => 7) } },
  });
  await t.throwsAsync(wrong.exports.ask('x'), { message: /oracle\.answer result: expected a string, got 7/ });
});

test('a guest that spins after it was resumed is stopped by its fuel', async (t) => {
  const { exports } = await asker.instantiateSuspending({ imports: { [ASK]: later } });
  await t.throwsAsync(exports.spin(), { instanceOf: OutOfFuel });
});

test('calls of many instances interleave in any order', async (t) => {
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.array(fc.string(), { minLength: 1, maxLength: 8 }),
      async (scheduler, texts) => {
        const answer = suspending((question: string) => scheduler.schedule(Promise.resolve(`${question}?`)));
        const calls = texts.map(async (text) => {
          const { exports } = await asker.instantiateSuspending({ imports: { [ASK]: { ...later, answer } } });
          return exports.ask(text);
        });
        await scheduler.waitFor(Promise.all(calls));
        t.deepEqual(
          await Promise.all(calls),
          texts.map((text) => `${text.toWellFormed()}?`),
        );
      },
    ),
    { numRuns: 30 },
  );
});

test('more calls than may be suspended at once wait for each other', async (t) => {
  const wait = pending<void>();
  let asked = 0;
  const count = suspending(async (n: number) => {
    asked++;
    await wait.promise;
    return n;
  });
  const imports = { [ASK]: { ...later, count } };
  const calls: Promise<number>[] = [];
  for (let call = 0; call < 10_050; call++) {
    const { exports } = await asker.instantiateSuspending({ imports, limits: { memoryPages: 1 } });
    calls.push(exports.sum(1));
  }
  t.is(asked, 10_000);
  wait.settle();
  t.true((await Promise.all(calls)).every((answer) => answer === 1));
  t.is(asked, 10_050);
});

test('a function that answers later is refused on a direct link', (t) => {
  const error = t.throws(() => asker.instantiate({ imports: { [ASK]: later } }), { instanceOf: ComponentError });
  t.is(error.code, 'link');
  t.regex(
    error.message,
    /import test:ask\/oracle@1\.0\.0: function answer may suspend; make the instance by instantiateSuspending/,
  );
});

const TELL = '(func (param "text" string) (result string))';
const signature = TELL.slice(6, -1);

/** Passes a text on to its import, and what comes back to its caller. */
const relay = `(component $relay
  (import "tell" (func $tell ${signature}))
  (core module $memory ${ALLOCATOR})
  (core instance $memory (instantiate $memory))
  (alias core export $memory "memory" (core memory $mem))
  (alias core export $memory "cabi_realloc" (core func $realloc))
  (core func $lowered (canon lower (func $tell) string-encoding=utf16 (memory $mem) (realloc (core func $realloc))))
  (core module $main
    (import "host" "tell" (func $tell (param i32 i32 i32)))
    (func (export "tell") (param i32 i32) (result i32)
      (call $tell (local.get 0) (local.get 1) (i32.const 8)) (i32.const 8)))
  (core instance $main (instantiate $main (with "host" (instance (export "tell" (func $lowered))))))
  (func (export "tell") ${signature}
    (canon lift (core func $main "tell") string-encoding=utf16 (memory $mem) (realloc (core func $realloc)))))`;

test('nested components suspend together', async (t) => {
  const bytes = await parseComponent(`(component
    (import "tell" (func $tell ${signature}))
    ${relay}
    (instance $a (instantiate $relay (with "tell" (func $tell))))
    (instance $b (instantiate $relay (with "tell" (func $a "tell"))))
    (instance $c (instantiate $relay (with "tell" (func $b "tell"))))
    (export "tell" (func $c "tell")))`);
  const component = await loadComponent(bytes, { name: 'relays' });
  const { exports } = await component.instantiateSuspending({
    imports: { tell: suspending(async (text: string) => `${text}...`) },
  });
  t.is(await exports.tell('deep'), 'deep...');
  t.is(component.instantiate({ imports: { tell: (text: string) => `${text}.` } }).exports.tell('flat'), 'flat.');
});

const MIDDLE = 'test:ask/middle@1.0.0';

/** Offers `middle` over `oracle`, and one that needs `middle`. */
async function chain(): Promise<{ middle: Component; outer: Component }> {
  const wit = `package test:ask@1.0.0;
    interface oracle { answer: func(question: string) -> string; count: func(n: u32) -> u32; }
    interface middle { pass: func(question: string) -> string; four: func() -> u32; }
    world offers { import oracle; export middle; }
    world needs { import middle; export run: func(question: string) -> string; export four: func() -> u32; }`;
  const middle = await buildComponent({
    wit,
    world: 'offers',
    wat: `(module
      (import "${ASK}" "answer" (func $answer (param i32 i32 i32)))
      ${ALLOCATOR}
      (func (export "${MIDDLE}#pass") (param i32 i32) (result i32)
        (call $answer (local.get 0) (local.get 1) (i32.const 8)) (i32.const 8))
      (func (export "${MIDDLE}#four") (result i32) (i32.const 4)))`,
  });
  const outer = await buildComponent({
    wit,
    world: 'needs',
    wat: `(module
      (import "${MIDDLE}" "pass" (func $pass (param i32 i32 i32)))
      (import "${MIDDLE}" "four" (func $four (result i32)))
      ${ALLOCATOR}
      (func (export "run") (param i32 i32) (result i32)
        (call $pass (local.get 0) (local.get 1) (i32.const 8)) (i32.const 8))
      (func (export "four") (result i32) (call $four)))`,
  });
  return {
    middle: await loadComponent(middle, { name: 'middle' }),
    outer: await loadComponent(outer, { name: 'outer' }),
  };
}

test('components linked to each other suspend together', async (t) => {
  const { middle, outer } = await chain();
  const far = await middle.instantiateSuspending({ imports: { [ASK]: later } });
  const imports = { [MIDDLE]: far.exports[MIDDLE] };
  const near = await outer.instantiateSuspending({ imports });
  t.is(await near.exports.run('hm'), 'hm!');
  t.is(await near.exports.four(), 4);
  t.regex(
    t.throws(() => outer.instantiate({ imports }), { instanceOf: ComponentError }).message,
    /of middle may suspend/,
  );
  const prompted = middle.instantiate({ imports: { [ASK]: prompt } });
  const mixed = await outer.instantiateSuspending({ imports: { [MIDDLE]: prompted.exports[MIDDLE] } });
  t.is(await mixed.exports.run('ah'), 'ah!');
});

test('a trap after suspension poisons every instance whose frames it unwinds', async (t) => {
  const { middle, outer } = await chain();
  const answer = suspending(() => Promise.reject(new Error('no')));
  const far = await middle.instantiateSuspending({ imports: { [ASK]: { ...later, answer } } });
  const near = await outer.instantiateSuspending({ imports: { [MIDDLE]: far.exports[MIDDLE] } });
  await t.throwsAsync(near.exports.run('x'), { instanceOf: Trap });
  t.true(far.poisoned);
  t.true(near.poisoned);
});

const THINGS = 'test:things/things@1.0.0';
const CLOSING = 'test:things/closing@1.0.0';

/** Resources whose destructor calls an import. */
async function things(): Promise<{ maker: Component; user: Component }> {
  const wit = `package test:things@1.0.0;
    interface closing { closed: func(n: u32); }
    interface things { resource thing { constructor(n: u32); } }
    world makes { import closing; export things; }
    world uses { import things; export run: func(); }`;
  const maker = await buildComponent({
    wit,
    world: 'makes',
    wat: `(module
      (import "${CLOSING}" "closed" (func $closed (param i32)))
      (import "[export]${THINGS}" "[resource-new]thing" (func $new (param i32) (result i32)))
      (func (export "${THINGS}#[constructor]thing") (param i32) (result i32) (call $new (local.get 0)))
      (func (export "${THINGS}#[dtor]thing") (param i32) (call $closed (local.get 0))))`,
  });
  const user = await buildComponent({
    wit,
    world: 'uses',
    wat: `(module
      (import "${THINGS}" "[constructor]thing" (func $make (param i32) (result i32)))
      (import "${THINGS}" "[resource-drop]thing" (func $drop (param i32)))
      (func (export "run") (call $drop (call $make (i32.const 7)))))`,
  });
  return { maker: await loadComponent(maker, { name: 'maker' }), user: await loadComponent(user, { name: 'user' }) };
}

test('a destructor may suspend, whoever drops', async (t) => {
  const { maker, user } = await things();
  const closed: number[] = [];
  const imports = {
    [CLOSING]: {
      closed: suspending(async (n: number) => {
        await Promise.resolve();
        closed.push(n);
      }),
    },
  };
  const made = await maker.instantiateSuspending({ imports });
  const uses = await user.instantiateSuspending({ imports: { [THINGS]: made.exports[THINGS] } });
  await uses.exports.run();
  t.deepEqual(closed, [7]);
  const thing = await made.exports[THINGS]['[constructor]thing'](8);
  t.throws(() => thing[Symbol.dispose](), { instanceOf: TypeError, message: /dispose of it by await using/ });
  {
    await using _held = thing;
  }
  t.deepEqual(closed, [7, 8]);
  t.throws(() => user.instantiate({ imports: { [THINGS]: made.exports[THINGS] } }), {
    message: /\[constructor\]thing of maker may suspend|destructor of resource thing may suspend/,
  });
});

test('a resource of the host may take its time to be dropped', async (t) => {
  const { user } = await things();
  const dropped: number[] = [];
  const drop = suspending(async (n: number) => {
    await Promise.resolve();
    dropped.push(n);
  });
  const imports = {
    [THINGS]: { thing: hostResource<number>({ name: 'thing', drop }), '[constructor]thing': (n: number) => n },
  };
  const { exports } = await user.instantiateSuspending({ imports });
  await exports.run();
  t.deepEqual(dropped, [7]);
  t.throws(() => user.instantiate({ imports }), { message: /destructor of resource thing may suspend/ });
});

test('realloc may not suspend', async (t) => {
  const bytes = await buildComponent({
    wit: `package test:ask@1.0.0;
      interface oracle { count: func(n: u32) -> u32; }
      world w { import oracle; export take: func(text: string); export first: func(); }`,
    wat: `(module
      (import "${ASK}" "count" (func $count (param i32) (result i32)))
      (memory (export "memory") 1)
      (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) (call $count (i32.const 64)))
      (func (export "take") (param i32 i32))
      (func (export "first") (drop (call $count (i32.const 1)))))`,
  });
  const component = await loadComponent(bytes, { name: 'hasty' });
  const { exports } = await component.instantiateSuspending({
    imports: { [ASK]: { count: suspending(async () => 64) } },
  });
  await exports.first();
  await t.throwsAsync(exports.take('x'), { instanceOf: Trap, message: /suspend|no import may be called/ });
});

test('a start function may be kept waiting', async (t) => {
  const bytes = await parseComponent(`(component
    (import "first" (func $first (result u32)))
    (core func $first (canon lower (func $first)))
    (core module $m
      (import "" "first" (func $first (result i32)))
      (global $got (mut i32) (i32.const 0))
      (func $start (global.set $got (call $first)))
      (func (export "got") (result i32) (global.get $got))
      (start $start))
    (core instance $i (instantiate $m (with "" (instance (export "first" (func $first))))))
    (func (export "got") (result u32) (canon lift (core func $i "got"))))`);
  const component = await loadComponent(bytes, { name: 'starting' });
  const wait = pending<number>();
  const made = component.instantiateSuspending({ imports: { first: suspending(() => wait.promise) } });
  wait.settle(5);
  t.is(await (await made).exports['got'](), 5);
  t.is(component.instantiate({ imports: { first: () => 6 } }).exports.got(), 6);
  const refused = component.instantiateSuspending({
    imports: { first: suspending(() => Promise.reject(new Error('not today'))) },
  });
  await t.throwsAsync(refused, { instanceOf: Trap, message: /not today/ });
});
