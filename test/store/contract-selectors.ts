import type { Engine, KeySelector } from '../../host/store/engine.ts';
import { beginNow, goesThrough, put, type Check } from './contract.ts';
import { bytes, hexOf, text } from './keys.ts';

const selector = (key: string, orEqual: boolean, offset: number): KeySelector => ({ key: bytes(key), orEqual, offset });
const firstNotBelow = (key: string): KeySelector => selector(key, false, 1);
const firstAbove = (key: string): KeySelector => selector(key, true, 1);
const lastBelow = (key: string): KeySelector => selector(key, false, 0);
const lastNotAbove = (key: string): KeySelector => selector(key, true, 0);

/** What every engine promises about keys that are named by their place. */
export function testSelectors(check: Check<Engine>): void {
  check('a selector names a key by its place', async (t, engine) => {
    await put(engine, { b: '1', d: '1', f: '1', h: '1' });
    const reader = engine.begin();
    const named = async (given: KeySelector): Promise<string> => text(await reader.getKey(given))!;
    t.is(await named(firstNotBelow('d')), 'd');
    t.is(await named(firstNotBelow('c')), 'd');
    t.is(await named(firstAbove('d')), 'f');
    t.is(await named(firstAbove('c')), 'd');
    t.is(await named(lastBelow('d')), 'b');
    t.is(await named(lastBelow('e')), 'd');
    t.is(await named(lastNotAbove('d')), 'd');
    t.is(await named(lastNotAbove('e')), 'd');
    t.is(await named(selector('b', false, 3)), 'f');
    t.is(await named(selector('h', true, -2)), 'd');
    t.is(await named(firstNotBelow('')), 'b');
    reader.abort();
  });

  check('beyond the first key is the empty one, beyond the last is FF', async (t, engine) => {
    await put(engine, { b: '1', d: '1' });
    const reader = engine.begin();
    t.is(hexOf(await reader.getKey(lastBelow('b'))), '');
    t.is(hexOf(await reader.getKey(selector('d', false, -5))), '');
    t.is(hexOf(await reader.getKey(firstAbove('d'))), 'ff');
    t.is(hexOf(await reader.getKey(selector('a', false, 9))), 'ff');
    t.is(hexOf(await reader.getKey({ key: Uint8Array.of(0xff), orEqual: false, offset: 0 })), hexOf(bytes('d')));
    reader.abort();
  });

  check('a selector counts own writes and not what the transaction has cleared', async (t, engine) => {
    await put(engine, { b: '1', d: '1', f: '1' });
    const transaction = engine.begin();
    transaction.set(bytes('c'), bytes('1'));
    transaction.clear(bytes('d'));
    transaction.mutate('compare-and-clear', bytes('f'), bytes('1'));
    transaction.mutate('add', bytes('g'), bytes('1'));
    for (const snapshot of [false, true]) {
      t.is(text(await transaction.getKey(firstAbove('b'), { snapshot })), 'c');
      t.is(text(await transaction.getKey(firstAbove('c'), { snapshot })), 'g');
      t.is(text(await transaction.getKey(lastBelow('f'), { snapshot })), 'c');
    }
    transaction.abort();
  });

  check('a range can go between selectors', async (t, engine) => {
    await put(engine, { b: '1', d: '1', f: '1', h: '1' });
    const reader = engine.begin();
    const keys = async (start: KeySelector, end: KeySelector, reverse = false): Promise<string> =>
      (await reader.range(start, end, { reverse })).map(({ key }) => text(key)).join('');
    t.is(await keys(firstAbove('b'), firstAbove('f')), 'df');
    t.is(await keys(lastBelow('f'), selector('f', false, 2)), 'df');
    t.is(await keys(lastBelow('f'), selector('f', false, 2), true), 'fd');
    t.is(await keys(firstNotBelow(''), selector('', false, 9)), 'bdfh');
    t.is(await keys(firstNotBelow('f'), firstNotBelow('c')), '');
    t.is(text((await reader.range(bytes('c'), firstAbove('h'), { limit: 1, reverse: true }))[0]!.key), 'h');
    reader.abort();
  });

  check('a selector conflicts with writes that would have made it name another key', async (t, engine) => {
    await put(engine, { b: '1', d: '1', f: '1', h: '1' });
    const outcome = async (given: KeySelector, written: string): Promise<boolean> => {
      const reader = await beginNow(engine);
      await reader.getKey(given);
      reader.set(bytes('out'), bytes(written));
      await put(engine, { [written]: 'changed' });
      const isThrough = await goesThrough(reader);
      const clearing = engine.begin();
      if (!'bdfh'.includes(written)) clearing.clear(bytes(written));
      await clearing.commit();
      return isThrough;
    };
    t.false(await outcome(firstNotBelow('c'), 'c5'));
    t.false(await outcome(firstNotBelow('c'), 'd'));
    t.true(await outcome(firstNotBelow('c'), 'd5'));
    t.true(await outcome(firstNotBelow('c'), 'b5'));
    t.false(await outcome(lastBelow('f'), 'e'));
    t.true(await outcome(lastBelow('f'), 'f'));
    t.true(await outcome(lastBelow('f'), 'c'));
    t.false(await outcome(selector('b', true, 3), 'g'));
    t.true(await outcome(selector('b', true, 3), 'b'));
  });
}
