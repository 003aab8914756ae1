import fc from 'fast-check';
import type { Engine, KeySelector, Mutation, Transaction, Watch } from '../../host/store/engine.ts';
import { Conflict, Unreadable } from '../../host/store/errors.ts';
import { hexOf } from './keys.ts';
import { firstStampOf, ModelEngine, ModelUnreadable, type ModelTransaction, type ModelWatch } from './model.ts';

type Equal = (actual: unknown, expected: unknown, message?: string) => void;

/** Tries so many random histories of concurrent transactions on an engine and on the model. */
export async function compareHistories(equal: Equal, engine: Engine, histories: number): Promise<void> {
  let history = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 100, size: 'max' }), async (steps) => {
      const comparison = new Comparison(equal, engine, Uint8Array.of(0x50, history >> 8, history++ & 0xff));
      for (const taken of steps) await comparison.take(taken);
      await comparison.finish();
    }),
    { numRuns: histories },
  );
}

/** Transactions open side by side in a history. */
const SEATS = 4;
const MUTATIONS: readonly Mutation[] = [
  'add',
  'and',
  'or',
  'xor',
  'append-if-fits',
  'max',
  'min',
  'byte-max',
  'byte-min',
  'compare-and-clear',
];

const key = fc
  .uint8Array({ minLength: 0, maxLength: 3, max: 255 })
  .map((raw) => raw.map((byte) => [0, 1, 0x80, 0xff][byte & 3]!));
const seat = fc.nat({ max: SEATS - 1 });
const value = fc.uint8Array({ maxLength: 10 });
const selector = fc.record({ key, orEqual: fc.boolean(), offset: fc.integer({ min: -2, max: 3 }) });
const snapshot = fc.boolean();
const options = fc.record(
  { limit: fc.nat({ max: 4 }), targetBytes: fc.integer({ min: 1, max: 40 }), reverse: fc.boolean(), snapshot },
  { requiredKeys: ['reverse', 'snapshot'] },
);
const operand = fc.oneof(value, fc.uint8Array({ minLength: 4, maxLength: 4 }));
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('get' as const), seat, key, snapshot }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('getKey' as const), seat, selector, snapshot }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('range' as const), seat, key, end: key, options }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('select' as const), seat, start: selector, end: selector, options }),
  },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('set' as const), seat, key, value }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('clear' as const), seat, key }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('clearRange' as const), seat, key, end: key }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('mutate' as const),
      seat,
      key,
      mutation: fc.constantFrom(...MUTATIONS),
      operand,
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('stampKey' as const), seat, key, suffix: key, value }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('stampValue' as const), seat, key, before: key, after: key }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('readConflict' as const), seat, key, end: key }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('writeConflict' as const), seat, key, end: key }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('quiet' as const), seat }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('watch' as const), seat, key }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('commit' as const), seat }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('abort' as const), seat }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('beside' as const), seat, other: seat }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('flush' as const) }) },
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

/** A transaction on the engine and the same one on the model. */
interface Pair {
  readonly real: Transaction;
  readonly plain: ModelTransaction;
  /** The version read at. */
  readonly version: number;
  readonly watches: WatchPair[];
  /** Whether a read was refused. */
  isRefused: boolean;
}

type Outcome = 'done' | 'conflict' | 'unreadable';

interface WatchPair {
  readonly real: Watch;
  readonly plain: ModelWatch;
}

/** Takes an engine and the model through the same steps, in a key space of their own, and compares all they answer. */
class Comparison {
  readonly #equal: Equal;
  readonly #engine: Engine;
  readonly #prefix: Uint8Array;
  readonly #model = new ModelEngine();
  readonly #pairs: (Pair | undefined)[] = [];
  readonly #watches: WatchPair[] = [];
  readonly #outcomes: { readonly expected: Outcome; readonly refused: Promise<unknown> }[] = [];

  constructor(equal: Equal, engine: Engine, prefix: Uint8Array) {
    this.#equal = equal;
    this.#engine = engine;
    this.#prefix = prefix;
  }

  /** Whether the engine answers, and decides about commits, at once. */
  get #isLocal(): boolean {
    return 'durableVersion' in this.#engine;
  }

  async take(taken: Step): Promise<void> {
    if (taken.do === 'flush') return this.#engine.flushed();
    if (taken.do === 'beside') return this.#beside(taken.seat, taken.other);
    const pair = (this.#pairs[taken.seat] ??= await this.#begin());
    if (taken.do === 'commit' || taken.do === 'abort') {
      this.#pairs[taken.seat] = undefined;
      if (taken.do === 'abort') pair.real.abort();
      else await this.#commit(pair);
      return;
    }
    if (taken.do === 'get' || taken.do === 'getKey' || taken.do === 'range' || taken.do === 'select') {
      const expected = answerOf(() => this.#readPlain(pair.plain, taken));
      // Outside of the history's own keys are those of others.
      if (expected === undefined) return;
      if (expected === 'unreadable') pair.isRefused = true;
      this.#equal(await this.#readReal(pair.real, taken), expected, JSON.stringify(taken));
      return;
    }
    await this.#write(pair, taken);
  }

  async finish(): Promise<void> {
    for (const pair of this.#pairs) pair?.real.abort();
    for (const { expected, refused } of this.#outcomes) {
      this.#equal(outcomeOf(await refused), expected, 'outcome');
    }
    const names = [...this.#model.state.keys()].sort();
    const expected = names.map((name) => `${name}=${this.#model.state.get(name)}`);
    for (const _ of [1, 2]) {
      const reader = this.#engine.begin();
      const end = Uint8Array.of(...this.#prefix, 0xff, 0xff, 0xff, 0xff);
      this.#equal(rows(await reader.range(this.#prefix, end)), expected);
      reader.abort();
      await this.#engine.flushed();
    }
    for (const { real, plain } of this.#watches) {
      // Those that fire here do so with the flush. Elsewhere they may take a while, and miss a value that has changed back.
      if (this.#isLocal) this.#equal(await isSettled(real.changed), plain.fired, 'watch');
      else if (this.#model.state.get(plain.name) !== plain.seen) await real.changed;
      real.cancel();
    }
  }

  async #begin(): Promise<Pair> {
    const real = this.#engine.begin();
    return { real, plain: this.#model.begin(), version: await real.getReadVersion(), watches: [], isRefused: false };
  }

  /** Begins a transaction that reads at the version of an open one. */
  #beside(seatOf: number, other: number): void {
    const before = this.#pairs[other];
    if (before === undefined || this.#pairs[seatOf] !== undefined) return;
    const real = this.#engine.begin();
    real.setReadVersion(before.version);
    this.#pairs[seatOf] = {
      real,
      plain: before.plain.beside(),
      version: before.version,
      watches: [],
      isRefused: false,
    };
  }

  async #commit({ real, plain, watches, isRefused }: Pair): Promise<void> {
    const expected = isRefused ? 'unreadable' : plain.canCommit ? 'done' : 'conflict';
    const told = real.versionstamp().catch(() => undefined);
    const refused = real.commit().then(
      () => undefined,
      (error: unknown) => error,
    );
    this.#outcomes.push({ expected, refused });
    // An engine that answers at once has decided by now.
    if (!this.#isLocal) await refused;
    if (expected !== 'done') return;
    const versionstamp = this.#isLocal ? undefined : await told;
    plain.commit(versionstamp === undefined ? firstStampOf(real.committedVersion) : hexOf(versionstamp));
    this.#watches.push(...watches);
  }

  /** What the model reads, in words; nothing when it would read beyond the keys of the history. */
  #readPlain(plain: ModelTransaction, taken: Step): string[] | string | undefined {
    switch (taken.do) {
      case 'get':
        return plain.get(this.#within(taken.key), taken.snapshot) ?? 'missing';
      case 'getKey':
        return this.#namesOwn(plain, taken.selector)
          ? plain.getKey(this.#selected(taken.selector), taken.snapshot)
          : undefined;
      case 'select': {
        if (!this.#namesOwn(plain, taken.start) || !this.#namesOwn(plain, taken.end)) return undefined;
        const options = this.#selectOptions(taken.options);
        const [start, end] = [this.#selected(taken.start), this.#selected(taken.end)];
        // A read that fails reads nothing: so all of it is tried first.
        plain.range(plain.getKey(start, true), plain.getKey(end, true), { ...options, snapshot: true });
        return rows(plain.range(plain.getKey(start, options.snapshot), plain.getKey(end, options.snapshot), options));
      }
      case 'range':
        return rows(plain.range(hexOf(this.#within(taken.key)), hexOf(this.#within(taken.end)), taken.options));
      default:
        throw new Error(taken.do);
    }
  }

  /** Whether a selector names a key of the history, and not one beyond its first or last. */
  #namesOwn(plain: ModelTransaction, given: KeySelector): boolean {
    const found = plain.getKey(this.#selected(given), true);
    return found !== '' && found !== 'ff';
  }

  /** What exactly a range between selectors conflicts with, the contract leaves to engines that answer later. */
  #selectOptions(given: typeof options extends fc.Arbitrary<infer O> ? O : never): typeof given {
    return this.#isLocal ? given : { ...given, snapshot: true };
  }

  async #readReal(real: Transaction, taken: Step): Promise<string[] | string> {
    try {
      switch (taken.do) {
        case 'get': {
          const found = await real.get(this.#within(taken.key), { snapshot: taken.snapshot });
          return found === undefined ? 'missing' : hexOf(found);
        }
        case 'getKey':
          return hexOf(await real.getKey(this.#selected(taken.selector), { snapshot: taken.snapshot }));
        case 'range':
          return rows(await real.range(this.#within(taken.key), this.#within(taken.end), taken.options));
        case 'select':
          return rows(
            await real.range(
              this.#selected(taken.start),
              this.#selected(taken.end),
              this.#selectOptions(taken.options),
            ),
          );
        default:
          throw new Error(taken.do);
      }
    } catch (error) {
      if (error instanceof Unreadable) return 'unreadable';
      throw error;
    }
  }

  async #write(pair: Pair, taken: Step): Promise<void> {
    const { real, plain, watches } = pair;
    switch (taken.do) {
      case 'set':
        for (const each of [real, plain]) each.set(this.#within(taken.key), taken.value);
        break;
      case 'clear':
        for (const each of [real, plain]) each.clear(this.#within(taken.key));
        break;
      case 'clearRange':
        for (const each of [real, plain]) each.clearRange(this.#within(taken.key), this.#within(taken.end));
        break;
      case 'mutate':
        for (const each of [real, plain]) each.mutate(taken.mutation, this.#within(taken.key), taken.operand);
        break;
      case 'stampKey': {
        const before = this.#within(taken.key);
        const stampedKey = Uint8Array.of(...before, ...new Uint8Array(10), ...taken.suffix);
        real.setVersionstampedKey(stampedKey, before.length, taken.value);
        plain.setVersionstampedKey(stampedKey, before.length, taken.value, pair.version);
        break;
      }
      case 'stampValue': {
        const stampedValue = Uint8Array.of(...taken.before, ...new Uint8Array(10), ...taken.after);
        for (const each of [real, plain]) {
          each.setVersionstampedValue(this.#within(taken.key), stampedValue, taken.before.length);
        }
        break;
      }
      case 'readConflict':
        for (const each of [real, plain]) each.addReadConflict(this.#within(taken.key), this.#within(taken.end));
        break;
      case 'writeConflict':
        for (const each of [real, plain]) each.addWriteConflict(this.#within(taken.key), this.#within(taken.end));
        break;
      case 'quiet':
        for (const each of [real, plain]) each.withoutWriteConflict();
        break;
      case 'watch': {
        const expected = answerOf(() => plain.watch(this.#within(taken.key)));
        if (typeof expected === 'object') {
          // An engine elsewhere may not read for a watch that the transaction's own next write fires.
          await real.get(this.#within(taken.key));
          watches.push({ real: real.watch(this.#within(taken.key)), plain: expected });
        }
        break;
      }
      default:
        throw new Error(taken.do);
    }
  }

  #within(suffix: Uint8Array): Uint8Array {
    return Uint8Array.of(...this.#prefix, ...suffix);
  }

  #selected(given: KeySelector): KeySelector {
    return { ...given, key: this.#within(given.key) };
  }
}

function rows(found: readonly { key: Uint8Array; value: Uint8Array }[]): string[] {
  return found.map((row) => `${hexOf(row.key)}=${hexOf(row.value)}`);
}

function answerOf<T>(read: () => T): T | 'unreadable' {
  try {
    return read();
  } catch (error) {
    if (error instanceof ModelUnreadable) return 'unreadable';
    throw error;
  }
}

/** How a commit went, by what it was refused with. */
function outcomeOf(refused: unknown): unknown {
  if (refused === undefined) return 'done';
  if (refused instanceof Conflict) return 'conflict';
  return refused instanceof Unreadable ? 'unreadable' : refused;
}

/** Whether a promise is settled when all that could settle it has run. */
async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  const pending = Symbol('pending');
  await new Promise(setImmediate);
  return (await Promise.race([promise, Promise.resolve(pending)])) !== pending;
}
