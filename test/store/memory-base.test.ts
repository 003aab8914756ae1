import test from 'ava';
import fc from 'fast-check';
import type { BaseSnapshot, Changes } from '../../host/store/base.ts';
import { MemoryBase } from '../../host/store/memory-base.ts';
import { bytes, text } from './keys.ts';

/** Keys there can be: some blocks of them. */
const KEYS = 600;
const key = fc.nat({ max: KEYS }).map((number) => `k${String(number).padStart(4, '0')}`);
const span = fc.tuple(key, key).map(([a, b]) => (a < b ? ([a, b] as const) : ([b, a] as const)));

/** One write: what is cleared, and what is set or, without a value, removed. */
const write = fc.record({
  clears: fc.array(span, { maxLength: 1 }),
  writes: fc.oneof(
    fc.dictionary(key, fc.option(fc.string({ maxLength: 3 }), { nil: undefined })),
    // Every key of a stretch, up or down, as when much is loaded or thrown away.
    fc.tuple(span, fc.boolean()).map(([[start, end], isSet]) => {
      const all = Array.from({ length: KEYS }, (_, number) => `k${String(number).padStart(4, '0')}`);
      const stretch = all.filter((name) => name >= start && name < end);
      return Object.fromEntries(stretch.map((name) => [name, isSet ? name : undefined]));
    }),
  ),
});
type Write = typeof write extends fc.Arbitrary<infer W> ? W : never;

function changesOf({ clears, writes }: Write): Changes {
  return {
    clears: () => clears.map(([start, end]) => ({ start: bytes(start), end: bytes(end) })),
    writes: () =>
      Object.entries(writes).map(([name, value]) => [bytes(name), value === undefined ? undefined : bytes(value)]),
  };
}

function rows(state: BaseSnapshot, start: string, end: string, reverse: boolean, limit?: number): string[] {
  return state.list(bytes(start), bytes(end), reverse, limit).map((row) => `${text(row.key)}=${text(row.value)}`);
}

test('every state of a base in memory stays as it was, whatever is written later', async (t) => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(write, { maxLength: 12 }),
      span,
      fc.nat({ max: 300 }),
      async (writes, [start, end], limit) => {
        const base = new MemoryBase();
        const plain = new Map<string, string>();
        const states: { state: BaseSnapshot; expected: string[] }[] = [];
        for (const each of writes) {
          await base.write(changesOf(each));
          for (const [from, to] of each.clears) {
            for (const name of plain.keys()) if (name >= from && name < to) plain.delete(name);
          }
          for (const [name, value] of Object.entries(each.writes)) {
            if (value === undefined) plain.delete(name);
            else plain.set(name, value);
          }
          const names = [...plain.keys()].sort();
          states.push({ state: base.snapshot(), expected: names.map((name) => `${name}=${plain.get(name)}`) });
        }
        for (const { state, expected } of states) {
          t.deepEqual(rows(state, '', '~', false), expected);
          t.deepEqual(rows(state, '', '~', true), expected.toReversed());
          const within = expected.filter((row) => row >= start && row.slice(0, 5) < end);
          t.deepEqual(rows(state, start, end, false, limit), within.slice(0, limit));
          t.deepEqual(rows(state, start, end, true, limit), within.toReversed().slice(0, limit));
          for (const row of expected) t.is(text(state.get(bytes(row.slice(0, 5)))), row.slice(6));
          t.is(state.get(bytes('k')), undefined);
          t.is(state.get(bytes('~')), undefined);
        }
      },
    ),
    { numRuns: 60 },
  );
});
