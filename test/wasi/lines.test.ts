import test from 'ava';
import fc from 'fast-check';
import { LineOutput } from '../../host/wasi/index.ts';

/** The lines that come of these chunks. */
function linesOf(chunks: readonly (string | Uint8Array)[], maxLines?: number): string[] {
  const lines: string[] = [];
  const output = new LineOutput((line) => lines.push(line), maxLines);
  for (const chunk of chunks) output.write(typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
  output.end();
  return lines;
}

test('a line is handed on at its newline, and the last one at the end', (t) => {
  const lines: string[] = [];
  const output = new LineOutput((line) => lines.push(line));
  output.write(Buffer.from('one\ntw'));
  t.deepEqual(lines, ['one']);
  output.write(Buffer.from('o\n\nthree'));
  t.deepEqual(lines, ['one', 'two', '']);
  output.end();
  t.deepEqual(lines, ['one', 'two', '', 'three']);
  output.end();
  t.is(lines.length, 4, 'an end after which nothing was written adds nothing');
});

test('lines do not depend on how the bytes were cut', (t) => {
  const text = fc.array(fc.constantFrom('a', 'é', '\n', '\u{1f600}', '\ufeff', '漢'), { maxLength: 40 });
  fc.assert(
    fc.property(text, fc.array(fc.nat(80)), (parts, cuts) => {
      const bytes = Buffer.from(parts.join(''));
      const ends = [...cuts.filter((cut) => cut <= bytes.length).toSorted((a, b) => a - b), bytes.length];
      const chunks = ends.map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end));
      const expected = parts.join('').split('\n');
      if (expected.at(-1) === '') expected.pop();
      t.deepEqual(linesOf(chunks), expected);
    }),
  );
});

test('what is no UTF-8 is replaced', (t) => {
  t.deepEqual(linesOf([Uint8Array.of(0x61, 0xff, 0x0a, 0xf0, 0x9f)]), ['a\ufffd', '\ufffd']);
});

test('a line without end goes on in the next, and no character is cut in two', (t) => {
  t.deepEqual(
    linesOf(['x'.repeat(10_000)]).map((line) => line.length),
    [4096, 4096, 1808],
  );
  t.deepEqual(linesOf(['x'.repeat(4096), '\n']), ['x'.repeat(4096)]);
  t.deepEqual(linesOf([`${'x'.repeat(4095)}\u{1f600}y`]), ['x'.repeat(4095), '\u{1f600}y']);
  const drops = Array.from({ length: 5000 }, () => 'x');
  t.deepEqual(linesOf(drops), ['x'.repeat(4096), 'x'.repeat(904)]);
});

test('after the most lines of one run the rest is left out, and the next run has as many', (t) => {
  const lines: string[] = [];
  const output = new LineOutput((line) => lines.push(line), 2);
  const run = (text: string): string[] => {
    lines.length = 0;
    output.write(Buffer.from(text));
    output.end();
    return [...lines];
  };
  t.deepEqual(run('1\n2\n'), ['1', '2']);
  t.deepEqual(run('1\n2\n3'), ['1', '2', 'over 2 lines: the rest is left out']);
  t.deepEqual(run('1\n2\n3\n4\n5'), ['1', '2', 'over 2 lines: the rest is left out']);
  t.deepEqual(run('1\n2'), ['1', '2']);
  t.is(linesOf(['\n'.repeat(20_000)]).length, 10_001);
});
