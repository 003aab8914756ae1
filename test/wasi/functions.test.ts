import test from 'ava';
import { Trap } from '../../host/component/index.ts';
import { Exit, exitCode } from '../../host/wasi/index.ts';
import { everything, NEW_YEAR_NS, type Powers } from './powers.ts';
import { evaluate, scriptGuest } from './script-guest.ts';

/** Every function of WASI is called here at least once by a guest, so that what it takes and gives passes the canonical ABI. */

const run = (script: string, powers: Powers = {}): Promise<unknown> =>
  evaluate({ imports: everything(powers).imports }, script);

/** What was printed, too. */
async function printed(script: string, powers: Powers = {}): Promise<[unknown, string[]]> {
  const { imports, lines, end } = everything(powers);
  const returned = await evaluate({ imports }, script);
  end();
  return [returned, lines];
}

test('wall clock', async (t) => {
  t.deepEqual(await run('return [wallClock.now(), wallClock.resolution()]'), [
    { seconds: '1767225600n', nanoseconds: 1 },
    { seconds: '0n', nanoseconds: 1000 },
  ]);
  const late = { wallNs: () => (2n ** 64n - 1n) * 1_000_000_000n + 999_999_999n };
  t.deepEqual(await run('return wallClock.now()', late), { seconds: `${2n ** 64n - 1n}n`, nanoseconds: 999_999_999 });
});

test('monotonic clock, and pollables that are ready', async (t) => {
  t.deepEqual(await run('return [monotonicClock.now(), monotonicClock.resolution()]'), ['5n', '1000n']);
  const script = `
    const past = monotonicClock.subscribeInstant(5n);
    const future = monotonicClock.subscribeInstant(6n);
    const now = monotonicClock.subscribeDuration(0n);
    const soon = monotonicClock.subscribeDuration(2n ** 64n - 1n);
    past.block();
    return [[past, future, now, soon].map((each) => each.ready()), poll.poll([future, past, soon, now])]`;
  t.deepEqual(await run(script), [
    [true, false, true, false],
    [1, 3],
  ]);
});

test('time passes while the guest runs, and a pollable becomes ready', async (t) => {
  let nowNs = 0n;
  const script = `
    const pollable = monotonicClock.subscribeDuration(100n);
    const before = pollable.ready();
    while (!pollable.ready()) monotonicClock.now();
    pollable.block();
    return [before, monotonicClock.now() >= 100n]`;
  t.deepEqual(await run(script, { steadyNs: () => (nowNs += 7n) }), [false, true]);
});

test('waiting for what is not ready traps on a direct link', async (t) => {
  const reason = /it waits for something that is not ready.*instantiateSuspending/;
  for (const wait of ['pollable.block()', 'poll.poll([pollable])']) {
    const script = `const pollable = monotonicClock.subscribeDuration(10n); ${wait}`;
    await t.throwsAsync(run(script), { instanceOf: Trap, message: reason });
  }
});

test('with a sleep function a guest waits for the first that is ready, and for no longer', async (t) => {
  let nowNs = 0n;
  const slept: number[] = [];
  const sleep = async (ms: number): Promise<void> => {
    slept.push(ms);
    nowNs += BigInt(ms) * 1_000_000n;
  };
  const { imports } = everything({ steadyNs: () => nowNs, sleep });
  const instance = await (await scriptGuest()).instantiateSuspending({ imports });
  const script = `
    const late = monotonicClock.subscribeDuration(50_000_000n);
    const soon = monotonicClock.subscribeDuration(1_000_001n);
    const first = poll.poll([late, soon]);
    late.block();
    late.block();
    return [first, poll.poll([late, soon]), late.ready(), monotonicClock.now()]`;
  const outcome = JSON.parse((await instance.exports['evaluate'](script)) as string) as unknown;
  t.deepEqual(outcome, [[1], [0, 1], true, '50000000n']);
  t.deepEqual(slept, [2, 48]);
  const forEver = `monotonicClock.subscribeDuration(2n ** 64n - 1n).block()`;
  await t.throwsAsync(
    (async () => {
      const refusing = everything({ sleep: async (ms) => Promise.reject(new Error(`asked to sleep ${ms} ms`)) });
      const other = await (await scriptGuest()).instantiateSuspending({ imports: refusing.imports });
      await other.exports['evaluate'](forEver);
    })(),
    { instanceOf: Trap, message: /asked to sleep 2147483647 ms/ },
  );
  await instance.dispose();
});

test('a poll of nothing traps', async (t) => {
  await t.throwsAsync(run('poll.poll([])'), { instanceOf: Trap, message: /poll of an empty list/ });
});

test('randomness comes from its source, byte for byte', async (t) => {
  let drawn = 0;
  const counting = (length: number): Uint8Array => Uint8Array.from({ length }, () => drawn++);
  const script = `
    return [
      random.getRandomBytes(3n), random.getRandomU64(),
      insecure.getInsecureRandomBytes(2n), insecure.getInsecureRandomU64(),
      insecureSeed.insecureSeed(),
      random.getRandomBytes(0n),
    ]`;
  const u64 = (first: number): string =>
    `${Array.from({ length: 8 }, (_, index) => BigInt(first + index) << BigInt(8 * index)).reduce((a, b) => a + b)}n`;
  t.deepEqual(await run(script, { random: counting }), [[0, 1, 2], u64(3), [11, 12], u64(13), [u64(21), u64(29)], []]);
});

test('too much randomness at once traps', async (t) => {
  t.is(await run('return random.getRandomBytes(65536n).length'), 65_536);
  for (const call of ['random.getRandomBytes(65537n)', 'insecure.getInsecureRandomBytes(2n ** 64n - 1n)']) {
    await t.throwsAsync(run(call), { instanceOf: Trap, message: /random bytes at once; the most is 65536/ });
  }
});

test('the environment is what was given, and nothing of the host', async (t) => {
  const script = 'return [environment.getEnvironment(), environment.getArguments(), environment.initialCwd()]';
  t.deepEqual(await run(script), [[], [], null]);
  t.deepEqual(await run(script, { variables: { A: 'é', B: '' }, arguments: ['name', 'x y'] }), [
    [
      ['A', 'é'],
      ['B', ''],
    ],
    ['name', 'x y'],
    null,
  ]);
});

test('an exit is told from a trap, with its code', async (t) => {
  const exits: [string, number][] = [
    ["exit.exit({ tag: 'ok' })", 0],
    ["exit.exit({ tag: 'err' })", 1],
    ['exit.exitWithCode(0)', 0],
    ['exit.exitWithCode(42)', 42],
    ['exit.exitWithCode(255)', 255],
  ];
  for (const [script, code] of exits) {
    const error = await t.throwsAsync(run(script), { instanceOf: Trap, message: /it exited with code/ });
    t.true(error.cause instanceof Exit);
    t.is(exitCode(error), code, script);
  }
  const trap = await t.throwsAsync(run('poll.poll([])'));
  t.is(exitCode(trap), undefined);
  t.is(exitCode('no error'), undefined);
});

test('no standard stream is a terminal', async (t) => {
  const script = `return [
    terminalStdin.getTerminalStdin(), terminalStdout.getTerminalStdout(), terminalStderr.getTerminalStderr()]`;
  t.deepEqual(await run(script), [null, null, null]);
});

test('there is no file', async (t) => {
  t.deepEqual(await run('return preopens.getDirectories()'), []);
});

test('standard input is read to its end, and closed from then on', async (t) => {
  const all = `
    const stream = stdin.getStdin();
    const read = [];
    try { for (;;) read.push(...stream.read(3n)); } catch (error) { return [read, error.payload] }`;
  t.deepEqual(await run(all), [[], { tag: 'closed' }]);
  t.deepEqual(await run(all, { input: 'hello' }), [[...Buffer.from('hello')], { tag: 'closed' }]);
  const pieces = `
    const stream = stdin.getStdin();
    stream.subscribe().block();
    const read = [stream.read(0n), stream.skip(1n), stream.blockingRead(1n), stream.blockingSkip(2n ** 63n)];
    const ends = [];
    for (const name of ['read', 'blockingRead', 'skip', 'blockingSkip'])
      try { stream[name](0n) } catch (error) { ends.push(error.payload.tag) }
    return [read, ends, stream.subscribe().ready()]`;
  t.deepEqual(await run(pieces, { input: 'hello' }), [
    [[], '1n', [...Buffer.from('e')], '3n'],
    ['closed', 'closed', 'closed', 'closed'],
    true,
  ]);
});

test('one read returns no more than a permit, however much is asked for', async (t) => {
  const script = 'return stdin.getStdin().read(2n ** 64n - 1n).length';
  t.is(await run(script, { input: 'x'.repeat(10_000) }), 4096);
});

test('what is written comes out as lines', async (t) => {
  const script = `
    const bytes = (text) => Uint8Array.from(text, (character) => character.charCodeAt(0));
    const out = stdout.getStdout();
    const permit = out.checkWrite();
    out.write(bytes('one'));
    out.write(bytes(' line\\n'));
    out.flush();
    out.blockingFlush();
    out.blockingWriteAndFlush(bytes('half '));
    stderr.getStderr().blockingWriteAndFlush(bytes('alas\\n'));
    out.subscribe().block();
    stdout.getStdout().blockingWriteAndFlush(bytes('a line\\n'));
    out.checkWrite();
    out.writeZeroes(2n);
    out.blockingWriteZeroesAndFlush(1n);
    return [permit, out.subscribe().ready()]`;
  t.deepEqual(await printed(script), [
    ['4096n', true],
    ['one line', '! alas', 'half a line', '\0\0\0'],
  ]);
});

test('a splice moves what there is, and ends with its source', async (t) => {
  const script = `
    const input = stdin.getStdin();
    const out = stdout.getStdout();
    const moved = [out.splice(input, 3n), out.blockingSplice(input, 100n)];
    try { out.splice(input, 1n) } catch (error) { return [moved, error.payload] }`;
  t.deepEqual(await printed(script, { input: 'abcdef' }), [[['3n', '3n'], { tag: 'closed' }], ['abcdef']]);
});

test('writing more than was permitted traps', async (t) => {
  const over: [string, RegExp][] = [
    ['out.write(new Uint8Array(1))', /write of 1 bytes where check-write permitted 0/],
    ['out.checkWrite(); out.write(new Uint8Array(4097))', /write of 4097 bytes where check-write permitted 4096/],
    ['out.checkWrite(); out.write(new Uint8Array(4000)); out.write(new Uint8Array(97))', /97 bytes .* permitted 96/],
    ['out.writeZeroes(1n)', /permitted 0/],
    ['out.checkWrite(); out.writeZeroes(2n ** 64n - 1n)', /permitted 4096/],
    ['out.blockingWriteAndFlush(new Uint8Array(4097))', /permitted 4096/],
    ['out.blockingWriteZeroesAndFlush(4097n)', /permitted 4096/],
  ];
  for (const [script, message] of over) {
    await t.throwsAsync(run(`const out = stdout.getStdout(); ${script}`), { instanceOf: Trap, message });
  }
});

test('JavaScript in a guest prints to the sink and has the clock and the luck of the host', async (t) => {
  const script = `
    console.log('hello', { a: 1 });
    console.error('alas');
    return [Date.now(), crypto.getRandomValues(new Uint8Array(4))]`;
  const [returned, lines] = await printed(script);
  t.deepEqual(returned, [Number(NEW_YEAR_NS / 1_000_000n), [0xab, 0xab, 0xab, 0xab]]);
  t.deepEqual(lines.toSorted(), ['! alas', 'hello { a: 1 }']);
});
