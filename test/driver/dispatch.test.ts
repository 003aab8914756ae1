import test from 'ava';
import fc from 'fast-check';
import { c3, graphs, isConsistent, textOf, type Graph } from './prototype-graphs.ts';
import { filesOf, PROBE, World } from './world.ts';

/** Runs a script over up to three objects. */
const COMMAND = `
verb on:with:and:do:
  roles: actor @ administrator, do @ text
  command: on <on> with <with> and <and> do <do>
  run: probe script
`;

const PROTOTYPES = 6;
const OBJECTS = 3;
const WORLDS = 25;
/** Messages sent in each of them. */
const MESSAGES = 12;
const KEYWORDS = ['on', 'with', 'and'];
const ACTORS = ['administrator', 'builder', 'player', 'thing'];
/** What a role is filled with beside objects, as the script of the tests writes it, by type. */
const VALUES = { text: '"words', integer: 'integer:7', number: 'number:0.5', truth: 'truth:yes', texts: 'texts:a,b' };

/** `@ p3`, `= o1`, `@ integer`, or no restriction. */
type Restriction = { is: number } | { only: number } | { type: string } | undefined;
/** One of the graph, prototypes before objects, or a value of a type. */
type Filler = number | string;

interface Case {
  readonly graph: Graph;
  /** 1 to 3. */
  readonly keywords: number;
  readonly verbs: readonly { readonly actor: number | undefined; readonly roles: readonly Restriction[] }[];
  readonly messages: readonly (readonly Filler[])[];
}

const filler: fc.Arbitrary<Filler> = fc.oneof(
  { weight: 5, arbitrary: fc.nat(PROTOTYPES + OBJECTS - 1) },
  { weight: 1, arbitrary: fc.constantFrom(...Object.keys(VALUES)) },
);
const restriction: fc.Arbitrary<Restriction> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ is: fc.nat(PROTOTYPES - 1) }) },
  { weight: 2, arbitrary: fc.record({ only: fc.nat(PROTOTYPES + OBJECTS - 1) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constantFrom(...Object.keys(VALUES), 'object') }) },
  { weight: 4, arbitrary: fc.constant(undefined) },
);
const cases: fc.Arbitrary<Case> = fc.integer({ min: 1, max: KEYWORDS.length }).chain((keywords) => {
  const roles = fc.array(restriction, { minLength: keywords, maxLength: keywords });
  const actor = fc.option(fc.nat(ACTORS.length - 1), { nil: undefined });
  const message = fc.array(filler, { minLength: keywords, maxLength: keywords });
  return fc.record({
    graph: graphs(PROTOTYPES, OBJECTS).filter(isConsistent),
    keywords: fc.constant(keywords),
    verbs: fc.uniqueArray(fc.record({ actor, roles }), { minLength: 2, maxLength: 12, selector: JSON.stringify }),
    messages: fc.array(message, { minLength: MESSAGES, maxLength: MESSAGES }),
  });
});

function nameOf(one: number, g: number): string {
  return one < PROTOTYPES ? `g${g}p${one}` : `g${g}o${one - PROTOTYPES}`;
}

const identifierOf = (one: number, g: number) => nameOf(one, g).replace(/[po]/, '-$&');

function written(role: string, one: Restriction, g: number): string[] {
  if (one === undefined) return [];
  if ('type' in one) return [`${role} @ ${one.type}`];
  return 'is' in one ? [`${role} @ ${identifierOf(one.is, g)}`] : [`${role} = ${identifierOf(one.only, g)}`];
}

function selectorOf({ keywords }: Case, g: number): string {
  return KEYWORDS.slice(0, keywords)
    .map((keyword) => `${keyword}${g}:`)
    .join('');
}

/** A case as the text of an image. Its verbs say which of them ran, and pass. */
function imageOf(one: Case, g: number): string {
  const verbs = one.verbs.map(({ actor, roles }, v) => {
    const all = [
      ...(actor === undefined ? [] : [`actor @ ${ACTORS[actor]}`]),
      ...roles.flatMap((role, at) => written(`${KEYWORDS[at]}${g}`, role, g)),
    ];
    const field = all.length > 0 ? `\n  roles: ${all.join(', ')}` : '';
    return `verb ${selectorOf(one, g)}${field}\n  run: probe pass-${v}`;
  });
  return [textOf(one.graph, g), ...verbs].join('\n');
}

/** The distance of one role as docs/world-image.md says it; undefined when the restriction does not take the filler. */
function distance(one: Restriction, fills: Filler, graph: Graph): number | undefined {
  if (one === undefined) return Infinity;
  if ('type' in one) {
    if (one.type === 'object') return typeof fills === 'number' ? Number.MAX_VALUE : undefined;
    return one.type === fills ? 0 : undefined;
  }
  if (typeof fills === 'string') return undefined;
  if ('only' in one) return one.only === fills ? 0 : undefined;
  const parents = [...graph.prototypes, ...graph.objects][fills] as number[];
  const at = [fills, ...(c3(parents, graph) as number[])].indexOf(one.is);
  return at < 0 ? undefined : at + 1;
}

/** The verbs that apply to a message, in the order of their ranks. No two may be equally near. */
function ranked({ graph, verbs }: Case, message: readonly Filler[]): number[] {
  const applicable = verbs.flatMap(({ actor, roles }, verb) => {
    // Ann is an administrator: she delegates to the others in this order.
    const rank = [actor ?? Infinity, ...roles.map((role, at) => distance(role, message[at] as Filler, graph))];
    return rank.includes(undefined) ? [] : [{ verb, rank: rank as number[] }];
  });
  const compare = (one: number[], other: number[]): number => {
    const at = one.findIndex((each, role) => each !== other[role]);
    if (at < 0) throw new Error('two verbs with different restrictions are equally near');
    return (one[at] as number) - (other[at] as number) < 0 ? -1 : 1;
  };
  return applicable.toSorted((one, other) => compare(one.rank, other.rank)).map(({ verb }) => verb);
}

test('dispatch and pass follow ranks over all roles, as a brute-force oracle has them', async (t) => {
  const all = fc.sample(cases, WORLDS);
  const world = await World.of(COMMAND, all.map(imageOf).join('\n'));
  const ann = await world.player('Ann');
  let passed = 0;
  for (const [g, one] of all.entries()) {
    for (const message of one.messages) {
      const order = ranked(one, message);
      passed += Math.max(0, order.length - 1);
      const named = KEYWORDS.map((_, at) => message[at]).map((each) =>
        typeof each === 'number' ? nameOf(each, g) : 'Ann',
      );
      const sent = message.map((each, at) => {
        return `${KEYWORDS[at]}${g}=${typeof each === 'number' ? KEYWORDS[at] : VALUES[each as keyof typeof VALUES]}`;
      });
      const command = `on ${named[0]} with ${named[1]} and ${named[2]} do send ${selectorOf(one, g)} ${sent.join(' ')}`;
      const heard = (await ann.does(command)).map((line) => line.replace(/(not-understood) .*/, '$1'));
      const expected =
        order.length === 0
          ? ['send: not-understood']
          : [
              ...order.map((verb) => `ran pass-${verb}`),
              'not passed: not understood',
              ...order.slice(1).map(() => 'passed'),
              'send: nothing',
            ];
      t.deepEqual(heard, expected, JSON.stringify({ message, ...one }));
    }
  }
  t.true(passed > MESSAGES);
  await world.end();
});

test('the actor decides before keywords, keywords in the order of the selector, and here last', async (t) => {
  const world = await World.of(`
object cup is container
  name: cup
  at: hall
verb hold:
  roles: hold @ thing
  command: hold <hold>
  run: probe plain
verb hold:
  roles: hold @ container
  run: probe pass-container
verb hold:
  roles: actor @ player, hold @ thing
  run: probe pass-player
verb hold:
  roles: actor @ administrator
  run: probe pass-administrator
verb hold:
  roles: hold @ container, here @ room
  run: probe pass-here
`);
  const ann = await world.player('Ann');
  const ben = await world.player('Ben');
  const ran = (lines: string[]) => lines.filter((line) => line.startsWith('ran')).map((line) => line.slice(4));
  t.deepEqual(ran(await ann.does('hold cup')), [
    'pass-administrator',
    'pass-player',
    'pass-here',
    'pass-container',
    'plain',
  ]);
  t.deepEqual(ran(await ben.does('hold cup')), ['pass-player', 'pass-here', 'pass-container', 'plain']);
  await world.end();
});

test('a message that nothing answers, and one that is nested too deep, come back as errors', async (t) => {
  const world = await World.of(`
verb dig:
  roles: dig @ text
  run: probe dig
verb again:
  roles: again @ text
  command: again <again>
  run: nobody again
verb deeper
  roles: actor @ player
  command: deeper
  run: probe again
`);
  const ann = await world.player('Ann');
  t.deepEqual(await ann.does('do send fly'), ['send: not-understood fly']);
  t.deepEqual(await ann.does('do send dig: dig=actor'), ['send: not-understood dig: Ann']);
  t.deepEqual(await ann.does('do send dig: dig="deep'), ['ran dig', 'send: nothing']);
  // A role of a program's that has a colon in it, or nothing at all.
  t.deepEqual(await ann.does('do send x do:dig="deep'), ['send: not-understood do: "deep" dig: a value']);
  t.deepEqual(await ann.does('do send x ="deep'), ['send: not-understood : "deep"']);
  t.deepEqual(await ann.does('do send dig:'), ['send: not-understood dig: a value']);
  t.deepEqual(await ann.does('again now'), [
    'That does not work at the moment. Those who look after this world have been told.',
  ]);
  t.deepEqual(await ann.does('deeper'), ['too-deep']);
  t.true(world.log.some((line) => line.includes('warning') && line.includes('nobody')));
  await world.end();
});

test('what a message answers reaches its sender', async (t) => {
  const world = await World.of(`
verb ask:do:
  roles: ask @ text, do @ text
  run: probe script
`);
  const ann = await world.player('Ann');
  t.deepEqual(await ann.does('do send ask:do: ask="x do="answer~integer~7'), ['answer: ok', 'send: 7']);
  t.deepEqual(await ann.does('do send ask:do: ask="x do="answer~object~actor'), ['answer: ok', 'send: Ann']);
  t.deepEqual(await ann.does('do send ask:do: ask="x do="answer~texts~a,b'), ['answer: ok', 'send: [a|b]']);
  await world.end();
});

test('verbs that no message could tell apart are refused, with what answers them and the role that would decide', async (t) => {
  const world = await World.empty();
  const refusal = async (text: string) => {
    const { message } = await t.throwsAsync(world.kernel.loadImage(filesOf(text)));
    return message;
  };
  const put = (roles: string, entry: string) => `verb put:in:\n  roles: ${roles}\n  run: probe ${entry}`;
  const same = await refusal([put('put @ thing', 'one'), put('put @ thing', 'two')].join('\n'));
  t.regex(same, /^1\.world:4: the verb put:in: at 1\.world:1 has the same restrictions: no message could tell/);
  t.regex(same, /probe two from probe one until the role in of one names something nearer$/);
  const full = await refusal([put('put @ thing, in @ text', 'one'), put('in @ text, put @ thing', 'two')].join('\n'));
  t.regex(full, /until the role put of one/);
  t.regex(await refusal(put('actor @ integer', 'one')), /the actor and here are objects, never restricted to integer/);
  t.regex(await refusal(put('put thing', 'one')), /"put thing" is neither ROLE @ PROTOTYPE nor ROLE = OBJECT/);
  t.regex(await refusal(put('put = nowhere', 'one')), /nowhere/);
  t.regex(await refusal(put('put @ thing, put = hall', 'one')), /the role put stands twice/);
  await world.end();
});

test('a verb that names one object is nearest for it, and holds its authority alone', async (t) => {
  const world = await World.of(`
prototype lamp is thing
  name: lamp
  property shine: integer = 3, private
object brass is lamp
  name: brass lamp
  at: hall
object tin is lamp
  name: tin lamp
  at: hall
verb rub:do:
  roles: rub @ lamp, do @ text
  command: rub <rub> do <do>
  run: probe script
verb rub:do:
  roles: rub = brass, do @ text
  run: probe pass-brass
verb move:do:
  roles: move = brass, do @ text
  command: move <move> do <do>
  run: probe script
`);
  const ann = await world.player('Ann');
  t.deepEqual(await ann.does('rub brass lamp do get rub shine'), ['ran pass-brass', 'get: 3', 'passed']);
  t.deepEqual(await ann.does('rub tin lamp do get rub shine'), ['get: 3']);
  t.deepEqual(await ann.does('move brass lamp do get move shine; move move actor'), [
    'get: forbidden lamp/shine',
    'move: ok',
  ]);
  t.deepEqual(await ann.does('move tin lamp do get move shine'), ["You can't move the tin lamp do get move shine."]);
  await world.end();
});

test('verbs that are defined, changed and taken back answer from the next task on', async (t) => {
  const verb = (role: string, entry: string) => `verb tap:\n  roles: tap @ ${role}\n  run: probe ${entry}\n`;
  const world = await World.of('verb tap:\n  roles: tap @ thing\n  command: tap <tap>\n  run: probe pass-thing\n');
  const ann = await world.player('Ann');
  const taps = async () =>
    (await ann.does('tap Ann')).filter((line) => line.startsWith('ran')).map((line) => line.slice(4));
  const redefine = async (text: string) => {
    await world.kernel.install({ ...PROBE, files: [{ path: 'taps.world', text }], grant: false });
  };
  t.deepEqual(await taps(), ['pass-thing']);
  await redefine(verb('player', 'pass-player'));
  t.deepEqual(await taps(), ['pass-player', 'pass-thing']);
  await redefine(verb('player', 'pass-other') + verb('builder', 'pass-builder'));
  t.deepEqual(await taps(), ['pass-builder', 'pass-other', 'pass-thing']);
  await redefine('');
  t.deepEqual(await taps(), ['pass-thing']);
  await world.end();
});
