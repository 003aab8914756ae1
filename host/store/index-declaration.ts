import { Buffer } from 'node:buffer';
import { Corrupt } from './errors.ts';
import type { IndexId } from './layout.ts';
import { MAX_INDEXED_SLOTS, MAX_SLOT_NAME_BYTES } from './limits.ts';
import { pack, unpack, type Element } from './tuple.ts';

/** What an index finds objects by: `kernel:store/indices.subject`. */
export type Subject =
  | { readonly tag: 'value'; readonly val: string }
  | { readonly tag: 'compound'; readonly val: readonly string[] }
  | { readonly tag: 'elements'; readonly val: string };

/** How far an index is: `kernel:store/indices.state`. */
export type IndexState =
  | { readonly tag: 'ready' }
  | { readonly tag: 'building' }
  /** A unique index cannot be built, for these two objects hold the same. */
  | { readonly tag: 'failed'; readonly val: readonly [bigint, bigint] };

export interface Index {
  readonly name: string;
  readonly id: IndexId;
  readonly subject: Subject;
  /** The slots it looks at, in order. */
  readonly slots: readonly string[];
  readonly unique: boolean;
  readonly state: IndexState;
}

/** All indices, and those that a write of a slot has to keep. */
export interface Declarations {
  readonly byName: ReadonlyMap<string, Index>;
  readonly bySlot: ReadonlyMap<string, readonly Index[]>;
  readonly building: readonly Index[];
}

/** How declarations were stored at first: whether it is unique, of an index that is named as its slot and whose id is that name. */
const FIRST_FORMAT_BYTES = 1;

export function slotsOf(subject: Subject): readonly string[] {
  return subject.tag === 'compound' ? subject.val : [subject.val];
}

/** Whether the slots are ones that an index can be on. */
export function isSubject(subject: Subject): boolean {
  const slots = slotsOf(subject);
  if (slots.length === 0 || slots.length > MAX_INDEXED_SLOTS || new Set(slots).size !== slots.length) return false;
  return slots.every(isName);
}

export function isName(name: string): boolean {
  const sizeBytes = Buffer.byteLength(name, 'utf8');
  return sizeBytes > 0 && sizeBytes <= MAX_SLOT_NAME_BYTES;
}

/** Whether two declarations say the same. */
export function sameSubject(some: Subject, other: Subject): boolean {
  const [slots, others] = [slotsOf(some), slotsOf(other)];
  return some.tag === other.tag && slots.length === others.length && slots.every((slot, i) => slot === others[i]);
}

/** (id, kind, unique, (slot...), state, two oids when it failed) */
export function packDeclaration({ id, subject, unique, state }: Omit<Index, 'name' | 'slots'>): Uint8Array {
  const oids = state.tag === 'failed' ? state.val : [];
  return pack([id, subject.tag, unique, slotsOf(subject), state.tag, ...oids]);
}

export function unpackDeclaration(name: string, value: Uint8Array): Index {
  if (value.length === FIRST_FORMAT_BYTES) {
    const subject = { tag: 'value', val: name } as const;
    return { name, id: name, subject, slots: [name], unique: value[0] === 1, state: { tag: 'ready' } };
  }
  const [id, kind, unique, slots, state, one, other] = unpack(value) as [
    IndexId,
    string,
    boolean,
    string[],
    string,
    ...Element[],
  ];
  const subject = { tag: kind, val: kind === 'compound' ? slots : slots[0] } as Subject;
  const index = { name, id, subject, slots, unique };
  if (state === 'failed') return { ...index, state: { tag: state, val: [one as bigint, other as bigint] } };
  if (state !== 'ready' && state !== 'building') {
    throw new Corrupt(
      `the index "${name}" is in the state "${state}", which this version does not know: use a later one`,
    );
  }
  return { ...index, state: { tag: state } };
}

export function declarationsOf(indices: Iterable<Index>): Declarations {
  const byName = new Map<string, Index>();
  const bySlot = new Map<string, Index[]>();
  const building: Index[] = [];
  for (const index of indices) {
    byName.set(index.name, index);
    if (index.state.tag === 'failed') continue;
    if (index.state.tag === 'building') building.push(index);
    for (const slot of index.slots) {
      const kept = bySlot.get(slot);
      if (kept === undefined) bySlot.set(slot, [index]);
      else kept.push(index);
    }
  }
  return { byName, bySlot, building };
}
