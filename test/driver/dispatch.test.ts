import test from 'ava';
import fc from 'fast-check';
import { filesOf, World } from './world.ts';

/** Prototypes by index, each with those it delegates to, in order; then objects likewise; then verbs. */
interface Graph {
  prototypes: number[][];
  objects: number[][];
  /** Restrictions of the actor-less roles `try` and `with`: a prototype, or none. */
  verbs: [number | undefined, number | undefined][];
}

const PROTOTYPES = 6;
const OBJECTS = 3;
const GRAPHS = 25;

function subset(below: number, minLength: number): fc.Arbitrary<number[]> {
  const all = Array.from({ length: below }, (_, index) => index);
  return fc.shuffledSubarray(all, { minLength: Math.min(minLength, below), maxLength: Math.min(3, below) });
}

const restriction = fc.option(fc.nat(PROTOTYPES - 1), { nil: undefined, freq: 4 });
const graph: fc.Arbitrary<Graph> = fc.record({
  prototypes: fc.tuple(...Array.from({ length: PROTOTYPES }, (_, index) => subset(index, 0))),
  objects: fc.array(subset(PROTOTYPES, 1), { minLength: OBJECTS, maxLength: OBJECTS }),
  verbs: fc.uniqueArray(fc.tuple(restriction, restriction), { minLength: 2, maxLength: 8, selector: String }),
});

/** The textbook definition of C3: the linearisation of a list of prototypes, or undefined when there is none. */
function c3(parents: number[], prototypes: number[][]): number[] | undefined {
  const lines: number[][] = [];
  for (const parent of parents) {
    const line = c3(prototypes[parent] as number[], prototypes);
    if (line === undefined) return undefined;
    lines.push([parent, ...line]);
  }
  lines.push([...parents]);
  const merged: number[] = [];
  for (;;) {
    const left = lines.filter((line) => line.length > 0);
    if (left.length === 0) return merged;
    const head = left
      .map((line) => line[0] as number)
      .find((one) => left.every((line) => !line.slice(1).includes(one)));
    if (head === undefined) return undefined;
    merged.push(head);
    for (const line of left) if (line[0] === head) line.shift();
  }
}

function isConsistent({ prototypes, objects }: Graph): boolean {
  return [...prototypes, ...objects].every((parents) => c3(parents, prototypes) !== undefined);
}

/** A graph as the text of an image; `g` keeps the identifiers of graphs apart. */
function textOf({ prototypes, objects, verbs }: Graph, g: number): string {
  const parents = (list: number[]) => (list.length === 0 ? 'thing' : list.map((p) => `g${g}-p${p}`).join(', '));
  const at = (role: string, p: number | undefined) => (p === undefined ? [] : [`${role} @ g${g}-p${p}`]);
  return [
    ...prototypes.map((list, p) => `prototype g${g}-p${p} is ${parents(list)}\n  name: kind ${p}`),
    ...objects.map((list, o) => `object g${g}-o${o} is ${parents(list)}\n  name: g${g}o${o}\n  at: hall`),
    ...verbs.map(([first, second], v) => {
      const roles = [...at(`try${g}`, first), ...at('with', second)];
      const command = v === 0 ? `\n  command: try${g} <try${g}> with <with>` : '';
      return `verb try${g}:with:${roles.length > 0 ? `\n  roles: ${roles.join(', ')}` : ''}${command}\n  run: probe pass-${v}`;
    }),
  ].join('\n');
}

/** The verbs that apply, in the order of their ranks. */
function ranked({ prototypes, objects, verbs }: Graph, first: number, second: number): number[] {
  const distance = (object: number, p: number | undefined) =>
    p === undefined ? Infinity : (c3(objects[object] as number[], prototypes) as number[]).indexOf(p);
  return verbs
    .map(([a, b], verb) => ({ verb, rank: [distance(first, a), distance(second, b)] as const }))
    .filter(({ rank }) => !rank.includes(-1))
    .toSorted((one, other) =>
      one.rank[0] === other.rank[0] ? compare(one.rank[1], other.rank[1]) : compare(one.rank[0], other.rank[0]),
    )
    .map(({ verb }) => verb);
}

function compare(a: number, b: number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

test('dispatch and pass follow ranks over all roles, as a brute-force oracle has them', async (t) => {
  const graphs = fc.sample(graph.filter(isConsistent), GRAPHS);
  const world = await World.of(graphs.map(textOf).join('\n'));
  const ann = await world.player('Ann');
  for (const [g, one] of graphs.entries()) {
    for (let first = 0; first < OBJECTS; first++) {
      for (let second = 0; second < OBJECTS; second++) {
        const order = ranked(one, first, second);
        const expected =
          order.length === 0
            ? [`You can't try${g} the g${g}o${first} with the g${g}o${second}.`]
            : [
                ...order.map((verb) => `ran pass-${verb}`),
                'not passed: not understood',
                ...order.slice(1).map(() => 'passed'),
              ];
        t.deepEqual(await ann.does(`try${g} g${g}o${first} with g${g}o${second}`), expected, JSON.stringify(one));
      }
    }
  }
  await world.end();
});

test('prototypes that have no linearisation are refused, and only those', async (t) => {
  const world = await World.empty();
  const shapes = graph.map(({ prototypes, objects }) => ({ prototypes, objects, verbs: [] }));
  for (const one of fc.sample(
    shapes.filter((candidate) => !isConsistent(candidate)),
    GRAPHS,
  )) {
    const error = await t.throwsAsync(world.kernel.loadImage(filesOf(textOf(one, 0))), undefined, JSON.stringify(one));
    t.regex(error.message, /cannot be put in (one )?order/);
  }
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
  command: deeper
  run: probe again
`);
  const ann = await world.player('Ann');
  t.deepEqual(await ann.does('do send fly'), ['send: not-understood fly']);
  t.deepEqual(await ann.does('do send dig: dig=actor'), ['send: not-understood dig: Ann']);
  t.deepEqual(await ann.does('do send dig: dig="deep'), ['ran dig', 'send: nothing']);
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
