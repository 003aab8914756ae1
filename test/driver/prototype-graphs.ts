import fc from 'fast-check';

/** Prototypes by index, each with those it delegates to, in order; then objects likewise. */
export interface Graph {
  readonly prototypes: readonly (readonly number[])[];
  readonly objects: readonly (readonly number[])[];
}

/** Most that one of them delegates to directly. */
const MAX_PARENTS = 3;

function subset(below: number, minLength: number): fc.Arbitrary<number[]> {
  const all = Array.from({ length: below }, (_, index) => index);
  return fc.shuffledSubarray(all, {
    minLength: Math.min(minLength, below),
    maxLength: Math.min(MAX_PARENTS, below),
  });
}

/** Graphs without circles; whether their orders agree is left to chance. */
export function graphs(prototypes: number, objects: number): fc.Arbitrary<Graph> {
  return fc.record({
    prototypes: fc.tuple(...Array.from({ length: prototypes }, (_, index) => subset(index, 0))),
    objects: fc.array(subset(prototypes, 1), { minLength: objects, maxLength: objects }),
  });
}

/** The textbook definition of C3: the linearisation of a list of prototypes, or undefined when there is none. */
export function c3(parents: readonly number[], { prototypes }: Pick<Graph, 'prototypes'>): number[] | undefined {
  const lines: number[][] = [];
  for (const parent of parents) {
    const line = c3(prototypes[parent] as number[], { prototypes });
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

export function isConsistent(graph: Graph): boolean {
  return [...graph.prototypes, ...graph.objects].every((parents) => c3(parents, graph) !== undefined);
}

/** A graph as the text of an image; `g` keeps the identifiers of graphs apart. Everything is in the hall, to be named. */
export function textOf({ prototypes, objects }: Graph, g: number): string {
  const parents = (list: readonly number[]) =>
    list.length === 0 ? 'thing' : list.map((p) => `g${g}-p${p}`).join(', ');
  return [
    ...prototypes.map((list, p) => `prototype g${g}-p${p} is ${parents(list)}\n  name: g${g}p${p}\n  at: hall`),
    ...objects.map((list, o) => `object g${g}-o${o} is ${parents(list)}\n  name: g${g}o${o}\n  at: hall`),
  ].join('\n');
}
