import type { Anomaly, History, Operation, Recorded } from './history.ts';

/** Why one transaction is before another; `phantom` is a `rw` over a key that a scan found absent. */
export type Reason = 'ww' | 'wr' | 'rw' | 'phantom' | 'realtime';

export interface Dependency {
  readonly to: number;
  readonly reason: Reason;
}

/** For each transaction, by its number in the history, what must come after it. */
export type Dependencies = readonly Dependency[][];

export interface Inferred {
  readonly dependencies: Dependencies;
  readonly anomalies: readonly Anomaly[];
}

/** The transaction that appended a value, and whether it appended to the same key again later. */
interface Append {
  readonly writer: number;
  readonly isLast: boolean;
}

/** One list as one transaction found it, before its own appends. */
interface Observation {
  readonly reader: number;
  readonly key: number;
  readonly list: readonly number[];
  readonly isScan: boolean;
}

/** Works out which transaction depends on which, and what is wrong without looking for cycles. */
export function inferDependencies(history: History): Inferred {
  return new Inference(history).infer();
}

class Inference {
  readonly #history: History;
  readonly #dependencies: Dependency[][];
  readonly #anomalies: Anomaly[] = [];
  /** Key -> value -> its append. */
  readonly #appends = new Map<number, Map<number, Append>>();

  constructor(history: History) {
    this.#history = history;
    this.#dependencies = history.map(() => []);
  }

  infer(): Inferred {
    this.#collectAppends();
    const observations = this.#history.flatMap((recorded, number) =>
      recorded.outcome === 'committed' ? this.#observe(recorded, number) : [],
    );
    const byKey = Map.groupBy(observations, ({ key }) => key);
    for (const [key, seen] of byKey) this.#inferKey(key, seen);
    this.#inferRealtime();
    return { dependencies: this.#dependencies, anomalies: this.#anomalies };
  }

  #collectAppends(): void {
    for (const [writer, { operations }] of this.#history.entries()) {
      const last = new Map<number, number>();
      for (const operation of operations) if (operation.do === 'append') last.set(operation.key, operation.value);
      for (const operation of operations) {
        if (operation.do !== 'append') continue;
        const { key, value } = operation;
        const appends = this.#appends.getOrInsertComputed(key, () => new Map<number, Append>());
        appends.set(value, { writer, isLast: last.get(key) === value });
      }
    }
  }

  /** What a transaction found of others; what it found of its own must be what it appended, in order, at the end. */
  #observe({ operations }: Recorded, reader: number): Observation[] {
    const own = new Map<number, number[]>();
    const found: Observation[] = [];
    const look = (key: number, list: readonly number[], isScan: boolean): void => {
      const mine = own.get(key) ?? [];
      const theirs = list.slice(0, list.length - mine.length);
      if (mine.some((value, i) => list[theirs.length + i] !== value) || list.length < mine.length) {
        this.#report('internal', `T${reader} appended ${shown(mine)} to ${key} and then read ${shown(list)}`);
        return;
      }
      found.push({ reader, key, list: theirs, isScan });
    };
    for (const operation of operations) {
      if (operation.do === 'append') own.getOrInsertComputed(operation.key, () => []).push(operation.value);
      else if (operation.do === 'read') look(operation.key, operation.list, false);
      else for (const { key, list } of scanned(operation, this.#appends.keys())) look(key, list, true);
    }
    for (const [key, same] of Map.groupBy(found, (one) => one.key)) {
      if (same.some(({ list }) => !isSame(list, same[0]!.list))) {
        this.#report('internal', `T${reader} read ${key} as ${same.map(({ list }) => shown(list)).join(' and as ')}`);
      }
    }
    return found;
  }

  #inferKey(key: number, seen: readonly Observation[]): void {
    const longest = seen.reduce((most, one) => (one.list.length > most.list.length ? one : most));
    const order = longest.list;
    const values = new Set(order);
    if (values.size < order.length) this.#report('duplicate', `T${longest.reader} read ${key} as ${shown(order)}`);
    const appends = this.#appends.get(key) ?? new Map<number, Append>();
    for (const value of values) {
      if (!appends.has(value)) this.#report('unwritten-value', `${value} in ${key}, read by T${longest.reader}`);
    }
    const position = new Map(order.map((value, at) => [value, at]));
    this.#inferWrites(order, appends);
    // What a committed transaction appended and nobody saw comes after all that was seen.
    const unseen = [...appends].filter(
      ([value, { writer }]) => !position.has(value) && this.#history[writer]!.outcome === 'committed',
    );
    for (const { reader, list, isScan } of seen) {
      if (list.some((value, at) => order[at] !== value)) {
        const text = `T${reader} read ${key} as ${shown(list)}, T${longest.reader} as ${shown(order)}`;
        this.#report('incompatible-order', text);
        continue;
      }
      this.#inferRead({ reader, key, list, isScan }, order, appends, unseen);
    }
  }

  /** Each append comes after the one before it in the list. */
  #inferWrites(order: readonly number[], appends: ReadonlyMap<number, Append>): void {
    for (let at = 1; at < order.length; at++) {
      const before = appends.get(order[at - 1]!)?.writer;
      const after = appends.get(order[at]!)?.writer;
      if (before !== undefined && after !== undefined) this.#add(before, after, 'ww');
    }
  }

  #inferRead(
    { reader, key, list, isScan }: Observation,
    order: readonly number[],
    appends: ReadonlyMap<number, Append>,
    unseen: readonly [number, Append][],
  ): void {
    for (const value of list) {
      const append = appends.get(value);
      if (append === undefined || this.#history[append.writer]!.outcome !== 'aborted') continue;
      this.#report('G1a', `T${reader} read ${value} in ${key}, which T${append.writer} appended and aborted`);
    }
    const newest = list.length === 0 ? undefined : appends.get(list[list.length - 1]!);
    if (newest !== undefined) {
      if (!newest.isLast && newest.writer !== reader) {
        this.#report('G1b', `T${reader} read ${key} as ${shown(list)}, in the middle of T${newest.writer}`);
      }
      this.#add(newest.writer, reader, 'wr');
    }
    const reason = isScan && list.length === 0 ? 'phantom' : 'rw';
    if (list.length < order.length) {
      const next = appends.get(order[list.length]!);
      if (next !== undefined) this.#add(reader, next.writer, reason);
      return;
    }
    for (const [value, { writer }] of unseen) {
      this.#add(reader, writer, reason);
      const ended = this.#history[writer]!.endedAt;
      if (ended >= this.#history[reader]!.startedAt) continue;
      this.#report(
        'lost-write',
        `T${writer} appended ${value} to ${key}; T${reader}, begun later, read ${shown(list)}`,
      );
    }
  }

  /**
   * What ended before another began comes before it. Only the latest to begin of those is linked to each: what ended before that one
   * began is linked through it. `realtime` edges alone cannot make a cycle.
   */
  #inferRealtime(): void {
    const numbers = this.#history.keys().filter((number) => this.#history[number]!.outcome === 'committed');
    const committed = [...numbers];
    const byStart = committed.toSorted((a, b) => this.#history[a]!.startedAt - this.#history[b]!.startedAt);
    const byEnd = committed.toSorted((a, b) => this.#history[a]!.endedAt - this.#history[b]!.endedAt);
    // The frontier: those ended so far that no other ended one began after.
    let frontier: number[] = [];
    let next = 0;
    for (const later of byStart) {
      const { startedAt } = this.#history[later]!;
      for (; next < byEnd.length && this.#history[byEnd[next]!]!.endedAt < startedAt; next++) {
        const ended = byEnd[next]!;
        const begun = this.#history[ended]!.startedAt;
        frontier = frontier.filter((earlier) => this.#history[earlier]!.endedAt >= begun);
        frontier.push(ended);
      }
      for (const earlier of frontier) this.#add(earlier, later, 'realtime');
    }
  }

  #add(from: number, to: number, reason: Reason): void {
    if (from !== to) this.#dependencies[from]!.push({ to, reason });
  }

  #report(kind: Anomaly['kind'], text: string): void {
    this.#anomalies.push({ kind, text });
  }
}

/** What a scan says of every key of the history in its range. */
function scanned(scan: Operation & { do: 'scan' }, keys: Iterable<number>): { key: number; list: readonly number[] }[] {
  const present = new Map(scan.lists.map(({ key, list }) => [key, list]));
  const all = new Set([...present.keys(), ...keys]);
  return [...all]
    .filter((key) => key >= scan.from && key < scan.to)
    .map((key) => ({ key, list: present.get(key) ?? [] }));
}

function isSame(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((value, at) => b[at] === value);
}

function shown(list: readonly number[]): string {
  return `[${list.join(' ')}]`;
}
