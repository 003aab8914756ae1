import { cpSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { CommandFailed, openWorld } from '../../host/testing/index.ts';
import { Player, Terminal } from '../player.ts';
import { hostOf } from './host.ts';
import { atriumIn } from './stones.ts';

const SOURCE = join(import.meta.dirname, 'components/cracked');
/** Of this file alone. */
const FOLDER = 'build/test-live-failures';
const PASSWORD = 'a password of a test';
const SHORT = 'Something is broken in this world (cracked), so it was undone.';
/** UTF-16 units of a sentence about a failure that names its place, at most: what is cut of it, and the rest. */
const MAX_SENTENCE_UNITS = 500;

/** A copy of the component, so that what is generated does not lie among tests. */
function cracked(): string {
  const copy = join(FOLDER, 'cracked');
  cpSync(SOURCE, copy, { recursive: true });
  return copy;
}

test.serial('who builds is told why and where a program failed, a guest only that it did', async (t) => {
  const host = await hostOf(t);
  const said = await atriumIn('.', host.data, 'install', cracked(), '--grant');
  t.is(said.code, 0, said.err);
  const ann = await Player.enter(host.socket, { type: 'create', name: 'Ann', password: PASSWORD });
  const ben = await Player.enter(host.socket, { type: 'create', name: 'Ben', password: PASSWORD });
  const guest = await Player.guest(host.socket);
  const line = 9;

  // The first of all is the administrator; who comes next is a builder.
  for (const builder of [ann, ben]) {
    const { type, text } = await builder.does('topple cup', /broken/);
    t.is(type, 'error');
    t.is(
      text?.replace(/(\.ts:\d+):\d+,/, '$1,'),
      `Something is broken in this world (cracked): Index out of range at assembly/entry.ts:${line}, so it was undone.`,
    );
  }
  t.is((await guest.does('topple cup', /broken/)).text, SHORT);
  t.regex(
    (await ann.does('twirl cup', /too long/)).text ?? '',
    /^That took too long \(cracked\): out of fuel at assembly\/entry\.ts:\d+:\d+, so it was undone\.$/,
  );
  t.is((await guest.does('twirl cup', /too long/)).text, 'That took too long, so it was undone.');

  // Whoever comes back is known, by a password or by a session.
  ann.drop();
  const back = await Player.enter(host.socket, { type: 'connect', name: 'Ann', password: PASSWORD });
  t.regex((await back.does('topple cup', /broken/)).text ?? '', /entry\.ts/);
  const { token } = back.session;
  back.drop();
  const resumed = await Player.enter(host.socket, { type: 'resume', token, after: 0 });
  t.regex((await resumed.does('topple cup', /broken/)).text ?? '', /entry\.ts/);

  const terminal = await Terminal.open(host.terminalPort);
  terminal.line('connect guest');
  t.is(await terminal.does('topple cup', /broken/), `! ${SHORT}`);
  const carol = await Terminal.open(host.terminalPort);
  carol.line('create Carol apassword');
  t.regex(
    await carol.does('topple cup', /broken/),
    /^! Something .* at assembly\/entry\.ts:9:\d+, so it was undone\.$/,
  );

  // What is hostile comes as one line, of bounded length, that changes nothing at a terminal.
  const cursed = await carol.does('curse cup', /broken/);
  t.regex(
    cursed,
    /^! Something is broken in this world \(cracked\): one.two.* at assembly\/entry\.ts:10:\d+, so it was undone\.$/,
  );
  t.true(cursed.length < MAX_SENTENCE_UNITS, `${cursed.length} units`);
  // eslint-disable-next-line no-control-regex
  t.notRegex(cursed, /[\u0000-\u001f\u007f-\u009f\u202e]/);
  t.deepEqual((await ben.does('curse cup', /broken/)).text, cursed.slice(2));
  t.is((await guest.does('curse cup', /broken/)).text, SHORT);
});

test.serial('a test of a component is told it too, whoever failed in it', async (t) => {
  const world = await openWorld();
  t.teardown(() => world.stop());
  await world.install(cracked());
  for (const person of [await world.connect('Ann'), await world.guest()]) {
    const error = await t.throwsAsync(person.does('topple cup'), { instanceOf: CommandFailed });
    t.regex(
      error.message,
      /^"topple cup": Something is broken [^]*was undone: cracked: \S+\.run: Index out of range at assembly\/entry\.ts:9:\d+ \| in /,
    );
  }
});
