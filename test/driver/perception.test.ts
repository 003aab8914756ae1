import test from 'ava';
import { enter, World } from './world.ts';

const SCRIPTED = `
verb shout:do:
  roles: shout @ text, do @ text
  command: shout <shout> do <do>
  run: probe script
verb hold:do:
  roles: hold @ thing, do @ text
  command: hold <hold> do <do>
  run: probe script
object cup is thing
  name: cup
  at: hall
`;

async function inWorld(story: (world: World) => Promise<void>): Promise<void> {
  const world = await World.of(SCRIPTED);
  await story(world);
  await world.end();
}

test('what one does is seen from every side, and panels follow', async (t) => {
  await inWorld(async (world) => {
    const ann = world.client();
    await enter(ann, { type: 'create', name: 'Ann', password: 'secret' });
    const ben = world.client();
    await enter(ben, { type: 'create', name: 'Ben', password: 'secret' });
    await ann.event(({ type, people }) => type === 'room' && people?.length === 1, 'Ben in the room');
    await ben.heardMeanwhile();
    await ann.heardMeanwhile();
    const line = "{actor} {hold|holds} {hold}. {hold's} maker is {actor}, in {here}. {{x} {nobody}";
    t.deepEqual(await ann.does(`hold cup do act ${line}`), [
      "You hold the cup. The cup's maker is you, in the Hall. {x} {nobody}".replace('the Hall', 'Hall'),
      'act: ok',
    ]);
    t.deepEqual(await ben.heardMeanwhile(), ["Ann holds the cup. The cup's maker is Ann, in Hall. {x} {nobody}"]);
    t.deepEqual(await ann.does("hold ben do act {actor} {wave|waves} at {hold} and {hold's} hat."), [
      "You wave at Ben and Ben's hat.",
      'act: ok',
    ]);
    t.deepEqual(await ben.heardMeanwhile(), ['Ann waves at you and your hat.']);
    t.deepEqual(await ann.does('hold ann do act {actor} {look|looks} at {hold}.'), [
      'You look at yourself.',
      'act: ok',
    ]);
    t.deepEqual(await ben.heardMeanwhile(), ['Ann looks at themselves.']);
    ann.types('hold cup do move hold actor');
    t.deepEqual((await ann.event(({ type }) => type === 'inventory', 'what Ann holds')).things, ['a cup']);
    t.deepEqual((await ben.event(({ type }) => type === 'room', 'the room')).things, []);
    const before = ben.said.length;
    await ann.does('look');
    await ben.does('look');
    t.deepEqual(
      ben.said.slice(before).map((message) => (JSON.parse(message) as { type: string }).type),
      ['narrative'],
    );
  });
});

test('a thing that acts by its timer is no person', async (t) => {
  const world = await World.of(`
object bell is thing
  name: bell
  at: hall
  timer: turn every 1 second
verb turn:
  roles: turn @ bell
  command: turn <turn>
  run: probe turn
`);
  const ann = await world.player('Ann');
  world.clock.nowMs += 1000;
  await world.kernel.catchUp();
  t.deepEqual(await ann.heardMeanwhile(), ['The bell turns itself in its own frame.']);
  t.deepEqual(await ann.does('turn bell'), ["You turn the bell in the bell's frame."]);
  await world.end();
});

test('nothing of the world is taken for markup or a protocol', async (t) => {
  await inWorld(async (world) => {
    const ann = world.client();
    await enter(ann, { type: 'create', name: 'Ann', password: 'secret' });
    const ben = await world.player('Ben');
    const hostile = '<b>"\\ {x} \u{1F41A} [[]] \\u0041';
    t.is((await ann.does(`shout ${hostile} do act {shout}`))[0], hostile);
    t.deepEqual(await ben.heardMeanwhile(), [hostile]);
    // What would break a line or move a cursor is not passed on.
    await ann.does('shout a\nb\tc\u001b[2Jd\u2028e\u009bf\r! g do act {shout}');
    t.deepEqual(await ben.heardMeanwhile(), ['A b c[2Jd ef ! g']);
  });
});

test('panels list a hundred, and say how many more there are', async (t) => {
  const stones = Array.from({ length: 130 }, (_, i) => `object stone-${i} is thing\n  name: stone ${i}\n  at: hall\n`);
  const world = await World.of(stones.join(''));
  for (let i = 0; i < 102; i++) world.client().says({ type: 'guest' });
  const ann = world.client();
  await enter(ann, { type: 'create', name: 'Ann', password: 'secret' });
  const room = await ann.event(({ type }) => type === 'room', 'the room');
  t.is(room.things?.length, 100);
  t.is(room.people?.length, 100);
  t.deepEqual((room as { more?: unknown }).more, { things: 30, people: 2 });
  await world.end();
});

test('a place holds two thousand things, and no more', async (t) => {
  const world = await World.of(`
${Array.from({ length: 1998 }, (_, i) => `object stone-${i} is thing\n  name: stone ${i}\n  at: hall\n`).join('')}
object cup is thing
  name: cup
object nook is room
  name: nook
  at: cup
verb hold:do:
  roles: hold @ thing, do @ text
  command: hold <hold> do <do>
  run: probe script
`);
  const ann = await world.player('Ann');
  const ben = await world.player('Ben');
  const [sights] = await ann.does('do sights here');
  t.is(sights?.split(', ').length, 2000);
  t.deepEqual(await ben.does('hold stone 7 do move hold actor; move hold here'), ['move: ok', 'move: ok']);
  await ben.does('hold stone 7 do move hold actor');
  const cat = await world.player('Cat');
  t.deepEqual(await ben.does('hold stone 7 do move hold here'), ['move: full']);
  t.deepEqual(await cat.does('do sights actor'), ['sights: ']);
  await world.end();
});

test('of what is missed the last two hundred lines are kept', async (t) => {
  await inWorld(async (world) => {
    const ann = world.client();
    const { token } = await enter(ann, { type: 'create', name: 'Ann', password: 'secret' });
    const ben = await world.player('Ben');
    ann.leaves();
    for (let i = 0; i < 450; i++) ben.types(`do act {actor} {sing|sings} ${i} times.`);
    const again = world.client();
    again.says({ type: 'resume', token, after: 0 });
    await again.event(({ type }) => type === 'room', 'the room');
    const missed = again.said
      .filter((message) => message.includes('"missed":true'))
      .map((message) => JSON.parse(message) as { text: string });
    t.is(missed.length, 200);
    t.is(missed[0]?.text, 'Ben sings 250 times.');
    t.is(missed.at(-1)?.text, 'Ben sings 449 times.');
  });
});

test('somebody hears what is said in their place, and what is said to them alone', async (t) => {
  const world = await World.of(
    SCRIPTED,
    `
object attic is room
  name: Attic
object up is exit
  name: up
  at: hall
  to: attic
verb climb:do:
  roles: actor @ player, climb @ exit, do @ text
  command: climb <climb exits> do <do>
  run: probe script
`,
  );
  const [ann, ben, cat] = [await world.player('Ann'), await world.player('Ben'), await world.player('Cat')];
  await cat.does('climb up do get climb to room; move actor room');
  for (const person of [ann, ben, cat]) await person.heardMeanwhile();
  await ann.does('do act {actor} {sing|sings}.');
  t.deepEqual([await ben.heardMeanwhile(), await cat.heardMeanwhile()], [['Ann sings.'], []]);
  await ann.does('climb up do get climb to room; act-in room {actor} {sing|sings}.');
  t.deepEqual([await ben.heardMeanwhile(), await cat.heardMeanwhile()], [[], ['Ann sings.']]);
  t.deepEqual(await ann.does('hold ben do tell hold psst; tell actor only me; tell here nobody'), [
    'tell: ok',
    'only me',
    'tell: ok',
    'tell: ok',
  ]);
  t.deepEqual([await ben.heardMeanwhile(), await cat.heardMeanwhile()], [['psst'], []]);
  await world.end();
});
