import test, { type ExecutionContext } from 'ava';
import { NotInstalled } from '../../host/kernel/index.ts';
import { TestWorld, type Person } from '../../host/testing/index.ts';
import { Stones } from './stones.ts';

const stones = await Stones.copy();
const binary = await stones.build();
const NAME = 'stones';

type Change = (text: string) => string;

async function open(
  t: ExecutionContext,
): Promise<{ world: TestWorld; ann: Person; load: (change: Change) => Promise<void> }> {
  const world = await TestWorld.open();
  t.teardown(() => world.stop());
  const load = async (change: Change): Promise<void> => {
    const files = stones.files(change);
    await world.kernel.install({ name: NAME, binary, files, grant: true });
  };
  await load((text) => text);
  return { world, ann: await world.connect('Ann'), load };
}

const same: Change = (text) => text;

test.after.always(() => stones.remove());

test('the same files again change nothing', async (t) => {
  const { ann, load } = await open(t);
  const things = ann.room?.things;
  t.true(things?.includes('a red stone') && things.includes('a blue stone'));
  await ann.does('rub red stone');
  await ann.does('take blue stone');
  const verbs = await ann.does('help rub');
  await load(same);
  t.deepEqual(await ann.does('help rub'), verbs);
  t.deepEqual(await ann.does('rub red stone'), ['The red stone hums, time 2.']);
  t.deepEqual(ann.inventory, ['a blue stone']);
  t.deepEqual(
    ann.room?.things.filter((thing) => thing.includes('stone')),
    ['a red stone'],
  );
});

test('names, aliases, descriptions, help and commands are replaced', async (t) => {
  const { ann, load } = await open(t);
  await load((text) =>
    text
      .replace('name: red stone', 'name: scarlet stone\n  aliases: ruby')
      .replace('It is red.', 'It is scarlet.')
      .replace('Rubs a stone.', 'Strokes a stone.')
      .replace('command: rub <rub>', 'command: stroke <rub>')
      .replace('They can be rubbed.', 'They can be stroked.'),
  );
  t.true(ann.room?.things.includes('a scarlet stone'));
  t.deepEqual(await ann.does('stroke ruby'), ['The scarlet stone hums, time 1.']);
  t.deepEqual(await ann.does('look at ruby'), ['It is scarlet.']);
  t.regex((await ann.does('rub ruby')).join(), /rub/);
  t.regex((await ann.does('help stroke')).join(), /Strokes a stone\./);
  t.deepEqual(await ann.does('help stones'), ['They can be stroked.']);
  // An alias that is no longer there.
  await load(same);
  t.regex((await ann.does('rub ruby')).join(), /ruby/);
});

test('what is no longer in the files goes, but objects stay', async (t) => {
  const { ann, load } = await open(t);
  await load((text) =>
    text
      .replace(/verb rub:[^]*?\n\n/, '')
      .replace(/topic stones[^]*$/, '')
      .replace(/object blue-stone[^]*?\n\n/, ''),
  );
  t.regex((await ann.does('rub red stone')).join(), /rub/);
  t.notRegex((await ann.does('help stones')).join(), /rubbed/);
  t.true(ann.room?.things.includes('a blue stone'));
  await load(same);
  t.deepEqual(await ann.does('rub blue stone'), ['The blue stone hums, time 1.']);
});

test('a property that people have changed stays, and one that nobody has follows the files', async (t) => {
  const { ann, load } = await open(t);
  await ann.does('@describe red stone as Somebody has painted it.');
  await load((text) => text.replace('It is red.', 'It is crimson.').replace('It is blue.', 'It is azure.'));
  t.deepEqual(await ann.does('look at red stone'), ['Somebody has painted it.']);
  t.deepEqual(await ann.does('look at blue stone'), ['It is azure.']);
  await load((text) => text.replace('  description: It is blue.\n', ''));
  t.notRegex((await ann.does('look at blue stone')).join(), /azure|blue\./);
});

test('a thing that nobody has moved goes where the files say', async (t) => {
  const { ann, load } = await open(t);
  await ann.does('take red stone');
  await load((text) => text.replaceAll('at: atrium', 'at: front-steps'));
  t.deepEqual(ann.inventory, ['a red stone']);
  t.false(ann.room?.things.includes('a blue stone'));
  await ann.does('go south');
  t.true(ann.room?.things.includes('a blue stone'));
});

test('declarations are replaced: a value of another type than before is not seen', async (t) => {
  const { ann, load } = await open(t);
  await ann.does('rub red stone');
  await load((text) => text.replace('property times: integer = 0', 'property times: text = none'));
  t.deepEqual(await ann.does('rub red stone'), ['The red stone hums, time 1.']);
  await load(same);
  t.deepEqual(await ann.does('rub red stone'), ['The red stone hums, time 2.']);
});

const WRONG: [name: string, change: Change, reason: RegExp][] = [
  [
    'a spelling mistake',
    (text) => text.replace('is stone', 'is stoen'),
    /^stones\.world:6: nothing has the identifier stoen/,
  ],
  [
    'the identifier of another',
    (text) => text.replace('object red-stone', 'object fountain'),
    /^stones\.world:6: fountain belongs to the world image/,
  ],
  [
    'an equal verb of the world',
    (text) => `${text}\nverb look\n  run: stones rub\n`,
    /^stones\.world:\d+: the verb look at the world image has the same restrictions/,
  ],
  [
    'a world entry',
    (text) => `${text}\nworld\n  title: Mine\n`,
    /^stones\.world:\d+: the entry world belongs to the world image/,
  ],
  [
    'a topic of the world',
    (text) => text.replace('topic stones', 'topic first steps'),
    /^stones\.world:\d+: there is a topic first steps already/,
  ],
  [
    'another nature',
    (text) => text.replace('prototype stone is thing', 'prototype stone is fixed'),
    /^stones\.world:1: the prototypes of stone were others/,
  ],
  [
    'a prototype no more',
    (text) => text.replace('prototype stone is thing', 'object stone is thing'),
    /^stones\.world:/,
  ],
  [
    'a timer that is none',
    (text) => text.replace('at: atrium', 'at: atrium\n  timer: tick now and then'),
    /^stones\.world:9: write KEYWORD every NUMBER/,
  ],
  [
    'a thing in itself',
    (text) => text.replace('at: atrium', 'at: red-stone'),
    /^stones\.world:6: red-stone is inside itself/,
  ],
];

for (const [name, change, reason] of WRONG) {
  test(`${name} is refused with its line, and nothing has changed`, async (t) => {
    const { ann, load } = await open(t);
    const also: Change = (text) => change(text.replace('It is blue.', 'It is another blue.'));
    t.not(also(stones.files()[0]!.text), stones.files()[0]!.text);
    const error = await t.throwsAsync(load(also), { instanceOf: NotInstalled });
    t.regex(error.message, reason);
    t.is(error.code, 'world-file');
    t.deepEqual(await ann.does('look at blue stone'), ['It is blue.']);
    t.deepEqual(await ann.does('rub red stone'), ['The red stone hums, time 1.']);
  });
}

test('things tick until they are hushed, also over a program that is replaced', async (t) => {
  const { world, ann, load } = await open(t);
  t.deepEqual(await ann.does('wake red stone'), ['The red stone wakes.']);
  await world.advance(2_500);
  t.deepEqual(ann.heard(), ['The red stone ticks.', 'The red stone ticks.']);
  await load(same);
  await world.advance(1_000);
  t.deepEqual(ann.heard(), ['The red stone ticks.']);
  t.deepEqual(await ann.does('hush red stone'), ['The red stone is silent.']);
  await world.advance(60_000);
  t.deepEqual(ann.heard(), []);
  t.deepEqual(await ann.does('hush red stone'), ['The red stone was silent.']);
});

test('a timer in the files starts, changes and ends with them', async (t) => {
  const { world, ann, load } = await open(t);
  const every =
    (period: string): Change =>
    (text) =>
      text.replace('at: atrium', `at: atrium\n  timer: tick every ${period}`);
  await load(every('10 seconds'));
  await world.advance(10_000);
  t.deepEqual(ann.heard(), ['The red stone ticks.']);
  await load(every('1 second'));
  await world.advance(3_000);
  t.is(ann.heard().length, 3);
  await load(same);
  await world.advance(3_000);
  t.deepEqual(ann.heard(), []);
});

test('a repeating timer whose task fails goes on, and one that nothing answers ends', async (t) => {
  const { world, ann, load } = await open(t);
  const failing: Change = (text) => text.replace('run: stones tick', 'run: stones rub');
  await ann.does('wake red stone');
  await load(failing);
  await world.advance(2_000);
  t.is(world.log.filter((line) => /timer \d+ was undone: .*there is no stone/.test(line)).length, 2);
  await load(same);
  await world.advance(1_000);
  t.deepEqual(ann.heard(), ['The red stone ticks.']);
  await load((text) => text.replace(/verb tick:[^]*?\n\n/, ''));
  await world.advance(5_000);
  t.is(world.log.filter((line) => /the timer "tick" of the red stone ends: no verb answers/.test(line)).length, 1);
});
