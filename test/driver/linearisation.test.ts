import test from 'ava';
import fc from 'fast-check';
import { graphs, isConsistent, textOf, type Graph } from './prototype-graphs.ts';
import { filesOf, World } from './world.ts';

const PROTOTYPES = 7;
const OBJECTS = 3;
const GRAPHS = 25;

/** Everything in a graph by one number: prototypes first, then objects. */
interface Lines {
  readonly parents: readonly (readonly number[])[];
  /** Each linearisation, the thing itself first. */
  readonly lines: readonly (readonly number[])[];
}

/** A verb for each prototype of a graph: the order in which they pass is the linearisation. */
function verbsOf({ prototypes }: Graph, g: number): string {
  const command = (p: number) => (p === 0 ? `\n  command: line${g} <line${g}>` : '');
  return prototypes
    .map((_, p) => `verb line${g}:\n  roles: line${g} @ g${g}-p${p}${command(p)}\n  run: probe pass-${p}`)
    .join('\n');
}

/** The linearisations that the driver makes of some graphs, as verbs show them. */
async function linearised(all: readonly Graph[]): Promise<Lines[]> {
  const world = await World.of(all.map((graph, g) => `${textOf(graph, g)}\n${verbsOf(graph, g)}`).join('\n'));
  const ann = await world.player('Ann');
  const found: Lines[] = [];
  for (const [g, { prototypes, objects }] of all.entries()) {
    const lines: number[][] = [];
    for (let one = 0; one < PROTOTYPES + OBJECTS; one++) {
      const name = one < PROTOTYPES ? `g${g}p${one}` : `g${g}o${one - PROTOTYPES}`;
      const ran = (await ann.does(`line${g} ${name}`)).flatMap((line) => /^ran pass-(\d+)$/.exec(line)?.slice(1) ?? []);
      lines.push([...(one < PROTOTYPES ? [] : [one]), ...ran.map(Number)]);
    }
    found.push({ parents: [...prototypes, ...objects], lines });
  }
  await world.end();
  return found;
}

function isBefore(line: readonly number[], one: number, other: number): boolean {
  return line.indexOf(one) < line.indexOf(other);
}

/**
 * The extended precedence graph of what one thing delegates to (Barrett et al., "A Monotonic Superclass Linearization for Dylan", OOPSLA
 * 1996, section 4): one before another when a greatest common heir of both has a direct prototype that leads to the one before a
 * direct prototype that leads to the other.
 */
function extendedPrecedence({ parents, lines }: Lines, line: readonly number[]): [number, number][] {
  const leads = (from: number, to: number) => (lines[from] as readonly number[]).includes(to);
  const pairs: [number, number][] = [];
  for (const one of line) {
    for (const other of line) {
      if (one === other) continue;
      const heirs = line.filter((heir) => leads(heir, one) && leads(heir, other));
      const greatest = heirs.filter((heir) => !heirs.some((above) => above !== heir && leads(heir, above)));
      const precedes = greatest.some((heir) => {
        if (heir === one) return true;
        const direct = parents[heir] as readonly number[];
        return direct.some((first, at) => leads(first, one) && direct.slice(at + 1).some((last) => leads(last, other)));
      });
      if (precedes) pairs.push([one, other]);
    }
  }
  return pairs;
}

/** Whether an order exists that keeps all pairs. */
function hasOrder(nodes: readonly number[], pairs: readonly (readonly [number, number])[]): boolean {
  let left = [...nodes];
  while (left.length > 0) {
    const free = left.filter((node) => !pairs.some(([one, other]) => other === node && left.includes(one)));
    if (free.length === 0) return false;
    left = left.filter((node) => !free.includes(node));
  }
  return true;
}

test("linearisations keep C3's laws: local precedence, monotonicity, extended precedence", async (t) => {
  const all = fc.sample(graphs(PROTOTYPES, OBJECTS).filter(isConsistent), GRAPHS);
  let ordered = 0;
  for (const [g, graph] of (await linearised(all)).entries()) {
    const { parents, lines } = graph;
    const shown = JSON.stringify(all[g]);
    for (const [one, line] of lines.entries()) {
      t.is(line[0], one, shown);
      const direct = parents[one] as readonly number[];
      // Everything that is led to and nothing else.
      const led = new Set([one, ...direct.flatMap((parent) => lines[parent] as number[])]);
      t.is(line.length, led.size, shown);
      t.true(
        line.every((each) => led.has(each)),
        shown,
      );
      for (const [at, parent] of direct.entries()) {
        for (const later of direct.slice(at + 1)) t.true(isBefore(line, parent, later), `local precedence: ${shown}`);
        const above = lines[parent] as readonly number[];
        t.deepEqual(
          line.filter((each) => above.includes(each)),
          above,
          `monotonicity: ${shown}`,
        );
      }
      const pairs = extendedPrecedence(graph, line);
      if (!hasOrder(line, pairs)) continue;
      ordered += pairs.length;
      for (const [first, last] of pairs) t.true(isBefore(line, first, last), `extended precedence: ${shown}`);
    }
  }
  t.true(ordered > 0);
});

test('prototypes that have no linearisation are refused, and only those', async (t) => {
  const world = await World.empty();
  const inconsistent = graphs(PROTOTYPES, OBJECTS).filter((graph) => !isConsistent(graph));
  for (const graph of fc.sample(inconsistent, GRAPHS)) {
    const loading = world.kernel.loadImage(filesOf(textOf(graph, 0)));
    const { message } = await t.throwsAsync(loading, undefined, JSON.stringify(graph));
    t.regex(message, /1\.world:\d+: g0-p\d, .*g0-p\d cannot be put in one order: one of them.* the other way round/);
  }
  await world.end();
});

test('prototypes that delegate to each other in a circle are refused, however long it is', async (t) => {
  const world = await World.empty();
  for (const length of [1, 2, 5]) {
    const circle = Array.from({ length }, (_, p) => `prototype c${p} is c${(p + 1) % length}\n  name: c${p}`);
    const { message } = await t.throwsAsync(world.kernel.loadImage(filesOf(circle.join('\n'))));
    t.regex(message, /1\.world:\d+: c\d delegates to itself, through its prototypes: cut the circle/);
  }
  await world.end();
});
