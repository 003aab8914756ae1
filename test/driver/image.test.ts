import test from 'ava';
import { HostProblem } from '../../host/kernel/index.ts';
import { BASICS, filesOf, World } from './world.ts';

/** What is said about an image of the basics and a text, whose first line is line 1. */
async function problemOf(text: string): Promise<string> {
  const world = await World.empty();
  const error = await world.kernel.loadImage(filesOf(text)).then(
    () => undefined,
    (problem: unknown) => problem,
  );
  const hasWorld = await world.kernel.hasWorld();
  await world.end();
  if (!(error instanceof HostProblem)) throw new Error(`the image was loaded: ${String(error)}`);
  if (hasWorld) throw new Error('an image with an error left something behind');
  return error.message.replace(/\.$/, '');
}

/** Texts, and what has to be said about each: the place, and words that name the mend. */
const WRONG: [name: string, text: string, problem: RegExp][] = [
  ['a tab', 'object a is thing\n\tname: a', /^1\.world:2: .*tab.*spaces/],
  ['a field without an entry', '  name: a', /^1\.world:1: .*no entry/],
  ['a continuation of nothing', 'object a is thing\n    more', /^1\.world:2: .*continues nothing/],
  ['odd indentation', 'object a is thing\n   name: a', /^1\.world:2: .*indented by 3/],
  ['a field without a colon', 'object a is thing\n  name', /^1\.world:2: .*NAME: TEXT/],
  ['an unknown entry', 'room a is thing', /^1\.world:1: "room" begins no entry/],
  ['a bad identifier', 'object A is thing\n  name: a', /^1\.world:1: "A" is no identifier/],
  [
    'an identifier twice',
    'object a is thing\n  name: a\nobject a is thing\n  name: a',
    /^1\.world:3: a is defined at 1\.world:1 already/,
  ],
  ['no prototype', 'object a\n  name: a', /^1\.world:1: a delegates to nothing/],
  ['an unknown prototype', 'object a is lamp\n  name: a', /^1\.world:1: nothing has the identifier lamp/],
  ['delegation to an object', 'object a is hall\n  name: a', /^1\.world:1: hall is an object/],
  ['a prototype twice', 'object a is thing, thing\n  name: a', /^1\.world:1: thing stands twice/],
  ['a circle', 'prototype a is b\n  name: a\nprototype b is a\n  name: b', /^1\.world:\d: [ab] delegates to itself/],
  [
    'no common order',
    'prototype a is room, thing\n  name: a\nobject c is thing, room\n  name: c',
    /^1\.world:3: thing, room cannot be put in one order/,
  ],
  ['no name', 'object a is thing', /^1\.world:1: a has no name/],
  ['a name nobody can type', 'object a is thing\n  name: a, b', /^1\.world:2: .*commas/],
  ['a field twice', 'object a is thing\n  name: a\n  name: b', /^1\.world:3: name stands in line 2 already/],
  ['an empty field', 'object a is thing\n  name:', /^1\.world:2: name is empty/],
  ['an unknown property', 'object a is thing\n  name: a\n  shine: 1', /^1\.world:3: no prototype of a declares shine/],
  [
    "another prototype's property",
    'object a is thing\n  name: a\n  exit/to: hall',
    /^1\.world:3: no prototype of a declares exit\/to/,
  ],
  [
    'a wrong truth',
    'object a is openable\n  name: a\n  open: maybe',
    /^1\.world:3: "maybe" is not a truth: write yes or no/,
  ],
  ['a wrong object', 'object a is exit\n  name: a\n  to: nowhere', /^1\.world:3: nothing has the identifier nowhere/],
  ['a wrong place', 'object a is thing\n  name: a\n  at: nowhere', /^1\.world:3: nothing has the identifier nowhere/],
  [
    'a thing in itself',
    'object a is thing\n  name: a\n  at: b\nobject b is thing\n  name: b\n  at: a',
    /^1\.world:\d: [ab] is inside itself/,
  ],
  [
    'a property of an object',
    'object a is thing\n  name: a\n  property x: text, readable',
    /^1\.world:3: an object declares no properties/,
  ],
  [
    'a property without visibility',
    'prototype a is thing\n  name: a\n  property x: text',
    /^1\.world:3: write TYPE = VALUE, readable, private or indexed/,
  ],
  [
    'a property of no type',
    'prototype a is thing\n  name: a\n  property x: color, readable',
    /^1\.world:3: there is no type color: write one of truth, integer/,
  ],
  [
    'a default of another type',
    'prototype a is thing\n  name: a\n  property x: integer = few, readable',
    /^1\.world:3: "few" is not an integer/,
  ],
  [
    'a property called like a field',
    'prototype a is thing\n  name: a\n  property at: text, readable',
    /^1\.world:3: a property cannot be called at/,
  ],
  [
    'an exit that leads to a thing',
    'object cup is thing\n  name: cup\nobject way is exit\n  name: north\n  to: cup',
    /^1\.world:5: cup does not delegate to room: an exit leads to a room/,
  ],
  [
    'a name that means something else in a command',
    'object x is thing\n  name: cup\n  aliases: mug, it',
    /^1\.world:2: "it" is a pronoun/,
  ],
  ['a wrong selector', 'verb put:in\n  run: probe x', /^1\.world:1: "put:in" is no selector/],
  ['a keyword twice', 'verb put:put:\n  run: probe x', /^1\.world:1: "put:put:" is no selector/],
  [
    'a role the selector lacks',
    'verb put:\n  roles: in @ thing\n  run: probe x',
    /^1\.world:2: put: has no role in: there are actor, put, here/,
  ],
  [
    'a role twice',
    'verb put:\n  roles: put @ thing, put @ room\n  run: probe x',
    /^1\.world:2: the role put stands twice/,
  ],
  ['text as actor', 'verb put:\n  roles: actor @ text\n  run: probe x', /^1\.world:2: the actor and here are objects/],
  [
    'an unknown restriction',
    'verb put:\n  roles: put @ lamp\n  run: probe x',
    /^1\.world:2: nothing has the identifier lamp/,
  ],
  [
    'no program',
    'verb put:\n  roles: put @ thing',
    /^1\.world:1: nothing answers this verb: add run: PROGRAM FUNCTION/,
  ],
  ['an unknown field of a verb', 'verb put:\n  runs: probe x', /^1\.world:2: a verb has no field runs/],
  [
    'a command that begins with a hole',
    'verb put:\n  command: <put> down\n  run: probe x',
    /^1\.world:2: a command begins with a word/,
  ],
  [
    'a command with an unknown hole',
    'verb put:\n  command: put <item>\n  run: probe x',
    /^1\.world:2: <item> names no role of put:/,
  ],
  [
    'a command without a hole for a role',
    'verb put:\n  command: put\n  run: probe x',
    /^1\.world:2: it has no hole <put>/,
  ],
  [
    'holes without a word between',
    'verb put:in:\n  command: put <put> <in>\n  run: probe x',
    /^1\.world:2: two holes follow each other/,
  ],
  ['a hole that is not closed', 'verb put:\n  command: put <put\n  run: probe x', /^1\.world:2: a < has no >/],
  [
    'text that is looked for',
    'verb put:\n  roles: put @ text\n  command: put <put held>\n  run: probe x',
    /^1\.world:3: .*the role is text/,
  ],
  [
    'equal restrictions',
    'verb put:\n  run: probe x\nverb put:\n  run: probe y',
    /^1\.world:3: the verb put: at 1\.world:1 has the same restrictions/,
  ],
  ['a topic without help', 'topic a', /^1\.world:1: a topic has one field, help/],
  ['a synonym of nothing', 'grammar\n  synonym: get = grasp', /^1\.world:2: no command begins with grasp/],
  ['a wrong shorthand', 'grammar\n  shorthand: say say', /^1\.world:2: write shorthand: CHARACTER WORD/],
  ['a wrong pronoun', 'grammar\n  pronoun: me = thing', /^1\.world:2: a pronoun means actor or here/],
  [
    'a text that is too long',
    `object a is thing\n  name: a\n  description: ${'x'.repeat(60_001)}`,
    /^1\.world:3: description has over 60000 bytes/,
  ],
  ['a first line that is too long', `topic ${'x'.repeat(201)}\n  help: x`, /^1\.world:1: this line has over 200/],
  ['an unknown field of the world', 'world\n  begin: hall', /^1\.world:2: the world has no field begin/],
  ['people who are none', 'world\n  guest: thing', /^1\.world:2: thing does not delegate to player/],
];

for (const [name, text, problem] of WRONG) {
  test(`an image with ${name} is refused with place and mend`, async (t) => {
    t.regex(await problemOf(text), problem);
  });
}

test('an image without a world is refused as a whole', async (t) => {
  const world = await World.empty();
  const text = BASICS.replace(/\nworld\n[^]*$/, '\n');
  const error = await t.throwsAsync(world.kernel.loadImage([{ path: 'only.world', text }]));
  t.regex(error.message, /^only\.world: nobody could begin anywhere: add an entry world/);
  await world.end();
});

test('an image that is too large is refused, and the largest is not', async (t) => {
  const thing = (i: number) => `object o${i} is thing\n  name: o\n  description: x`;
  const things = (count: number) => Array.from({ length: count }, (_, i) => thing(i)).join('\n');
  t.regex(await problemOf(things(15_000)), /^1\.world:\d+: the image has over 15000 entries/);
  t.regex(await problemOf(`# ${'x'.repeat(1_500_000)}`), /^1\.world: the image has over 1500000 characters/);
  const long = Array.from({ length: 160 }, (_, i) => `${thing(i)}${'\u20ac'.repeat(9_000)}`).join('\n');
  const world = await World.of(
    things(14_900).replaceAll('object o', 'object p'),
    long.slice(0, 600_000).replace(/\n[^\n]*$/, ''),
  );
  await world.end();
});

test('identifiers may be used before the file that defines them', async (t) => {
  const world = await World.of(
    'object far is exit\n  name: far\n  at: hall\n  to: attic',
    'object attic is room\n  name: Attic',
  );
  const ann = await world.player('Ann');
  t.deepEqual(await ann.does('do sights here'), ['sights: far (way), Ann (person)']);
  await world.end();
});

test('texts go on over lines and paragraphs', async (t) => {
  const world = await World.of(
    'object stone is thing\n  name: stone\n  at: hall\n  description: It is\n    grey.\n\n    It is old.\n# a comment\nverb feel:\n  roles: feel @ thing\n  command: feel <feel>\n  run: probe feel',
  );
  const ann = await world.player('Ann');
  t.deepEqual(await ann.does('do keep here h; name h'), ['keep: ok', 'name: Hall / Hall / Hall']);
  t.deepEqual(await ann.does('feel stone'), ['ran feel']);
  await world.end();
});

function warningsOf(world: World): string[] {
  return world.log.flatMap((line) => / warning world: (.*)/.exec(line)?.[1] ?? []);
}

test('a verb whose program is not installed is warned of, each program once, at its first place', async (t) => {
  const text = `verb ring
  command: ring
  run: bells ring
verb toll
  command: toll
  run: bells toll
verb glow
  command: glow
  run: probe glow
verb shine
  command: shine
  run: lamps shine`;
  const world = await World.empty();
  await world.kernel.loadImage(filesOf(text));
  t.deepEqual(warningsOf(world), [
    '1.world:3: there is no program "bells" yet: install it, or mend the run field',
    '1.world:12: there is no program "lamps" yet: install it, or mend the run field',
  ]);
  await world.kernel.start();
  const ann = await world.player('Ann');
  t.deepEqual(await ann.does('ring'), [
    'That does not work at the moment. Those who look after this world have been told.',
  ]);
  await world.end();
});

test('a world of nothing but missing programs is not told of without end', async (t) => {
  const verbs = Array.from({ length: 200 }, (_, index) => `verb v${index}\n  run: p${index} run`).join('\n');
  const world = await World.empty();
  await world.kernel.loadImage(filesOf(verbs));
  t.is(warningsOf(world).length, 20);
  await world.end();
});
