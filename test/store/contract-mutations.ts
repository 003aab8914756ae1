import type { Engine, Mutation } from '../../host/store/engine.ts';
import { MAX_VALUE_BYTES } from '../../host/store/engine.ts';
import { commit, read, type Check } from './contract.ts';
import { bytes, fromHex, hexOf, int64 } from './keys.ts';

/** From FoundationDB's documentation of its mutation types: mutation, value before, operand, value after; '-' for a missing one. */
const CASES: readonly (readonly [Mutation, before: string, operand: string, after: string])[] = [
  ['add', '-', '05', '05'],
  ['add', 'ff', '01', '00'],
  ['add', 'ff', '0100', '0001'],
  ['add', 'ffffff', '01', '00'],
  ['add', 'ff00', '', ''],
  ['add', '', '0102', '0102'],
  ['and', '-', '0f', '0f'],
  ['and', 'fc', '0f', '0c'],
  ['and', 'fc', '0fff', '0c00'],
  ['and', '', 'ff', '00'],
  ['or', '-', '0f', '0f'],
  ['or', 'f0', '0f01', 'ff01'],
  ['or', 'f0f0', '0f', 'ff'],
  ['xor', '-', '0f', '0f'],
  ['xor', 'ff', '0f01', 'f001'],
  ['append-if-fits', '-', '0102', '0102'],
  ['append-if-fits', '00', '0102', '000102'],
  ['append-if-fits', '00', '', '00'],
  ['max', '-', '0000', '0000'],
  ['max', '0100', '0001', '0001'],
  ['max', '02', '0100', '0200'],
  ['max', '0001', '02', '02'],
  ['max', '', '00', '00'],
  ['min', '-', '0201', '0201'],
  ['min', '0100', '0001', '0100'],
  ['min', '02', '0100', '0100'],
  ['min', '0002', '01', '00'],
  ['min', '', '0001', '0000'],
  ['byte-max', '-', '01', '01'],
  ['byte-max', '01ff', '02', '02'],
  ['byte-max', '0200', '02', '0200'],
  ['byte-min', '-', '01', '01'],
  ['byte-min', '01ff', '02', '01ff'],
  ['byte-min', '0200', '02', '02'],
  ['compare-and-clear', '-', '01', '-'],
  ['compare-and-clear', '01', '01', '-'],
  ['compare-and-clear', '01', '0100', '01'],
  ['compare-and-clear', '02', '01', '02'],
];

const shown = (value: Uint8Array | undefined): string => (value === undefined ? '-' : hexOf(value));

/** What every engine promises about changes that need not read. */
export function testMutations(check: Check<Engine>): void {
  check('mutations change values as FoundationDB documents them', async (t, engine) => {
    for (const [mutation, before, operand, after] of CASES) {
      const title = `${mutation} ${before} ${operand}`;
      const key = bytes('key');
      await commit(engine, (writer) => (before === '-' ? writer.clear(key) : writer.set(key, fromHex(before))));
      const stored = engine.begin();
      stored.mutate(mutation, key, fromHex(operand));
      t.is(shown(await stored.get(key)), after, `${title}, read before the commit`);
      await stored.commit();
      t.is(shown(await read(engine, key)), after, title);
      const own = engine.begin();
      if (before === '-') own.clear(key);
      else own.set(key, fromHex(before));
      own.mutate(mutation, key, fromHex(operand));
      t.is(shown(await own.get(key)), after, `${title}, on an own write`);
      const [row] = await own.range(key, bytes('kez'));
      t.is(shown(row?.value), after, `${title}, on an own write, in a range`);
      await own.commit();
      t.is(shown(await read(engine, key)), after, `${title}, on an own write, after the commit`);
    }
  });

  check('a value that would grow too large by append-if-fits stays as it is', async (t, engine) => {
    await commit(engine, (writer) => writer.set(bytes('a'), new Uint8Array(MAX_VALUE_BYTES - 1)));
    await commit(engine, (writer) => writer.mutate('append-if-fits', bytes('a'), bytes('xy')));
    t.is((await read(engine, bytes('a')))!.length, MAX_VALUE_BYTES - 1);
    await commit(engine, (writer) => writer.mutate('append-if-fits', bytes('a'), bytes('x')));
    t.is((await read(engine, bytes('a')))!.length, MAX_VALUE_BYTES);
  });

  check('changes of many transactions at once all count', async (t, engine) => {
    const adding = Array.from({ length: 50 }, async (_, i) =>
      commit(engine, (writer) => {
        writer.mutate('add', bytes('sum'), int64(BigInt(i)));
        writer.mutate('max', bytes('most'), int64(BigInt(i)));
        writer.mutate('xor', bytes('some'), int64(1n << BigInt(i)));
      }),
    );
    await Promise.all(adding);
    t.is(hexOf((await read(engine, bytes('sum')))!), hexOf(int64(1_225n)));
    t.is(hexOf((await read(engine, bytes('most')))!), hexOf(int64(49n)));
    t.is(hexOf((await read(engine, bytes('some')))!), hexOf(int64((1n << 50n) - 1n)));
  });

  check('several changes of one key are done in their order', async (t, engine) => {
    await commit(engine, (writer) => writer.set(bytes('a'), Uint8Array.of(1)));
    const transaction = engine.begin();
    transaction.mutate('add', bytes('a'), Uint8Array.of(2));
    transaction.mutate('add', bytes('a'), Uint8Array.of(3));
    transaction.mutate('or', bytes('a'), Uint8Array.of(8, 1));
    transaction.mutate('append-if-fits', bytes('a'), Uint8Array.of(9));
    transaction.mutate('add', bytes('a'), Uint8Array.of(1, 0, 0, 0));
    t.is(hexOf((await transaction.get(bytes('a')))!), '0f010900');
    await transaction.commit();
    t.is(hexOf((await read(engine, bytes('a')))!), '0f010900');
  });
}
