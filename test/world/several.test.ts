import anyTest from 'ava';
import type { TestFn } from 'ava';
import { removeFolder, startHost } from '../host-process.ts';
import type { HostProcess } from '../host-process.ts';
import { Terminal } from '../player.ts';

const test = anyTest as TestFn<{ host: HostProcess; ann: Terminal; bob: Terminal }>;

test.before(async (t) => {
  const host = await startHost({ env: { ATRIUM_COMMANDS_PER_SECOND: '1000000' } });
  const enter = async (name: string) => {
    const terminal = await Terminal.enter(host.terminalPort, name);
    for (const way of ['east', 'north']) await terminal.does(way, /^(Ways|The way) out/);
    return terminal;
  };
  const ann = await enter('Ann');
  t.context = { host, ann, bob: await enter('Bob') };
});

test.after.always(async (t) => {
  await t.context.host.stop();
  await removeFolder(t.context.host.data);
});

let marks = 0;

/** What somebody hears between two marks of their own. */
async function answers(who: Terminal, command: string): Promise<string[]> {
  const [before, after] = [`counts to ${++marks}.`, `counts to ${++marks}.`];
  await who.does(`emote ${before}`, before);
  const from = who.lines.length;
  who.line(command);
  await who.does(`emote ${after}`, after);
  return who.lines.slice(from, -1);
}

test.serial('taking, dropping, putting and giving several things', async (t) => {
  const { ann, bob } = t.context;
  for (const thing of ['brass lamp', 'oil lamp', 'knife', 'bread knife', 'coin', 'coin', 'coin'])
    await ann.does(`@create ${thing}`, `You make a${thing === 'oil lamp' ? 'n' : ''} ${thing}.`);
  await ann.does('@create bag as container', 'You make a bag.');
  t.deepEqual(await answers(ann, 'drop lamps and knives'), [
    'You drop the brass lamp.',
    'You drop the oil lamp.',
    'You drop the knife.',
    'You drop the bread knife.',
  ]);
  await bob.hears('Ann drops the bread knife.');
  t.deepEqual(await answers(ann, 'put all in bag'), ['The bag is closed. Open it first.']);
  await ann.does('open bag', 'You open the bag.');
  t.deepEqual(await answers(ann, 'put two coins in bag'), [
    'You put the coin in the bag.',
    'You put the coin in the bag.',
  ]);
  t.deepEqual(await answers(ann, 'put all but the coin in bag'), ['You are carrying nothing else.']);
  t.deepEqual(await answers(ann, 'put all in bag'), ['You put the coin in the bag.']);
  t.deepEqual(await answers(bob, 'get all but the knives'), ['You take the brass lamp.', 'You take the oil lamp.']);
  t.deepEqual(await answers(bob, 'look at all'), ['You can look at only one thing at a time.']);
  t.deepEqual(await answers(bob, 'x lamps'), ['You can examine only one thing at a time.']);
  t.deepEqual(await answers(bob, 'x second lamp'), ['There is nothing remarkable about the oil lamp.']);
  t.deepEqual(await answers(bob, 'give lamps to ann'), [
    'You give the brass lamp to Ann.',
    'You give the oil lamp to Ann.',
  ]);
  t.deepEqual(await answers(bob, 'take knife and bread knife'), ['You take the knife.', 'You take the bread knife.']);
  t.deepEqual(await answers(bob, 'drop them'), ['You drop the knife.', 'You drop the bread knife.']);
  t.deepEqual(await answers(bob, 'drop them'), ['Drop what?']);
  t.deepEqual(await answers(ann, 'take last coin from bag'), ['You take the coin from the bag.']);
  t.deepEqual(await answers(ann, 'take all from bag'), [
    'You take the coin from the bag.',
    'You take the coin from the bag.',
  ]);
  t.deepEqual(await answers(ann, 'take all in bag'), ['There is nothing here to take.']);
  t.deepEqual(await answers(ann, 'drop lamp'), ['Which lamp: the brass lamp or the oil lamp?']);
  t.deepEqual(await answers(ann, 'drop lamp'), ['Which lamp: the brass lamp or the oil lamp?']);
  await ann.does('emote thinks.', 'Ann thinks.');
  await ann.does('drop lamp', 'Which lamp');
  await ann.does('both', 'You drop the brass lamp.');
  await ann.hears('You drop the oil lamp.');
  await ann.does('whisper good evening to bob', 'You whisper to Bob');
  t.deepEqual(await answers(ann, 'give first coin to him'), ['You give the coin to Bob.']);
  t.deepEqual(await answers(ann, 'take knife, model and bread knife'), [
    'You take the knife.',
    'That stays where it is.',
    'You take the bread knife.',
  ]);
});

test.serial('more than one task does at once', async (t) => {
  const { ann, bob } = t.context;
  for (let i = 0; i < 60; i++) await ann.does(`@create pebble`, 'You make a pebble.');
  const dropped = await answers(ann, 'drop pebbles');
  t.is(dropped.length, 51);
  t.is(dropped.at(-1), 'That was enough for once: 50 of 60. Type it again for more.');
  t.deepEqual(await answers(ann, 'drop pebbles'), Array(10).fill('You drop the pebble.'));
  await bob.hears('Ann drops the pebble.');
  const taken = await answers(bob, 'take all pebbles');
  t.is(taken.at(-1), 'That was enough for once: 50 of 60. Type it again for more.');
  t.is(taken.filter((line) => line === 'You take the pebble.').length, 50);
});
