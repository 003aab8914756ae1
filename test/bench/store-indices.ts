import { Buffer } from 'node:buffer';
import type { LocalTransaction } from '../../host/store/engine.ts';
import { entryPrefix } from '../../host/store/index-entries.ts';
import type { Term } from '../../host/store/join.ts';
import { oidAt, oidsAfter } from '../../host/store/layout.ts';
import { openLmdb } from '../../host/store/lmdb-engine.ts';
import { Oids } from '../../host/store/oids.ts';
import { SlotStore, type LocalSlots } from '../../host/store/slots.ts';
import { interleaved } from './interleaved.ts';
import { figure } from './report.ts';
import type { Figure } from './report.ts';
import { openBare, type Bytes } from './store-bare.ts';
import { FEW, MORE, nameOf, VALUE, type Objects } from './store-objects.ts';

/** Names that are looked up, in turn. */
const NAMES = 1_024;

const MOST_LOOKUP = 1.5;
const MOST_JOIN = 1.5;
/** How much a larger side of a thousand times the size may add to a join: a deeper tree, and pages in no cache of the processor. */
const MOST_GROWTH_BY_LARGER = 2;
/** How much longer a join of more objects may take: in proportion, and what the garbage of more reads costs. */
const MOST_GROWTH_BY_SMALLER = 1.5 * (MORE / FEW);

interface Times {
  readonly ours: number;
  readonly bare: number;
}

/** What finding costs among few objects and among many. */
export async function* indices(small: Objects, large: Objects): AsyncGenerator<Figure> {
  const [few, many] = [await measure(small), await measure(large)];
  for (const { count, lookup, two, three } of [few, many]) {
    const among = `among ${count} objects`;
    yield figure(`index lookup ${among}`, lookup.ours, 'ns', lookup.bare, { atMost: MOST_LOOKUP });
    yield figure(`2-way join of ${FEW} ${among}`, two.ours / 1e3, 'us', two.bare / 1e3, { atMost: MOST_JOIN });
    yield figure(`3-way join of ${FEW} ${among}`, three.ours / 1e3, 'us', three.bare / 1e3, { atMost: MOST_JOIN });
  }
  const grown = `among ${large.count} beside ${small.count}`;
  const atMost = MOST_GROWTH_BY_LARGER;
  yield figure(`2-way join of ${FEW} ${grown}`, many.two.ours / 1e3, 'us', few.two.ours / 1e3, { atMost });
  yield figure(`3-way join of ${FEW} ${grown}`, many.three.ours / 1e3, 'us', few.three.ours / 1e3, { atMost });
  yield figure(`2-way join of ${MORE} beside ${FEW}`, many.more.ours / 1e3, 'us', many.two.ours / 1e3, {
    atMost: MOST_GROWTH_BY_SMALLER,
  });
}

async function measure({ count, folder, bareFolder }: Objects) {
  const engine = await openLmdb({ folder });
  const bare = openBare(bareFolder);
  try {
    const store = new SlotStore(engine, await Oids.open(engine));
    let transaction: LocalTransaction = engine.begin();
    let slots: LocalSlots = store.within(transaction);
    const before = (): void => {
      transaction.abort();
      transaction = engine.begin();
      slots = store.within(transaction);
    };
    const compare = (ours: () => unknown, theirs: () => unknown): Times => {
      const [time, bareTime] = interleaved([
        { call: ours, args: [], before },
        { call: theirs, args: [] },
      ]) as [number, number];
      return { ours: time, bare: bareTime };
    };
    /** What the keys of an index's entries with a value have before the oid. */
    const prefixOf = (slot: string, value = VALUE): Uint8Array => {
      const index = slots.indices.ready(slot);
      if ('tag' in index) throw new Error(`the index ${slot} answers ${index.tag}`);
      return entryPrefix(index, [value]);
    };
    const names = Array.from({ length: NAMES }, (_, i) => nameOf((i * 7_919) % count));
    const prefixes = names.map((name) => prefixOf('name', name));
    let at = 0;
    const lookup = compare(
      () => slots.indices.find('name', [names[at++ % NAMES]!], 0n, 0),
      () => oidsUnder(bare, prefixes[at++ % NAMES]!),
    );
    const join = (smaller: string, expected: number, ...others: readonly string[]): Times => {
      const leaves = [...others, smaller].map(equal);
      const terms: Term[] = [...leaves, { tag: 'all-of', val: leaves.map((_, place) => place) }];
      const prefix = prefixOf(smaller);
      const otherPrefixes = others.map((other) => prefixOf(other));
      const page = slots.indices.join(terms, 0, undefined);
      const found = 'oids' in page ? page.oids : [];
      const bareFound = bareJoin(bare, prefix, otherPrefixes);
      if (found.length !== expected || found.some((oid, i) => oid !== bareFound[i])) {
        throw new Error(`the join found ${found.length} objects, LMDB alone ${bareFound.length}, of ${expected}`);
      }
      return compare(
        () => slots.indices.join(terms, 0, undefined),
        () => bareJoin(bare, prefix, otherPrefixes),
      );
    };
    const two = join('few', FEW, 'kind');
    const three = join('few', FEW, 'kind', 'colour');
    const more = join('more', MORE, 'kind');
    transaction.abort();
    return { count, lookup, two, three, more };
  } finally {
    await Promise.all([engine.close(), bare.close()]);
  }
}

function equal(slot: string): Term {
  return { tag: 'equal', val: { index: slot, values: [VALUE] } };
}

function oidsUnder(bare: Bytes, prefix: Uint8Array): bigint[] {
  const oids: bigint[] = [];
  for (const key of bare.getKeys(oidsAfter(prefix))) oids.push(oidAt(key, prefix.length));
  return oids;
}

/** What one would write for just this join, knowing which side is smaller: reads that, and looks each up in the others. */
function bareJoin(bare: Bytes, smaller: Uint8Array, others: readonly Uint8Array[]): bigint[] {
  const oids: bigint[] = [];
  for (const key of bare.getKeys(oidsAfter(smaller))) {
    const oid = key.subarray(smaller.length);
    if (others.every((other) => bare.get(Buffer.concat([other, oid])) !== undefined)) {
      oids.push(oidAt(key, smaller.length));
    }
  }
  return oids;
}
