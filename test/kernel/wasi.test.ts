import test from 'ava';
import { loadComponent } from '../../host/component/index.ts';
import { NotGranted, type Grant } from '../../host/grants/index.ts';
import { Circumstances, Task } from '../../host/kernel/task.ts';
import { Oids } from '../../host/store/oids.ts';
import { SlotStore } from '../../host/store/slots.ts';
import { buildQuickJs } from '../wasi/javascript.ts';
import { buildReactor } from '../wasi/preview1.ts';
import { Caller, GRANTS, World } from './world.ts';

const WIT = `
  package test:programs;
  world w { export kernel:program/entry@0.1.0; }
  package kernel:program@0.1.0 { interface entry { run: func(); } }`;

const build = (wat: string): Promise<Uint8Array> =>
  buildReactor(WIT, `(func (export "kernel:program/entry@0.1.0#run") ${wat})`);

/** All that a component imports, granted. */
async function grantAll(binary: Uint8Array): Promise<Grant> {
  const { imports } = await loadComponent(binary, { name: 'reads its imports' });
  return new Map(imports.map(({ name }) => [name, {}]));
}

/** A world with one more program, granted all it imports. */
async function worldWith(name: string, binary: Uint8Array): Promise<World> {
  const grants = { ...GRANTS, [name]: await grantAll(binary) };
  const world = await World.open({ grants, programs: [{ name, binary }] });
  // What the start says is not of interest here.
  world.log.length = 0;
  return world;
}

const said = (world: World): string[] => world.log.map((line) => line.replace(/^\S+ /, '').trimEnd());

/** Prints both clocks, then eight random bytes. */
const TELLER = await build(`
  (call $expect-0 (call $clock_time_get (i32.const 0) (i64.const 1) (i32.const 256)))
  (call $hex (i64.load (i32.const 256)))
  (call $expect-0 (call $clock_time_get (i32.const 1) (i64.const 1) (i32.const 256)))
  (call $hex (i64.load (i32.const 256)))
  (call $expect-0 (call $random_get (i32.const 256) (i32.const 8)))
  (call $hex (i64.load (i32.const 256)))`);

test('a program that is granted WASI prints into the log, and its clocks stand at the start of the task', async (t) => {
  const world = await worldWith('teller', TELLER);
  const ann = await world.caller();
  world.clock.nowMs += 1234;
  const start = (BigInt(world.clock.nowMs) * 1_000_000n).toString(16).padStart(16, '0');
  t.is(await ann.ask('run teller x'), 'no answer');
  const [wall, steady, random, ...more] = said(world);
  t.is(wall, `info    teller: ${start}`);
  t.is(steady, `info    teller: ${start}`);
  t.regex(random!, /^info {4}teller: [0-9a-f]{16}$/);
  t.deepEqual(more, []);
  t.is(await ann.ask('run teller x'), 'no answer');
  t.not(said(world)[5], random, 'the next task has luck of its own');
  await world.discard();
});

test('a program built against an earlier release of WASI has it by that name', async (t) => {
  // Names of one length: the binary stays valid.
  const text = Buffer.from(TELLER).toString('latin1').replaceAll('@0.2.12', '@0.2.10');
  const world = await worldWith('teller', Buffer.from(text, 'latin1'));
  t.is(await (await world.caller()).ask('run teller x'), 'no answer');
  t.is(world.log.length, 3);
  await world.discard();
});

test('the driver has the WASI that it is granted, and does not start without', async (t) => {
  const wit = `
    package test:drivers;
    world w { export kernel:net/receiver@0.1.0; }
    package kernel:net@0.1.0 {
      interface receiver {
        enum transport { lines, json }
        connected: func(connection: u64, transport: transport, address: string);
      }
    }`;
  const connected = `(func (export "kernel:net/receiver@0.1.0#connected") (param i64 i32 i32 i32)
    (call $write (i32.const 1) (local.get 2) (local.get 3)))`;
  const driver = { name: 'driver', binary: await buildReactor(wit, connected) };
  const grant = new Map(await grantAll(driver.binary));
  const world = await World.open({ driver, programs: [], grants: { driver: grant } });
  const caller = new Caller(world, 'lines', 'a far place');
  t.deepEqual(said(world), ['info    driver: a far place']);
  t.false(caller.closed);
  await world.discard();
  const stdout = [...grant.keys()].find((name) => name.startsWith('wasi:cli/stdout@'))!;
  grant.delete(stdout);
  const message = new RegExp(`"driver" imports ${stdout}, which is not granted: to allow it add "${stdout}": {}`);
  await t.throwsAsync(World.open({ driver, programs: [], grants: { driver: grant } }), {
    instanceOf: NotGranted,
    message,
  });
});

test('the monotonic clock stands still where the wall clock is set back', async (t) => {
  const world = await worldWith('teller', TELLER);
  const ann = await world.caller();
  await ann.ask('run teller x');
  world.clock.nowMs -= 60_000;
  await ann.ask('run teller x');
  const [wall, steady, , laterWall, laterSteady] = said(world);
  t.true(laterWall! < wall!);
  t.is(laterSteady, steady);
  await world.discard();
});

test('a program without the grant is refused, in words that say what to add', async (t) => {
  const grant = new Map(await grantAll(TELLER));
  const clock = [...grant.keys()].find((name) => name.startsWith('wasi:clocks/wall-clock@'))!;
  grant.delete(clock);
  const world = await World.open({
    grants: { ...GRANTS, teller: grant },
    programs: [{ name: 'teller', binary: TELLER }],
  });
  const sentence =
    `component "teller" imports ${clock}, which is not granted: ` +
    `to allow it add "${clock}": {} under "teller" in grants.json`;
  t.is(await (await world.caller()).ask('run teller x'), `not granted: ${sentence}`);
  t.true(world.log.join('').includes(sentence));
  await world.discard();
});

test('what a program prints is bounded for each task, and a last line needs no newline', async (t) => {
  const binary = await build(`
    (local $count i32)
    (loop $again
      (call $newline (i32.const 1))
      (call $newline (i32.const 2))
      (local.set $count (i32.add (local.get $count) (i32.const 1)))
      (br_if $again (i32.lt_u (local.get $count) (i32.const 150))))
    (call $write (i32.const 1) (i32.const 64) (i32.const 16))`);
  const world = await worldWith('talker', binary);
  const ann = await world.caller();
  t.is(await ann.ask('run talker x'), 'no answer');
  const lines = said(world);
  t.is(lines.length, 100);
  t.deepEqual(lines.slice(0, 2), ['info    talker:', 'warning talker:']);
  t.is(lines.at(-1), 'warning talker: over 100 lines from one task: the rest is left out');
  t.is(await ann.ask('run talker x'), 'no answer');
  t.is(world.log.length, 200, 'the next task has a share of its own');
  await world.discard();
});

test('the end of a task ends a line', async (t) => {
  const world = await worldWith('talker', await build('(call $write (i32.const 2) (i32.const 64) (i32.const 16))'));
  const ann = await world.caller();
  await ann.ask('run talker x');
  await ann.ask('run talker x');
  t.deepEqual(said(world), Array(2).fill('warning talker: 0123456789abcdef'));
  await world.discard();
});

test('a program that exits undoes its task', async (t) => {
  const binary = await build(`
    (call $write (i32.const 1) (i32.const 64) (i32.const 4))
    (call $proc_exit (i32.const 3))`);
  const world = await worldWith('quitter', binary);
  const ann = await world.caller();
  t.is(await ann.ask('run quitter x'), '! Something is broken in this world (quitter), so it was undone.');
  const [printed, undone] = said(world);
  t.is(printed, 'info    quitter: 0123');
  t.regex(undone!, /quitter: wasi:cli\/exit\.exit: the host's function threw: it exited with code 1$/);
  t.is(await ann.ask('echo fine'), 'fine');
  await world.discard();
});

test('a program cannot wait in a task', async (t) => {
  // One subscription: to the monotonic clock, in a millisecond.
  const binary = await build(`
    (i32.store (i32.const 272) (i32.const 1))
    (i64.store (i32.const 280) (i64.const 1000000))
    (call $expect-0 (call $poll_oneoff (i32.const 256) (i32.const 512) (i32.const 1) (i32.const 1024)))`);
  const world = await worldWith('sleeper', binary);
  const ann = await world.caller();
  t.is(await ann.ask('run sleeper x'), '! Something is broken in this world (sleeper), so it was undone.');
  t.regex(said(world)[0]!, /sleeper: wasi:io\/poll\.poll: .*it waits for something that is not ready/);
  await world.discard();
});

test('random bytes are the same when a task is run again, and differ between tasks', async (t) => {
  const world = await World.open();
  const slotStore = new SlotStore(world.engine, await Oids.open(world.engine));
  const drawn = (circumstances: Circumstances): string[] => {
    const transaction = world.engine.begin();
    const task = new Task(transaction, slotStore, circumstances, undefined);
    const bytes = [8, 0, 1000, 100, 65_536, 3].map((length) => Buffer.from(task.randomBytes(length)).toString('hex'));
    transaction.abort();
    return bytes;
  };
  const circumstances = new Circumstances(1, 1);
  const first = drawn(circumstances);
  t.deepEqual(
    first.map((bytes) => bytes.length / 2),
    [8, 0, 1000, 100, 65_536, 3],
  );
  t.deepEqual(drawn(circumstances), first);
  t.not(drawn(new Circumstances(1, 1))[0], first[0]);
  await world.discard();
});

test('a program written in JavaScript answers in the world, and one that wants too much is undone', async (t) => {
  const wit = `
    package test:programs;
    world w { import fixture:worlds/desk@0.1.0; export kernel:program/entry@0.1.0; }
    package fixture:worlds@0.1.0 { interface desk { text: func() -> string; answer: func(text: string); } }
    package kernel:program@0.1.0 { interface entry { run: func(); } }`;
  const source = `
    import { answer, text } from 'fixture:worlds/desk@0.1.0';
    export const entry = {
      run() {
        if (text() === 'spin') for (;;);
        answer([...text()].reverse().join('') + ' ' + Date.now());
      },
    };`;
  const world = await worldWith('script', await buildQuickJs(source, wit, true));
  const ann = await world.caller();
  t.is(await ann.ask('run script héllo'), `olléh ${world.clock.nowMs}`);
  t.is(await ann.ask('run script spin'), '! That took too long, so it was undone.');
  t.is(await ann.ask('run script again'), `niaga ${world.clock.nowMs}`);
  await world.discard();
});
