import { createHash } from 'node:crypto';
import { parse } from '@bytecodealliance/jco';
import test from 'ava';
import type { Grant } from '../../host/grants/index.ts';
import { DESK, GRANTS, PROGRAM, World } from './world.ts';

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

/** A program that does nothing, small enough to be installed through a message. */
const IDLE = await parse(`(component
  (core module $m (func (export "run")))
  (core instance $i (instantiate $m))
  (func $run (canon lift (core func $i "run")))
  (component $shim (import "run" (func $f)) (export "run" (func $f)))
  (instance $entry (instantiate $shim (with "run" (func $run))))
  (export "kernel:program/entry@0.1.0" (instance $entry)))`);

/** The same without its export. */
const NO_PROGRAM = await parse('(component)');

test('a program runs in an instance of its own and answers', async (t) => {
  const world = await World.open();
  const ann = await world.caller();
  t.is(await ann.ask('run program quiet'), 'QUIET');
  t.is(await ann.ask('run program again'), 'AGAIN');
  t.is(await ann.ask('run nobody x'), 'not installed: nobody');
  await world.discard();
});

test('programs nest 16 levels deep and no deeper', async (t) => {
  const world = await World.open();
  const ann = await world.caller();
  t.is(await ann.ask('run program deeper 15'), 'the bottom');
  t.is(await ann.ask('run program deeper 16'), 'too deep');
  t.is(await ann.ask('run program deeper 15'), 'the bottom');
  await world.discard();
});

test('a trap at any level ends the whole task and none after it', async (t) => {
  const world = await World.open();
  const ann = await world.caller();
  await ann.ask('run program deeper 5');
  t.is(await ann.ask('run program trap'), '! Something is broken in this world (program), so it was undone.');
  t.is(await ann.ask('run program deeper 5'), 'the bottom');
  t.is(await ann.ask('run program spin'), '! That took too long, so it was undone.');
  t.is(await ann.ask('run program deeper 5'), 'the bottom');
  await world.discard();
});

test('programs are in the store, and a later host runs them without their builds', async (t) => {
  const world = await World.open();
  t.deepEqual(
    world.kernel.components.map(({ name }) => name),
    ['driver', 'program'],
  );
  t.is(world.kernel.components[1]?.hash, sha256(PROGRAM.binary));
  await world.stop();
  const next = await World.open({ folder: world.folder, programs: [] });
  t.is(await (await next.caller()).ask('run program kept'), 'KEPT');
  t.deepEqual(next.log, []);
  await next.discard();
});

test('another build of a program replaces the one that is installed, and says so', async (t) => {
  const world = await World.open();
  await world.stop();
  const next = await World.open({ folder: world.folder, programs: [{ name: 'program', binary: IDLE }] });
  t.is(next.kernel.components[1]?.hash, sha256(IDLE));
  t.is(await (await next.caller()).ask('run program x'), 'no answer');
  t.regex(next.log.join(''), /"program": replaced build [0-9a-f]{12} by [0-9a-f]{12}/);
  await next.discard();
});

test('a program that is installed while the world runs is used by the next task', async (t) => {
  const world = await World.open({ grants: { ...GRANTS, idle: new Map() } });
  const ann = await world.caller();
  t.is(await ann.ask('run idle x'), 'not installed: idle');
  t.is(await ann.ask(`install idle ${hex(IDLE)}`), `installed ${sha256(IDLE)}`);
  t.is(await ann.ask('run idle x'), 'no answer');
  t.is(await ann.ask(`install program ${hex(IDLE)}`), `installed ${sha256(IDLE)}`);
  t.is(await ann.ask('run program x'), 'no answer');
  await world.stop();
  const next = await World.open({ folder: world.folder, programs: [], grants: { ...GRANTS, idle: new Map() } });
  t.is(await (await next.caller()).ask('run idle x'), 'no answer');
  await next.discard();
});

test('what is no program is refused with the reason', async (t) => {
  const world = await World.open();
  const ann = await world.caller();
  t.regex(await ann.ask('install idle 00'), /^invalid: .*byte/);
  t.is(await ann.ask(`install idle ${hex(NO_PROGRAM)}`), 'invalid: it does not export kernel:program/entry@0.1.0');
  t.regex(await ann.ask(`install ${'x'.repeat(81)} ${hex(IDLE)}`), /^invalid: the name/);
  t.is(await ann.ask('run idle x'), 'not installed: idle');
  await world.discard();
});

test('a program without its grant is refused, in words that say what to add', async (t) => {
  const none: Record<string, Grant> = { driver: GRANTS['driver'] as Grant };
  const world = await World.open({ grants: none });
  const ann = await world.caller();
  const sentence =
    `component "program" imports ${DESK}, which is not granted: ` +
    `to allow it add "${DESK}": {} under "program" in grants.json`;
  t.is(await ann.ask('run program x'), `not granted: ${sentence}`);
  t.true(world.log.join('').includes(sentence));
  t.is(await ann.ask('echo fine'), 'fine');
  await world.discard();
});

test('a program gets nothing of the kernel, whatever its grant says', async (t) => {
  const greedy = await parse(`(component
    (import "kernel:store/slots@0.1.0" (instance $slots (export "create" (func (result u64)))))
    (core module $m (func (export "run")))
    (core instance $i (instantiate $m))
    (func $run (canon lift (core func $i "run")))
    (component $shim (import "run" (func $f)) (export "run" (func $f)))
    (instance $entry (instantiate $shim (with "run" (func $run))))
    (export "kernel:program/entry@0.1.0" (instance $entry)))`);
  const grants = { ...GRANTS, greedy: new Map([['kernel:store/slots@0.1.0', {}]]) };
  const world = await World.open({ grants, programs: [{ name: 'greedy', binary: greedy }] });
  const ann = await world.caller();
  t.regex(await ann.ask('run greedy x'), /^not granted: .*kernel:store\/slots@0\.1\.0, which this host does not offer/);
  await world.discard();
});

test('a driver without its grant does not start', async (t) => {
  const without = new Map(GRANTS['driver']);
  without.delete('kernel:task/clock@0.1.0');
  await t.throwsAsync(World.open({ grants: { ...GRANTS, driver: without } }), {
    name: 'NotGranted',
    message: /component "driver" imports kernel:task\/clock@0\.1\.0, which is not granted/,
  });
  const unnamed = new Map([...(GRANTS['driver'] as Grant), ['kernel:store/bucket@0.1.0', {}]]);
  await t.throwsAsync(World.open({ grants: { ...GRANTS, driver: unnamed } }), {
    name: 'NotGranted',
    message: /must say which: \{"bucket": "NAME"\}/,
  });
});
