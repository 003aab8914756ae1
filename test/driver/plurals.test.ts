import test from 'ava';
import { filesOf, World, type Person } from './world.ts';

const THINGS = `
object brass is thing
  name: brass lamp
  aliases: light
  at: hall
object oil is thing
  name: oil lamp
  aliases: light
  at: hall
object tin is thing
  name: tin lamp
  at: hall
object lampshade is thing
  name: lampshade
  at: hall
object knife is thing
  name: knife
  aliases: blades
  at: hall
object bread-knife is thing
  name: bread knife
  aliases: blades
  at: hall
object box is container
  name: box
  at: hall
  openable/open: yes
object safe is container
  name: safe
  at: hall
object pearl is thing
  name: pearl
  at: box
object black-pearl is thing
  name: black pearl
  at: box
object gem is thing
  name: gem
  at: safe
object wall is scenery
  name: wall
  at: hall
object spice is thing
  name: salt and pepper
  at: hall
object reading-glasses is thing
  name: reading glasses
  at: hall
object opera-glasses is thing
  name: opera glasses
  at: hall
object out is exit
  name: out
  at: hall
  to: yard
object yard is room
  name: Yard
object stone is thing
  name: stone
  at: yard
object tea-cup is thing
  name: cup of tea
  at: yard
object milk-cup is thing
  name: cup of milk
  at: yard
object odd is thing
  name: 7
  at: yard
object lamp-two is thing
  name: lamp 2
  at: yard
object lamp-three is thing
  name: lamp 3
  at: yard

prototype mine is thing
  name: mine

verb see:do:
  roles: see @ thing, do @ text
  command: see <see all but held scenery> do <do>
  run: probe script
verb see:do:
  roles: see @ scenery, do @ text
  run: probe wall
verb look:do:
  roles: look @ thing, do @ text
  command: look at <look> do <do>
  run: probe script
verb drop:do:
  roles: drop @ thing, do @ text
  command: drop <drop held all> do <do>
  run: probe script
verb take:from:do:
  roles: take @ thing, from @ thing, do @ text
  command: take <take from from all> from <from> do <do>
  run: probe script
verb pack:in:do:
  roles: pack @ thing, in @ container, do @ text
  command: pack <pack held all> in <in> do <do>
  run: probe script
verb wave:to:do:
  roles: wave @ thing, to @ player, do @ text
  command: wave <wave all> to <to> do <do>
  run: probe script
verb ride:do:
  roles: actor @ player, ride @ thing, do @ text
  command: ride <ride all> do <do>
  run: probe script
verb walk:do:
  roles: walk @ exit, do @ text
  command: walk <walk exits> do <do>
  run: probe script
verb greet:do:
  roles: greet @ player, do @ text
  command: greet <greet all> do <do>
  run: probe script
verb page:do:
  roles: page @ player, do @ text
  command: page <page anyone> do <do>
  run: probe script
verb open:do:
  roles: open @ container, do @ text
  command: open <open all> do <do>
  run: probe script
verb say:
  roles: say @ text
  command: say <say>
  run: probe say

grammar
  plural: knife = knives
  pronoun: me = actor
`;

const world = await World.of(THINGS);
const ann = await world.player('Ann');
test.after.always(() => world.end());

let count = 0;

/** What typing a line comes to, one after the other. */
function typed(line: string, expected: string[], who: () => Person = () => ann): void {
  test.serial(`${++count}. ${JSON.stringify(line)}`, async (t) => {
    t.deepEqual(await who().does(line), expected);
  });
}

/** What a noun phrase means to a command about several things, by their names. */
function means(phrase: string, names: string[]): void {
  test.serial(`${++count}. "${phrase}" means ${names.join(', ')}`, async (t) => {
    const heard = await ann.does(`see ${phrase} do name see`);
    t.deepEqual(
      heard.map((line) => line.replace(/^name: (.*?) \/ .*$/, '$1')),
      names,
    );
  });
}

const LAMPS = ['brass lamp', 'oil lamp', 'tin lamp'];
const ALL = [
  ...LAMPS,
  'lampshade',
  'knife',
  'bread knife',
  'box',
  'safe',
  'salt and pepper',
  'reading glasses',
  'opera glasses',
];

// "All" is what lies there: not what lies inside of it, not scenery, not people, not ways.
means('all', ALL);
means('everything', ALL);
means('ALL', ALL);
means('all of it', ['You see no all of it here.']);
// Plurals, regular and irregular.
means('lamps', LAMPS);
means('the Lamps', LAMPS);
means('all lamps', LAMPS);
means('all the lamps', LAMPS);
means('all of the lamps', LAMPS);
means('every lamp', LAMPS);
means('each lamp', LAMPS);
means('knives', ['knife', 'bread knife']);
// An alias in the plural is shared on purpose.
means('blades', ['knife', 'bread knife']);
means('all knives', ['knife', 'bread knife']);
means('bread knives', ['bread knife']);
means('boxes', ['box']);
means('lights', ['brass lamp', 'oil lamp']);
means('both lights', ['brass lamp', 'oil lamp']);
means('both of the knives', ['knife', 'bread knife']);
means('both lamps', ['That is not two things: there are 3.']);
means('walls', ['ran wall']);
// A word that is a name already is no plural; which of two names is asked.
means('glasses', ['Which glasses: the reading glasses or the opera glasses?']);
means('all glasses', ['reading glasses', 'opera glasses']);
// Lists, and what they leave out.
means('brass lamp and knife', ['brass lamp', 'knife']);
means('brass, oil lamp, and tin lamp', LAMPS);
means('lamps and box', [...LAMPS, 'box']);
means('oil lamp and lamps', ['oil lamp', 'brass lamp', 'tin lamp']);
means('salt and pepper', ['salt and pepper']);
means('box and salt and pepper', ['box', 'salt and pepper']);
means(
  'all but the lamps',
  ALL.filter((name) => !LAMPS.includes(name)),
);
means('lamps except for the oil lamp', ['brass lamp', 'tin lamp']);
means('lamps but oil and tin', ['brass lamp']);
means(
  'everything except box, safe and knives',
  ALL.filter((name) => !/box|safe|knife/.test(name)),
);
means('lamps but lamps', ['There is nothing here to see.']);
means('lamps but pearl', LAMPS);
means('lamps but owl', ['You see no owl here.']);
means('lamps and owl', ['You see no owl here.']);
means('lamp and owl', ['Which lamp: the brass lamp, the oil lamp or the tin lamp?']);
// Ordinals and numbers.
means('second lamp', ['oil lamp']);
means('the 2nd lamp', ['oil lamp']);
means('lamp 3', ['tin lamp']);
means('last lamp', ['tin lamp']);
means('the last knife', ['bread knife']);
means('two lamps', ['brass lamp', 'oil lamp']);
means('2 lamps', ['brass lamp', 'oil lamp']);
means('any lamp', ['brass lamp']);
means('one lamp and last lamp', ['brass lamp', 'tin lamp']);
means('first of the lamps', ['brass lamp']);
means('fourth lamp', ['You see no fourth lamp here.']);
means('0th lamp', ['You see no 0th lamp here.']);
means('lamp 0', ['You see no lamp 0 here.']);
means('999999999999th lamp', ['You see no 999999999999th lamp here.']);
means('99999999999 lamps', ['You see no 99999999999 lamps here.']);
means('lamp -1', ['You see no lamp -1 here.']);
means('9999 lamps', ['You see no 9999 lamps here: there are 3.']);
means('second owl', ['You see no second owl here.']);
// What holds it.
means('pearl in box', ['pearl']);
means('pearls', ['pearl', 'black pearl']);
means('all in the box', ['pearl', 'black pearl']);
means('all pearls in box', ['pearl', 'black pearl']);
means('second pearl from the box', ['black pearl']);
means('pearls in box and lamps', ['pearl', 'black pearl', ...LAMPS]);
means('lamp in box', ['There is no lamp in the box.']);
means('gem in safe', ['The safe is closed.']);
means('gem in owl', ['You see no gem in owl here.']);

// Nonsense is refused, and changes nothing.
means('all all', ['You see no all all here.']);
means('all but', ['See all but what?']);
means('all except the', ['See what?']);
means('lamp and', ['See lamp and what?']);
means('and', ['See and what?']);
means('but', ['See but what?']);
means('all but all', ['There is nothing here to see.']);
means('all but but', ['See but what?']);
means('аll', ['You see no аll here.']);
means('лампы', ['You see no лампы here.']);
means('lamps и knives', ['You see no lamps и knives here.']);
means(', ,', ['You see no , , here.']);
means('"all"', ['You see no all here.']);
means('"oil lamp"', ['oil lamp']);
means(' ', ["I don't understand that. Try: see THING do TEXT"]);

// A hole that takes one thing.
for (const phrase of ['all', 'lamps', 'both lights', 'brass lamp and knife', '2 lamps', 'everything but box'])
  typed(`look at ${phrase} do name look`, ['You can look at only one thing at a time.']);
typed('look at second lamp do name look', ['name: oil lamp / an oil lamp / the oil lamp / light']);
typed('look at bread knives do name look', ['name: bread knife / a bread knife / the bread knife / blades']);
typed('look at pearl in box do name look', ['name: pearl / a pearl / the pearl']);
typed('page everyone do name page', ['You can page only one person at a time.']);
typed('walk all do name walk', ['You can walk only one thing at a time.']);
typed('greet everyone do name greet', ['There is nothing here to greet.']);
typed('say all but the lamps and "both"', ['ran say']);

// Questions are answered by both and all, too.
typed('see light do name see', ['Which light: the brass lamp or the oil lamp?']);
typed('them', [
  'name: brass lamp / a brass lamp / the brass lamp / light',
  'name: oil lamp / an oil lamp / the oil lamp / light',
]);
typed('see glasses do name see', ['Which glasses: the reading glasses or the opera glasses?']);
typed('both', [
  'name: reading glasses / a reading glasses / the reading glasses',
  'name: opera glasses / an opera glasses / the opera glasses',
]);
typed('see lamp do name see', ['Which lamp: the brass lamp, the oil lamp or the tin lamp?']);
typed('both', ['I don\'t know how to "both". Type help for what you can do.']);
typed('all of them', [
  'name: brass lamp / a brass lamp / the brass lamp / light',
  'name: oil lamp / an oil lamp / the oil lamp / light',
  'name: tin lamp / a tin lamp / the tin lamp',
]);
typed('look at lamp do name look', ['Which lamp: the brass lamp, the oil lamp or the tin lamp?']);
typed('all', ['You can look at only one thing at a time.']);

// Pronouns.
typed('see lamps do is see thing', ['is: yes', 'is: yes', 'is: yes']);
means('them', LAMPS);
means('them but the oil lamp', ['brass lamp', 'tin lamp']);
means('both of them', ['brass lamp', 'tin lamp']);
typed('look at them do name look', ['You can look at only one thing at a time.']);
means('knife', ['knife']);
means('it', ['knife']);
means('them', ['knife']);
typed('wave knife to him do name to', ['Wave knife to what?']);

test.serial('somebody else is him and her', async (t) => {
  const ben = await world.player('Ben');
  t.deepEqual(await ann.does('wave knife to ben do name to'), ['name: Ben / Ben / Ben']);
  t.deepEqual(await ann.does('wave it to her do name wave; name to'), [
    'name: knife / a knife / the knife / blades',
    'name: Ben / Ben / Ben',
  ]);
  t.deepEqual(await ann.does('wave lamps to him do is to player'), ['is: yes', 'is: yes', 'is: yes']);
  t.deepEqual(await ann.does('greet all do name greet'), ["You can't greet any of that do name greet."]);
  t.deepEqual(await ann.does('greet everybody do name greet'), ['name: Ben / Ben / Ben']);
  await ben.does('walk out do move actor walk');
});

test.serial('what was named is remembered by another instance of the driver', async (t) => {
  t.is((await ann.does('see both lights do name see')).length, 2);
  // A trap ends the instance.
  await ann.does('do trap');
  t.deepEqual(await ann.does('see them do is see thing'), ['is: yes', 'is: yes']);
  t.deepEqual(await ann.does('see tin lamp do is see thing'), ['is: yes']);
  await ann.does('do trap');
  t.deepEqual(await ann.does('see them do name see'), ['name: tin lamp / a tin lamp / the tin lamp']);
});

test.serial('a command about several things ends early', async (t) => {
  t.deepEqual(await ann.does('see lamps do answer truth yes'), ['answer: ok', 'answer: ok', 'answer: ok']);
  // What refuses this one would refuse the rest.
  t.deepEqual(await ann.does('see lamps do answer truth no'), ['answer: ok']);
  const cleo = await world.player('Cleo');
  t.deepEqual(await cleo.does('ride lamps do move actor ride'), [
    'move: ok',
    'You are elsewhere now, and leave the rest.',
  ]);
  t.deepEqual(await cleo.does('see all do name see'), ['There is nothing here to see.']);
});

test.serial('one task does all of it, and what fails for one does not undo the others', async (t) => {
  // The box cannot go into itself.
  t.deepEqual(await ann.does('open box and knife do move open actor'), [
    'move: ok',
    "You can't open the knife do move open actor.",
  ]);
  t.deepEqual(await ann.does('see lamps do move see actor'), ['move: ok', 'move: ok', 'move: ok']);
  t.deepEqual(await ann.does('drop all do name drop'), [
    'name: box / a box / the box',
    'name: brass lamp / a brass lamp / the brass lamp / light',
    'name: oil lamp / an oil lamp / the oil lamp / light',
    'name: tin lamp / a tin lamp / the tin lamp',
  ]);
  // What holds the others is not one of them.
  t.deepEqual(await ann.does('pack all in box do move pack in'), ['move: ok', 'move: ok', 'move: ok']);
  t.deepEqual(await ann.does('pack all in box do move pack in'), ['You are carrying nothing else.']);
  t.deepEqual(await ann.does('take all but pearls from box do move take actor'), ['move: ok', 'move: ok', 'move: ok']);
  t.deepEqual(await ann.does('take lamps from box do move take actor'), ['There is no lamps in the box.']);
  t.deepEqual(await ann.does('take all from knife do move take actor'), [
    'There is nothing to take from the knife do move take actor.',
  ]);
  // Held things are left out by name only where others are there.
  t.deepEqual(await ann.does('see lamps do name see'), [
    'name: brass lamp / a brass lamp / the brass lamp / light',
    'name: oil lamp / an oil lamp / the oil lamp / light',
    'name: tin lamp / a tin lamp / the tin lamp',
  ]);
  // A trap undoes all of it.
  t.deepEqual(await ann.does('drop lamps do move drop here; trap'), await ann.does('do trap'));
  t.is((await ann.does('drop lamps do name drop')).length, 3);
});

/** How many things lie in a full room: a place holds 2,000, and somebody stands there. */
const FULL = 1_950;

test.serial('a command about all of a full room does a bounded part of it', async (t) => {
  const things = Array.from({ length: FULL }, (_, i) => `object p${i} is thing\n  name: pebble ${i}\n  at: hall\n`);
  const crowded = await World.of(THINGS, things.join(''));
  const eve = await crowded.player('Eve');
  const heard = await eve.does('see pebbles do move see actor');
  t.is(heard.length, 51);
  t.is(heard.at(-1), `That was enough for once: 50 of ${FULL}. Type it again for more.`);
  t.deepEqual(heard.slice(0, 50), Array(50).fill('move: ok'));
  const again = await eve.does('see all pebbles but pebble 1949 do name see');
  t.is(again.length, 51);
  t.regex(again[0] as string, /^name: pebble 50 /);
  t.is(again.at(-1), `That was enough for once: 50 of ${FULL - 51}. Type it again for more.`);
  t.is((await eve.does('drop all do name drop')).length, 50);
  t.deepEqual(await eve.does('see pebble 1949 do is see thing'), ['is: yes']);
  t.deepEqual(await eve.does('see pebble do name see'), [
    'Many are called pebble: give more of the name, or say first pebble.',
  ]);
  t.regex((await eve.does('see first pebble do name see'))[0] ?? '', /^name: pebble 50 /);
  t.deepEqual(await eve.does('see 1950th pebble do name see'), ['You see no 1950th pebble here.']);
  const lines = [
    'see ' + 'all '.repeat(1000) + 'do name see',
    'see ' + 'pebbles and '.repeat(300) + 'do name see',
    'see ' + 'owl and '.repeat(45) + 'owl do name see',
    'see ' + 'pebbles, '.repeat(40) + ' but ' + 'owls and '.repeat(40) + 'owls do name see',
    'see ' + 'all but '.repeat(40) + 'owl do name see',
    'see ' + 'first of the '.repeat(30) + 'pebbles do name see',
    'see ' + 'pebble in '.repeat(30) + 'box do name see',
    'see ' + ','.repeat(3000) + ' do name see',
    'pack all in ' + 'in '.repeat(400) + 'box do name in',
    'see pebbles' + ' do'.repeat(400) + ' name see',
  ];
  for (const line of lines) {
    const before = performance.now();
    const answers = await eve.does(line);
    t.false(answers.length === 0 || (answers[0] as string).startsWith('! '), line.slice(0, 40));
    t.true(performance.now() - before < 3000, line.slice(0, 40));
  }
  t.deepEqual(await eve.does('say still here'), ['ran say']);
  await crowded.end();
});

test('a pattern or a plural that makes no sense is refused, with its line', async (t) => {
  const refused = async (entry: string, reason: RegExp) => {
    const empty = await World.empty();
    const error = await t.throwsAsync(empty.kernel.loadImage(filesOf(entry)));
    t.regex(error?.message ?? '', reason);
    await empty.end();
  };
  const pattern = (command: string, reason: RegExp) =>
    refused(`verb put:in:\n  roles: put @ thing, in @ thing\n  command: ${command}\n  run: probe x\n`, reason);
  await pattern('put <put all> in <in all>', /^1\.world:3: two holes take all/);
  await pattern('put <put all but> in <in>', /after all write but, and what it leaves out/);
  await pattern('put <put all except held> in <in>', /after all write but/);
  await pattern('put <put all but nothing-there> in <in>', /nothing-there/);
  await pattern('put <put some> in <in>', /some is none of anyone, exits, held, word, from ROLE, all/);
  await pattern('put <put held some> in <in>', /some has no meaning there/);
  await pattern('put <put from> in <in>', /a role has to follow from/);
  await refused('verb say:\n  roles: say @ text\n  command: say <say all>\n  run: probe x\n', /role is text/);
  await refused('grammar\n  plural: knives\n', /^1\.world:2: write plural: WORD = PLURAL/);
  await refused('grammar\n  plural: a knife = knives\n', /write plural/);
  await refused(
    'grammar\n  plural: knife = knives\n  plural: knive = knives\n',
    /^1\.world:3: knives is a plural already/,
  );
});
