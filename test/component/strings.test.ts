import { readFile } from 'node:fs/promises';
import { parse } from '@bytecodealliance/jco';
import test from 'ava';
import { LOOPS, SHORT_UNITS, stringLoops } from '../../host/component/string-loops.ts';

const PREAMBLE_BYTES = 8;
const CUSTOM_SECTION = 0;

/** A module without custom sections: names are for readers of the text. */
function withoutCustomSections(binary: Uint8Array): Uint8Array {
  const kept = [binary.subarray(0, PREAMBLE_BYTES)];
  for (let at = PREAMBLE_BYTES; at < binary.length;) {
    const start = at;
    const id = binary[at++];
    let size = 0;
    for (let shift = 0, more = true; more; shift += 7) {
      more = binary[at]! >= 0x80;
      size += (binary[at++]! & 0x7f) * 2 ** shift;
    }
    at += size;
    if (id !== CUSTOM_SECTION) kept.push(binary.subarray(start, at));
  }
  return Buffer.concat(kept);
}

test('the loops over strings are what their text says', async (t) => {
  const source = await readFile(new URL('../../host/component/string-loops.ts', import.meta.url), 'utf8');
  const text = source
    .split('\n')
    .filter((line) => line.startsWith(' *     '))
    .map((line) => line.slice(3))
    .join('\n');
  t.deepEqual(Buffer.from(withoutCustomSections(await parse(text))), LOOPS);
});

test('the loops over strings keep every unit and see what they cannot carry', (t) => {
  const memory = new WebAssembly.Memory({ initial: 1 });
  const loops = stringLoops(memory);
  for (const text of ['', 'a', 'é', 'Ω', '\u0000', '\ud7ff', 'x'.repeat(SHORT_UNITS), 'Ж'.repeat(SHORT_UNITS)]) {
    t.is(loops.store(text, 100, text.length) >= 0xd800, false);
    t.is(loops.load(100, text.length), text);
  }
  t.true(loops.store('a😀', 100, 3) >= 0xd800);
  t.is(loops.load(100, 3), null);
  Buffer.from(memory.buffer).write('text\u007fé', 10, 'latin1');
  t.is(loops.loadAscii(10, 5), 'text\u007f');
  t.is(loops.loadAscii(10, 6), null);
});
