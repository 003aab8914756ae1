import test from 'ava';
import fc from 'fast-check';
import { findAnomalies } from './checker.ts';
import type { AnomalyKind, History, Operation, Recorded } from './history.ts';

const append = (key: number, value: number): Operation => ({ do: 'append', key, value });
const read = (key: number, ...list: number[]): Operation => ({ do: 'read', key, list });
const scan = (from: number, to: number, ...lists: [number, number[]][]): Operation => ({
  do: 'scan',
  from,
  to,
  lists: lists.map(([key, list]) => ({ key, list })),
});

/** All at the same time, so that only what was read orders them. */
function together(...transactions: Operation[][]): History {
  return transactions.map((operations) => ({ operations, outcome: 'committed', startedAt: 0, endedAt: 10 }));
}

function ended(history: History, outcomes: Recorded['outcome'][]): History {
  return history.map((recorded, i) => ({ ...recorded, outcome: outcomes[i] ?? 'committed' }));
}

const CASES: readonly { kind: AnomalyKind; why: string; history: History }[] = [
  {
    kind: 'G0',
    why: 'two transactions append to two lists in opposite orders',
    history: together([append(1, 1), append(2, 1)], [append(1, 2), append(2, 2)], [read(1, 1, 2)], [read(2, 2, 1)]),
  },
  {
    kind: 'G1a',
    why: 'a value of an aborted transaction is read',
    history: ended(together([append(1, 1)], [read(1, 1)]), ['aborted']),
  },
  {
    kind: 'G1b',
    why: 'a list is read between two appends of one transaction',
    history: together([append(1, 1), append(1, 2)], [read(1, 1)], [read(1, 1, 2)]),
  },
  {
    kind: 'G1c',
    why: 'two transactions read what the other appended',
    history: together([append(1, 1), read(2, 1)], [append(2, 1), read(1, 1)]),
  },
  {
    kind: 'G-single',
    why: 'half of a transaction is read (read skew)',
    history: together([append(1, 1), append(2, 1)], [read(1), read(2, 1)]),
  },
  {
    kind: 'G-single',
    why: 'an update is lost',
    history: together([read(1), append(1, 1)], [read(1), append(1, 2)], [read(1, 1, 2)]),
  },
  {
    kind: 'G2-item',
    why: 'two transactions read what the other is about to append to (write skew)',
    history: together([read(1), append(2, 1)], [read(2), append(1, 1)], [read(1, 1), read(2, 1)]),
  },
  {
    kind: 'G2',
    why: 'two transactions scan a range and each adds what the other did not find (phantom)',
    history: together([scan(1, 9), append(2, 1)], [scan(1, 9), append(3, 1)], [read(2, 1), read(3, 1)]),
  },
  {
    kind: 'realtime',
    why: 'a transaction that begins after another ended does not see it, and nothing else orders them',
    history: [
      { operations: [append(1, 1)], outcome: 'committed', startedAt: 0, endedAt: 1 },
      { operations: [read(1)], outcome: 'committed', startedAt: 2, endedAt: 3 },
      { operations: [read(1, 1)], outcome: 'committed', startedAt: 4, endedAt: 5 },
    ],
  },
  {
    kind: 'lost-write',
    why: 'what was committed is never seen again',
    history: [
      { operations: [append(1, 1)], outcome: 'committed', startedAt: 0, endedAt: 1 },
      { operations: [read(1)], outcome: 'committed', startedAt: 2, endedAt: 3 },
    ],
  },
  { kind: 'duplicate', why: 'an append happened twice', history: together([append(1, 1)], [read(1, 1, 1)]) },
  { kind: 'unwritten-value', why: 'nobody appended it', history: together([append(1, 1)], [read(1, 1, 7)]) },
  {
    kind: 'incompatible-order',
    why: 'two reads disagree about the order',
    history: together([append(1, 1)], [append(1, 2)], [read(1, 1)], [read(1, 2, 1)]),
  },
  { kind: 'internal', why: 'own writes are not read', history: together([append(1, 1), read(1)]) },
  { kind: 'internal', why: 'a read is not repeatable', history: together([append(1, 1)], [read(1), read(1, 1)]) },
];

for (const { kind, why, history } of CASES) {
  test(`${kind} is found where ${why}`, (t) => {
    const kinds = findAnomalies(history).map((anomaly) => anomaly.kind);
    t.true(kinds.includes(kind), kinds.join(' '));
  });
}

test('a cycle is named by its strongest kind only, and says its transactions', (t) => {
  const [skew, ...rest] = findAnomalies(CASES.find(({ kind }) => kind === 'G2-item')!.history);
  t.deepEqual(rest, []);
  t.is(skew!.text, 'T0 -rw-> T1 -rw-> T0');
});

test('an unknown outcome may have happened or not', (t) => {
  const seen = ended(together([append(1, 1)], [read(1, 1)]), ['unknown']);
  const unseen = ended(together([append(1, 1)], [read(1)]), ['unknown']);
  t.deepEqual([...findAnomalies(seen), ...findAnomalies(unseen)], []);
});

/** What transactions plan; executed one after the other they are serialisable by definition. */
const plan = fc.array(
  fc.array(fc.record({ key: fc.nat({ max: 4 }), what: fc.constantFrom('append', 'read', 'scan') }), {
    minLength: 1,
    maxLength: 5,
  }),
  { maxLength: 60 },
);

/** Executes plans in turn; every third begins before the one before it ends. */
function execute(plans: readonly { key: number; what: string }[][]): Recorded[] {
  const lists = new Map<number, number[]>();
  let value = 0;
  return plans.map((operations, at) => ({
    outcome: 'committed',
    startedAt: at * 10 - (at % 3 === 0 ? 5 : 0),
    endedAt: at * 10 + 9,
    operations: operations.map(({ key, what }) => {
      if (what === 'read') return read(key, ...(lists.get(key) ?? []));
      if (what === 'scan') {
        const present = [...lists].filter(([one]) => one >= key && one < key + 3);
        return scan(key, key + 3, ...present.map(([one, list]): [number, number[]] => [one, [...list]]));
      }
      lists.set(key, [...(lists.get(key) ?? []), ++value]);
      return append(key, value);
    }),
  }));
}

test('nothing is found in a history that was executed one transaction after the other', (t) => {
  fc.assert(fc.property(plan, (plans) => void t.deepEqual(findAnomalies(execute(plans)), [])));
});

test('a value that a read should have seen, left out, is always found when a later read saw it', (t) => {
  let broken = 0;
  fc.assert(
    fc.property(plan, fc.nat(), (plans, choice) => {
      const history = execute([...plans, [0, 1, 2, 3, 4].map((key) => ({ key, what: 'read' }))]);
      const reads = history.slice(0, -1).flatMap(({ operations }, transaction) =>
        operations.flatMap((operation, at) =>
          // Its newest value is another transaction's.
          operation.do === 'read' &&
          operation.list.length > 0 &&
          !operations.some((own) => own.do === 'append' && own.key === operation.key)
            ? [{ transaction, at, operation }]
            : [],
        ),
      );
      if (reads.length === 0) return;
      const { transaction, at, operation } = reads[choice % reads.length]!;
      const operations = history[transaction]!.operations.with(at, read(operation.key, ...operation.list.slice(0, -1)));
      broken++;
      const found = findAnomalies(history.with(transaction, { ...history[transaction]!, operations }));
      // Concurrent transactions may have been executed the other way round.
      const writer = history.findIndex(({ operations: all }) =>
        all.some((own) => own.do === 'append' && own.value === operation.list.at(-1) && own.key === operation.key),
      );
      if (history[writer]!.endedAt < history[transaction]!.startedAt) t.not(found.length, 0);
    }),
  );
  t.true(broken > 10);
});
