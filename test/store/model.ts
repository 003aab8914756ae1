import type { KeySelector, KeyValue, Mutation, RangeOptions } from '../../host/store/engine.ts';
import { fromHex, hexOf } from './keys.ts';
import { mutate } from './model-mutations.ts';

type State = ReadonlyMap<string, string>;
type Span = readonly [start: string, end: string];

/** What one commit changed, as far as it makes conflicts. */
interface Change {
  readonly version: number;
  readonly spans: readonly Span[];
}

/** One write, done to a state; the versionstamp is that of the commit, or missing while the transaction itself reads. */
type Operation = (state: Map<string, string>, versionstamp: string | undefined) => void;

/** Thrown where the contract says `Unreadable`. */
export class ModelUnreadable extends Error {}

/** A watch of a key: whether its value has been another since. */
export interface ModelWatch {
  readonly name: string;
  readonly seen: string | undefined;
  fired: boolean;
}

/**
 * The contract of `Engine` in its plainest form: a whole copy of the state for each transaction, and a list of all commits ever
 * made. Keys and values are hexadecimal; a key alone is the span up to the next key there could be.
 */
export class ModelEngine {
  state: State = new Map();
  version = 0;
  readonly changes: Change[] = [];
  readonly watches: ModelWatch[] = [];

  begin(): ModelTransaction {
    return new ModelTransaction(this, this.version, this.state);
  }

  /** Looks at the watches after a commit. */
  look(): void {
    for (const watch of this.watches) if (this.state.get(watch.name) !== watch.seen) watch.fired = true;
  }
}

export class ModelTransaction {
  readonly #engine: ModelEngine;
  readonly #readVersion: number;
  readonly #snapshot: State;
  readonly #operations: Operation[] = [];
  /** Keys and spans whose value the transaction itself has settled, so that reading them reads nothing of others. */
  readonly #settled: Span[] = [];
  /** Spans that became unreadable, or readable again, in order. */
  readonly #readability: { readonly span: Span; readonly isReadable: boolean }[] = [];
  readonly #written: Span[] = [];
  readonly #read: Span[] = [];
  readonly #watches: ModelWatch[] = [];
  /** The key and offset of stamped keys that conflict once their version is known. */
  readonly #stampedKeys: { readonly name: string; readonly offset: number }[] = [];
  #isQuiet = false;

  constructor(engine: ModelEngine, readVersion: number, snapshot: State) {
    this.#engine = engine;
    this.#readVersion = readVersion;
    this.#snapshot = snapshot;
  }

  /** Another transaction that reads at the same version. */
  beside(): ModelTransaction {
    return new ModelTransaction(this.#engine, this.#readVersion, this.#snapshot);
  }

  get(key: Uint8Array, isSnapshot: boolean): string | undefined {
    const name = hexOf(key);
    this.#noteRead(spanOf(name), isSnapshot);
    return this.#view().get(name);
  }

  getKey({ key, orEqual, offset }: KeySelector, isSnapshot: boolean): string {
    const name = hexOf(key);
    const names = [...this.#view().keys()].sort();
    const below = names.filter((other) => other < name || (orEqual && other === name)).length;
    const place = below - 1 + offset;
    const named = place < 0 ? '' : (names[place] ?? 'ff');
    const from = orEqual ? `${name}00` : name;
    this.#noteRead(offset >= 1 ? [from, named === 'ff' ? named : `${named}00`] : [named, from], isSnapshot);
    return named;
  }

  range(start: string, end: string, options: RangeOptions): KeyValue[] {
    const { limit, targetBytes = Infinity, reverse = false, snapshot = false } = options;
    if (start >= end || limit === 0) return [];
    const view = this.#view();
    const names = [...view.keys()].filter((name) => name >= start && name < end).sort();
    if (reverse) names.reverse();
    let bytes = 0;
    const taken: string[] = [];
    for (const name of names) {
      if (taken.length === limit || bytes >= targetBytes) break;
      taken.push(name);
      bytes += (name.length + view.get(name)!.length) / 2;
    }
    const last = taken.length === limit || bytes >= targetBytes ? taken.at(-1)! : undefined;
    if (last === undefined) this.#noteRead([start, end], snapshot);
    else this.#noteRead(reverse ? [last, end] : [start, `${last}00`], snapshot);
    return taken.map((name) => ({ key: fromHex(name), value: fromHex(view.get(name)!) }));
  }

  addReadConflict(start: Uint8Array, end: Uint8Array): void {
    this.#addRead([hexOf(start), hexOf(end)]);
  }

  addWriteConflict(start: Uint8Array, end: Uint8Array): void {
    if (hexOf(start) >= hexOf(end)) return;
    this.#written.push([hexOf(start), hexOf(end)]);
    this.#operations.push(() => {});
  }

  withoutWriteConflict(): void {
    this.#isQuiet = true;
  }

  set(key: Uint8Array, value: Uint8Array): void {
    const name = hexOf(key);
    this.#settled.push(spanOf(name));
    this.#write(spanOf(name), (state) => state.set(name, hexOf(value)));
  }

  clear(key: Uint8Array): void {
    this.#clear(spanOf(hexOf(key)));
  }

  clearRange(start: Uint8Array, end: Uint8Array): void {
    if (hexOf(start) < hexOf(end)) this.#clear([hexOf(start), hexOf(end)]);
    else this.#isQuiet = false;
  }

  mutate(mutation: Mutation, key: Uint8Array, operand: Uint8Array): void {
    const name = hexOf(key);
    this.#write(spanOf(name), (state) => {
      const value = mutate(mutation, state.get(name), hexOf(operand));
      if (value === undefined) state.delete(name);
      else state.set(name, value);
    });
  }

  setVersionstampedKey(key: Uint8Array, offset: number, value: Uint8Array, readVersion: number): void {
    const name = hexOf(key);
    this.#readability.push({
      span: [stamp(name, offset, firstStampOf(readVersion)), `${stamp(name, offset, undefined)}00`],
      isReadable: false,
    });
    this.#stampedKeys.push({ name, offset });
    this.#write(['', ''], (state, versionstamp) => {
      if (versionstamp !== undefined) state.set(stamp(name, offset, versionstamp), hexOf(value));
    });
  }

  setVersionstampedValue(key: Uint8Array, value: Uint8Array, offset: number): void {
    const name = hexOf(key);
    this.#readability.push({ span: spanOf(name), isReadable: false });
    this.#settled.push(spanOf(name));
    this.#write(spanOf(name), (state, versionstamp) => state.set(name, stamp(hexOf(value), offset, versionstamp)));
  }

  watch(key: Uint8Array): ModelWatch {
    const watch = { name: hexOf(key), seen: this.get(key, false), fired: false };
    this.#watches.push(watch);
    return watch;
  }

  /** Whether it goes through. */
  get canCommit(): boolean {
    if (this.#operations.length === 0) return true;
    return !this.#engine.changes.some(
      ({ version, spans }) =>
        version > this.#readVersion && spans.some((span) => this.#read.some((read) => overlap(span, read))),
    );
  }

  /** The commit of a transaction that goes through, with the versionstamp that the engine gave it. */
  commit(versionstamp: string): void {
    const engine = this.#engine;
    if (this.#operations.length > 0) {
      const state = new Map(engine.state);
      for (const operation of this.#operations) operation(state, versionstamp);
      engine.state = state;
      engine.version++;
      const stamped = this.#stampedKeys.map(({ name, offset }) => spanOf(stamp(name, offset, versionstamp)));
      engine.changes.push({ version: engine.version, spans: [...this.#written, ...stamped] });
    }
    engine.watches.push(...this.#watches);
    engine.look();
  }

  #clear(span: Span): void {
    this.#settled.push(span);
    this.#readability.push({ span, isReadable: true });
    this.#write(span, (state) => {
      for (const name of state.keys()) if (inSpan(name, span)) state.delete(name);
    });
  }

  #write(span: Span, operation: Operation): void {
    if (!this.#isQuiet) this.#written.push(span);
    this.#isQuiet = false;
    this.#operations.push(operation);
  }

  #view(): Map<string, string> {
    const view = new Map(this.#snapshot);
    for (const operation of this.#operations) operation(view, undefined);
    return view;
  }

  #noteRead(span: Span, isSnapshot: boolean): void {
    for (const place of placesIn(
      span,
      this.#readability.map((change) => change.span),
    )) {
      const last = this.#readability.findLast((change) => inSpan(place, change.span));
      if (last?.isReadable === false && place < span[1]) throw new ModelUnreadable();
    }
    if (!isSnapshot) this.#addRead(span);
  }

  #addRead(span: Span): void {
    const places = placesIn(span, this.#settled);
    for (const [i, place] of places.entries()) {
      if (this.#settled.some((settled) => inSpan(place, settled))) continue;
      this.#read.push([place, places[i + 1] ?? span[1]]);
    }
  }
}

/** Where a span begins, and where it is divided by others: between two such places all keys are alike. */
function placesIn(span: Span, others: readonly Span[]): string[] {
  return [span[0], ...others.flat().filter((place) => inSpan(place, span))].sort();
}

function spanOf(name: string): Span {
  return [name, `${name}00`];
}

function inSpan(name: string, [start, end]: Span): boolean {
  return name >= start && name < end;
}

function overlap([start, end]: Span, [otherStart, otherEnd]: Span): boolean {
  return start < end && otherStart < otherEnd && start < otherEnd && otherStart < end;
}

/** Bytes with a versionstamp at an offset; without one, with the highest there is. */
function stamp(name: string, offset: number, versionstamp = 'f'.repeat(20)): string {
  return name.slice(0, offset * 2) + versionstamp + name.slice(offset * 2 + 20);
}

/** The versionstamp of the first commit of a version. */
export function firstStampOf(version: number): string {
  return `${version.toString(16).padStart(16, '0')}0000`;
}
