import test from 'ava';
import { ComponentError, loadComponent, Meter, OutOfFuel, Trap } from '../../host/component/index.ts';
import { offeredName, runCommand, runSuspendingCommand } from '../../host/wasi/index.ts';
import { everything, NEW_YEAR_NS, type Powers } from './powers.ts';
import { buildCommand, buildReactor } from './preview1.ts';

const PRINT_CLOCK = (clock: number): string => `
  (call $expect-0 (call $clock_time_get (i32.const ${clock}) (i64.const 1) (i32.const 256)))
  (call $hex (i64.load (i32.const 256)))`;

/** One subscription at 256: to the monotonic clock, in so many nanoseconds. */
const SLEEP = (ns: number): string => `
  (i32.store (i32.const 272) (i32.const 1))
  (i64.store (i32.const 280) (i64.const ${ns}))
  (call $expect-0 (call $poll_oneoff (i32.const 256) (i32.const 512) (i32.const 1) (i32.const 1024)))`;

const hex = (value: bigint): string => value.toString(16).padStart(16, '0');

const start = (body: string): string => `(func (export "_start") (local $count i32) ${body})`;

/** Runs a command once: its exit code, and what it printed. */
async function run(wat: string, powers: Powers = {}): Promise<[number, string[]]> {
  const component = await loadComponent(await buildCommand(wat), { name: 'command' });
  const { imports, lines, end } = everything(powers);
  const instance = component.instantiate({ imports });
  const code = runCommand(instance);
  end();
  instance.dispose();
  return [code, lines];
}

test('a command behind the adapter of the first preview prints, and reads clocks and randomness', async (t) => {
  const body = `
    ${PRINT_CLOCK(0)} ${PRINT_CLOCK(1)}
    (call $expect-0 (call $random_get (i32.const 256) (i32.const 8)))
    (call $hex (i64.load (i32.const 256)))
    (call $write (i32.const 2) (i32.const 64) (i32.const 10))`;
  const powers = { steadyNs: () => 0x1234n, random: (length: number) => new Uint8Array(length).fill(7) };
  t.deepEqual(await run(start(body), powers), [0, [hex(NEW_YEAR_NS), hex(0x1234n), '07'.repeat(8), '! 0123456789']]);
});

test('a command reads its arguments, its environment and its input', async (t) => {
  const body = `
    (call $expect-0 (call $args_sizes_get (i32.const 256) (i32.const 260)))
    (call $expect-0 (call $args_get (i32.const 512) (i32.const 1024)))
    (call $write (i32.const 1) (i32.const 1024) (i32.load (i32.const 260)))
    (call $newline (i32.const 1))
    (call $expect-0 (call $environ_sizes_get (i32.const 256) (i32.const 260)))
    (call $expect-0 (call $environ_get (i32.const 512) (i32.const 1024)))
    (call $write (i32.const 1) (i32.const 1024) (i32.load (i32.const 260)))
    (call $newline (i32.const 1))
    ;; Echoes its input until it reads nothing.
    (block $end
      (loop $again
        (i32.store (i32.const 0) (i32.const 2048))
        (i32.store (i32.const 4) (i32.const 5))
        (call $expect-0 (call $fd_read (i32.const 0) (i32.const 0) (i32.const 1) (i32.const 256)))
        (br_if $end (i32.eqz (i32.load (i32.const 256))))
        (call $write (i32.const 1) (i32.const 2048) (i32.load (i32.const 256)))
        (br $again)))`;
  const powers = {
    arguments: ['tool', '--flag'],
    variables: { HOME: '/nowhere', LANG: 'C' },
    input: 'line one\nand more',
  };
  t.deepEqual(await run(start(body), powers), [
    0,
    ['tool\0--flag\0', 'HOME=/nowhere\0LANG=C\0', 'line one', 'and more'],
  ]);
});

test('a command exits with the code that it says', async (t) => {
  const body = (code: number): string => `(call $write (i32.const 1) (i32.const 64) (i32.const 3))
    (call $proc_exit (i32.const ${code})) unreachable`;
  t.deepEqual(await run(start(body(0))), [0, ['012']]);
  // The adapter turns every code but 0 into a failure without one.
  t.deepEqual(await run(start(body(7))), [1, ['012']]);
});

test('a command that traps is no exit', async (t) => {
  await t.throwsAsync(run(start('unreachable')), { instanceOf: Trap, message: /^command: wasi:cli\/run\.run: / });
});

test('what is no command is not run as one', async (t) => {
  const component = await loadComponent(await buildReactor(ADDER_WIT, ADDER), { name: 'adder' });
  const instance = component.instantiate({ imports: everything().imports });
  t.throws(() => runCommand(instance), { instanceOf: TypeError, message: /does not export wasi:cli\/run/ });
});

test('a command that prints without end is stopped by its fuel, and the sink gets no more than its lines', async (t) => {
  const wat = start('(loop $again (call $newline (i32.const 1)) (br $again))');
  const component = await loadComponent(await buildCommand(wat), { name: 'command' });
  const { imports, lines } = everything();
  const instance = component.instantiate({ imports, meter: new Meter(50_000_000) });
  t.throws(() => runCommand(instance), { instanceOf: OutOfFuel });
  t.is(lines.length, 10_001);
});

const ADDER_WIT = `
  package test:adder;
  interface sums { add: func(a: u32, b: u32) -> u32; }
  world w { export sums; }`;

const ADDER = `
  (func (export "test:adder/sums#add") (param i32 i32) (result i32)
    (call $write (i32.const 1) (i32.const 64) (i32.const 4))
    (call $newline (i32.const 1))
    (i32.add (local.get 0) (local.get 1)))`;

test('a reactor behind the adapter answers again and again', async (t) => {
  const component = await loadComponent(await buildReactor(ADDER_WIT, ADDER), { name: 'adder' });
  const { imports, lines } = everything();
  const { add } = component.instantiate({ imports }).exports['test:adder/sums'];
  t.is(add(2, 3), 5);
  t.is(add(4_000_000_000, 294_967_295), 4_294_967_295);
  t.deepEqual(lines, ['0123', '0123']);
});

test('a component built against another release of WASI 0.2 links, and one against 0.3 does not', async (t) => {
  const bytes = Buffer.from(await buildCommand(start(PRINT_CLOCK(0)))).toString('latin1');
  // Names of one length: the binary stays valid.
  const runAt = async (release: string): Promise<string[]> => {
    const renamed = Buffer.from(bytes.replaceAll('@0.2.12', `@${release}`), 'latin1');
    const component = await loadComponent(renamed, { name: 'command' });
    t.true(component.imports.every(({ name }) => name.endsWith(`@${release}`)));
    const { imports, lines } = everything();
    runCommand(component.instantiate({ imports }));
    return lines;
  };
  for (const release of ['0.2.10', '0.2.12', '0.2.13']) t.deepEqual(await runAt(release), [hex(NEW_YEAR_NS)], release);
  await t.throwsAsync(runAt('0.3.10'), {
    instanceOf: ComponentError,
    message: /wasi:cli\/environment@0\.3\.10 is not given/,
  });
});

test('names of releases', (t) => {
  t.is(offeredName('wasi:io/poll@0.2.0'), 'wasi:io/poll@0.2.12');
  t.is(offeredName('wasi:io/poll@0.2.99'), 'wasi:io/poll@0.2.12');
  for (const other of [
    'wasi:io/poll',
    'wasi:io/poll@0.3.0',
    'wasi:io/poll@0.2.0-rc',
    'wasi:io/poll@0.2.01',
    'other:io/poll@0.2.0',
  ])
    t.is(offeredName(other), undefined, other);
});

test('with a sleep function a command waits, and nothing else is held up', async (t) => {
  const component = await loadComponent(
    await buildCommand(start(`${PRINT_CLOCK(1)} ${SLEEP(2_500_000)} ${PRINT_CLOCK(1)}`)),
    {
      name: 'sleeper',
    },
  );
  let nowNs = 1_000n;
  const slept: number[] = [];
  let wake = (): void => {};
  const sleep = async (ms: number): Promise<void> => {
    slept.push(ms);
    await new Promise<void>((resolve) => (wake = resolve));
  };
  const { imports, lines } = everything({ steadyNs: () => nowNs, sleep });
  const instance = await component.instantiateSuspending({ imports });
  const code = runSuspendingCommand(instance);
  await Promise.resolve();
  t.deepEqual(slept, [3]);
  nowNs += 1_000_000n;
  wake(); // Too early: it goes on to wait.
  await new Promise(setImmediate);
  t.deepEqual(slept, [3, 2]);
  nowNs += 1_500_000n;
  wake();
  t.is(await code, 0);
  t.deepEqual(lines, [hex(1_000n), hex(2_501_000n)]);
});

test('without a sleep function a command that waits traps', async (t) => {
  await t.throwsAsync(run(start(SLEEP(1))), { instanceOf: Trap, message: /waits for something that is not ready/ });
  t.deepEqual(await run(start(SLEEP(0))), [0, []]);
});
