import test from 'ava';
import fc from 'fast-check';

import { ECHO, THINGS, startMirror } from './mirror.ts';

/** 3 MiB: what 1,000,000 calls may use between them. */
const MEMORY_PAGES = 48;
const CALLS = 1_000_000;

const TEXT = 'a string of thirty-two characters';
const BYTES = Uint8Array.from({ length: 100 }, (_, i) => i);
const NAMES = Array.from({ length: 10 }, (_, i) => `name ${i}`);
const VALUE = { tag: 'pair', val: [1.5, 7] };

test('1,000,000 calls leave memory flat', async (t) => {
  const { instance, alive } = await startMirror({ memoryPages: MEMORY_PAGES, handles: 20_000 });
  const { through, litter } = instance.exports as Record<string, (value: unknown) => unknown>;
  const echo = instance.exports[ECHO];
  const things = instance.exports[THINGS];
  const shapes = [
    () => echo.strings(TEXT),
    () => echo.listU8(BYTES),
    () => echo.listString(NAMES),
    () => echo.values(VALUE),
    () => echo.optionOption({ tag: 'some', val: TEXT }),
    () => echo.resultBoth({ tag: 'err', val: TEXT }),
    () => things.swallow(things.giveBack(things['[constructor]thing'](TEXT))),
    () => litter?.(20),
  ];
  for (const imports of [false, true]) {
    through?.(imports);
    for (let call = 0; call < CALLS / 2; call += shapes.length) for (const shape of shapes) shape();
  }
  t.is(things['[static]thing.alive'](), 0);
  t.is(alive.size, 0);
});

test('lists larger than the scratch memory are collected too', async (t) => {
  const { instance } = await startMirror({ memoryPages: 256 });
  const echo = instance.exports[ECHO];
  const names = Array.from({ length: 20_000 }, (_, i) => `name ${i}`);
  for (const imports of [false, true]) {
    instance.exports['through'](imports);
    for (let call = 0; call < 50; call++) t.is(echo.listString(names).length, names.length);
  }
});

test('what is kept is collected around, and costs as much as it is', async (t) => {
  const { instance } = await startMirror({ memoryPages: 256 });
  instance.exports['hoard'](100_000);
  for (let call = 0; call < 20_000; call++) t.is(instance.exports['litter'](20), 19);
});

test('blocks keep their contents and their distance, whatever sizes they take', async (t) => {
  const { instance } = await startMirror({ memoryPages: MEMORY_PAGES });
  // Around the sizes at which one kind of block becomes another, and far from them.
  const size = fc.oneof(fc.nat(600), fc.constantFrom(0, 12, 13, 28, 29, 492, 493, 508, 509, 524), fc.nat(70_000));
  fc.assert(
    fc.property(fc.array(size, { maxLength: 200 }), (sizes) => {
      t.is(instance.exports['resize'](Uint32Array.from(sizes)), 0);
    }),
  );
});
