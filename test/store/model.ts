import type { KeyValue, RangeOptions } from '../../host/store/engine.ts';
import { fromHex, hexOf } from './keys.ts';

type State = ReadonlyMap<string, string>;
type Span = readonly [start: string, end: string];

/** What one commit changed: keys, and cleared spans. */
interface Change {
  readonly version: number;
  readonly keys: ReadonlySet<string>;
  readonly spans: readonly Span[];
}

/**
 * The contract of `LocalEngine` in its plainest form: a whole copy of the state for each transaction, and a list of all commits ever
 * made. Keys and values are hexadecimal.
 */
export class ModelEngine {
  state: State = new Map();
  version = 0;
  readonly changes: Change[] = [];

  begin(): ModelTransaction {
    return new ModelTransaction(this);
  }
}

export class ModelTransaction {
  readonly #engine: ModelEngine;
  readonly #readVersion: number;
  readonly #snapshot: State;
  readonly #operations: ((state: Map<string, string>) => void)[] = [];
  /** Keys whose value the transaction itself has settled, so that reading them reads nothing of others. */
  readonly #settled = new Set<string>();
  readonly #writtenKeys = new Set<string>();
  readonly #writtenSpans: Span[] = [];
  readonly #readKeys = new Set<string>();
  readonly #readSpans: Span[] = [];

  constructor(engine: ModelEngine) {
    this.#engine = engine;
    this.#readVersion = engine.version;
    this.#snapshot = engine.state;
  }

  get(key: Uint8Array): string | undefined {
    const name = hexOf(key);
    if (!this.#isSettled(name)) this.#readKeys.add(name);
    return this.#view().get(name);
  }

  range(start: Uint8Array, end: Uint8Array, options: RangeOptions): KeyValue[] {
    const low = hexOf(start);
    const high = hexOf(end);
    const names = [...this.#view().keys()].filter((name) => name >= low && name < high).sort();
    if (options.reverse) names.reverse();
    const taken = names.slice(0, options.limit);
    if (!options.snapshot && low < high && options.limit !== 0) {
      const last = taken.length === options.limit ? taken.at(-1)! : undefined;
      if (last === undefined) this.#readSpans.push([low, high]);
      else this.#readSpans.push(options.reverse ? [last, high] : [low, `${last}00`]);
    }
    const view = this.#view();
    return taken.map((name) => ({ key: fromHex(name), value: fromHex(view.get(name)!) }));
  }

  set(key: Uint8Array, value: Uint8Array): void {
    const name = hexOf(key);
    this.#settled.add(name);
    this.#write(name, (state) => state.set(name, hexOf(value)));
  }

  clear(key: Uint8Array): void {
    const name = hexOf(key);
    this.#settled.add(name);
    this.#write(name, (state) => state.delete(name));
  }

  add(key: Uint8Array, delta: bigint): void {
    const name = hexOf(key);
    this.#write(name, (state) => state.set(name, sum(state.get(name), delta)));
  }

  clearRange(start: Uint8Array, end: Uint8Array): void {
    const span: Span = [hexOf(start), hexOf(end)];
    if (span[0] < span[1]) this.#writtenSpans.push(span);
    this.#operations.push((state) => {
      for (const name of state.keys()) if (inSpan(name, span)) state.delete(name);
    });
  }

  /** Whether it went through. */
  commit(): boolean {
    if (this.#operations.length === 0) return true;
    if (this.#engine.changes.some((change) => change.version > this.#readVersion && this.#reads(change))) return false;
    const state = new Map(this.#engine.state);
    for (const operation of this.#operations) operation(state);
    this.#engine.state = state;
    this.#engine.version++;
    this.#engine.changes.push({
      version: this.#engine.version,
      keys: this.#writtenKeys,
      spans: this.#writtenSpans,
    });
    return true;
  }

  #write(name: string, operation: (state: Map<string, string>) => void): void {
    this.#writtenKeys.add(name);
    this.#operations.push(operation);
  }

  #isSettled(name: string): boolean {
    return this.#settled.has(name) || this.#writtenSpans.some((span) => inSpan(name, span));
  }

  #view(): Map<string, string> {
    const view = new Map(this.#snapshot);
    for (const operation of this.#operations) operation(view);
    return view;
  }

  #reads({ keys, spans }: Change): boolean {
    for (const key of keys) {
      if (this.#readKeys.has(key) || this.#readSpans.some((span) => inSpan(key, span))) return true;
    }
    return spans.some(
      (span) =>
        [...this.#readKeys].some((key) => inSpan(key, span)) ||
        this.#readSpans.some(([start, end]) => start < span[1] && span[0] < end),
    );
  }
}

function inSpan(name: string, [start, end]: Span): boolean {
  return name >= start && name < end;
}

/** A little-endian 64-bit integer in hexadecimal plus a number, modulo 2^64. */
function sum(value: string | undefined, delta: bigint): string {
  const digits = (value ?? '').slice(0, 16).padEnd(16, '0');
  const before = BigInt(`0x${digits.match(/../g)!.reverse().join('')}`);
  const after = BigInt.asUintN(64, before + delta);
  return after.toString(16).padStart(16, '0').match(/../g)!.reverse().join('');
}
