import { parse } from '@bytecodealliance/jco';
import test from 'ava';
import { HostFunctionFailed, loadComponent } from '../../host/component/index.ts';
import { describeFailure, sentenceFor } from '../../host/kernel/failure.ts';
import { World } from './world.ts';

const SHORT = '! Something is broken in this world (program), so it was undone.';

test('whoever the driver says it of is told why and where a component failed, and nobody else', async (t) => {
  const world = await World.open();
  const [ann, bob] = [await world.caller(), await world.caller()];
  t.is(await ann.ask('run program throw no bell'), SHORT);
  t.is(await ann.ask('explain yes'), 'noted');
  t.regex(
    await ann.ask('run program throw no bell'),
    /^! Something is broken in this world \(program\): no bell at assembly\/entry\.ts:\d+:\d+, so it was undone\.$/,
  );
  t.is(await bob.ask('run program throw no bell'), SHORT);
  t.is(await ann.ask('explain no'), 'noted');
  t.is(await ann.ask('run program throw no bell'), SHORT);
  await world.discard();
});

test('what fails in a call of a call is told as it was where it failed', async (t) => {
  const world = await World.open();
  const ann = await world.caller();
  await ann.ask('explain yes');
  const told = await ann.ask('run program throw no bell');
  t.is(await ann.ask('run program through through throw no bell'), told);
  t.is(
    world.log.filter((line) => /undone: program: \S+run: no bell at assembly\/entry\.ts:\d+:\d+ \| in /.test(line))
      .length,
    2,
  );
  await world.discard();
});

test('it holds from the next task on, though nothing is on the disk yet', async (t) => {
  const world = await World.open();
  const ann = await world.caller();
  ann.tell('set a=1');
  ann.tell('explain yes');
  ann.tell('run program throw no bell');
  t.regex(await ann.hearsLike(/^! /), /no bell at/);
  await world.discard();
});

test('a task that is undone decides nothing', async (t) => {
  const world = await World.open();
  const ann = await world.caller();
  t.is(await ann.ask('explain-trap'), '! Something is broken in this world (driver), so it was undone.');
  t.is(await ann.ask('run program throw no bell'), SHORT);
  await world.discard();
});

test('a component that is stopped by a limit is named, with what it was doing', async (t) => {
  const world = await World.open();
  const ann = await world.caller();
  await ann.ask('explain yes');
  t.regex(
    await ann.ask('run program spin'),
    /^! That took too long \(program\): out of fuel at assembly\/entry\.ts:\d+:\d+, so it was undone\.$/,
  );
  t.regex(await ann.ask('run program sink'), /^! That was too much at once \(program\): .*, so it was undone\.$/);
  // The kernel's own limits are said in words for everybody.
  t.is(await ann.ask('send 1 60001'), '! That would have sent too much at once, so it was undone.');
  await world.discard();
});

test('what a component says is told in one line of bounded length, with the place behind it', async (t) => {
  const world = await World.open();
  const ann = await world.caller();
  await ann.ask('explain yes');
  const hostile = await ann.ask('run program throw one\ntwo\r\u001b[2J\u0007\u009b31m\u2028\u202etxet');
  t.regex(hostile, /\(program\): one.two.*txet at assembly\/entry\.ts:\d+:\d+, so it was undone\.$/);
  // eslint-disable-next-line no-control-regex
  t.notRegex(hostile, /[\u0000-\u001f\u007f-\u009f\u2028\u202e]/);
  for (const text of ['x', '😀', '\ud800']) {
    const told = await ann.ask(`run program throw ${text.repeat(50_000)}`);
    t.regex(told, / at assembly\/entry\.ts:\d+:\d+, so it was undone\.$/u);
    t.true(told.length < 500, `${told.length} units`);
    t.true(told.isWellFormed());
  }
  await world.discard();
});

test('a failure of the host tells nobody how the host is made', async (t) => {
  const caller = await loadComponent(
    await parse(`(component
      (import "knock" (func $knock))
      (core func $lowered (canon lower (func $knock)))
      (core module $m (import "" "knock" (func $knock)) (func (export "run") (call $knock)))
      (core instance $i (instantiate $m (with "" (instance (export "knock" (func $lowered))))))
      (func (export "run") (canon lift (core func $i "run"))))`),
    { name: 'caller' },
  );
  const knock = (): void => {
    throw new Error('/srv/atrium/keys cannot be read');
  };
  const { exports } = caller.instantiate({ imports: { knock } });
  const error = t.throws(() => exports['run'](), { instanceOf: HostFunctionFailed });
  t.true(describeFailure(error).includes('/srv/atrium/keys'));
  t.is(sentenceFor(error, true), 'Something is broken in this world (caller), so it was undone.');
});
