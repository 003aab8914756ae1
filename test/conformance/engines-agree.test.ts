import { Buffer } from 'node:buffer';
import test, { type ExecutionContext } from 'ava';
import fc from 'fast-check';
import { pack, type Element } from '../../host/store/tuple.ts';
import { openEmpty, testedEngines, type EngineName } from '../store/engines.ts';
import { dumpText, loadText } from './dumps.ts';
import { bytesOf, call, rowsOf, type Line } from './instructions.ts';
import { runInstructions } from './stack-machine.ts';

/** Streams of instructions that are tried. */
const STREAMS = 60;

const [FIRST, ...OTHERS] = testedEngines(test) as [EngineName, ...EngineName[]];

const space = bytesOf('k');
const key = fc
  .array(fc.constantFrom('a', 'b', '\0', '\xff'), { maxLength: 3 })
  .map((parts) => bytesOf(`k${parts.join('')}`));
/** Mostly in order: a range the other way round makes all later reads of its transaction fail. */
const ends = fc
  .tuple(key, key, fc.integer({ min: 0, max: 9 }))
  .map(([a, b, odd]) => (odd === 0 ? [a, b] : [a, b].sort(Buffer.compare)));
const value = fc.uint8Array({ maxLength: 12 });
const snapshot = fc.constantFrom('', '_SNAPSHOT');
const flag = fc.constantFrom(0n, 1n);
const limit = fc.constantFrom(0n, 1n, 2n, 5n, 1_000n);
const mode = fc.constantFrom(-2n, -1n, 1n, 4n);
const offset = fc.integer({ min: -4, max: 5 }).map(BigInt);
const mutation = fc.constantFrom(
  'ADD',
  'BIT_AND',
  'BIT_OR',
  'BIT_XOR',
  'APPEND_IF_FITS',
  'MAX',
  'MIN',
  'BYTE_MAX',
  'BYTE_MIN',
  'COMPARE_AND_CLEAR',
);
const element: fc.Arbitrary<Element> = fc.oneof(
  fc.string(),
  fc.bigInt(),
  value,
  fc.double(),
  fc.boolean(),
  fc.constant(null),
);

const WAIT: Line = ['WAIT_FUTURE'];

/** One operation with all that it pops, which pushes what it gives. */
const operation: fc.Arbitrary<Line[]> = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(key, value).map((popped) => call('SET', ...popped)) },
  { weight: 3, arbitrary: fc.tuple(snapshot, key).map(([variant, name]) => call(`GET${variant}`, name)) },
  {
    weight: 3,
    arbitrary: fc
      .tuple(snapshot, key, key, limit, flag, mode)
      .map(([variant, ...popped]) => call(`GET_RANGE${variant}`, ...popped)),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(snapshot, key, limit, flag, mode)
      .map(([variant, ...popped]) => call(`GET_RANGE_STARTS_WITH${variant}`, ...popped)),
  },
  {
    weight: 3,
    arbitrary: fc
      .tuple(snapshot, key, flag, offset, key, flag, offset, limit, flag, mode)
      .map(([variant, ...popped]) => call(`GET_RANGE_SELECTOR${variant}`, ...popped, space)),
  },
  {
    weight: 3,
    arbitrary: fc
      .tuple(snapshot, key, flag, offset)
      .map(([variant, ...popped]) => call(`GET_KEY${variant}`, ...popped, space)),
  },
  { weight: 1, arbitrary: key.map((name) => call('CLEAR', name)) },
  { weight: 1, arbitrary: ends.map((popped) => call('CLEAR_RANGE', ...popped)) },
  { weight: 1, arbitrary: key.map((name) => call('CLEAR_RANGE_STARTS_WITH', name)) },
  { weight: 3, arbitrary: fc.tuple(mutation, key, value).map((popped) => call('ATOMIC_OP', ...popped)) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom('READ', 'WRITE'), ends)
      .map(([kind, popped]) => call(`${kind}_CONFLICT_RANGE`, ...popped)),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom('READ', 'WRITE'), key)
      .map(([kind, name]) => call(`${kind}_CONFLICT_KEY`, name)),
  },
  { weight: 1, arbitrary: fc.constant<Line[]>([['DISABLE_WRITE_CONFLICT']]) },
  { weight: 5, arbitrary: fc.constant<Line[]>([['COMMIT'], ['WAIT_FUTURE'], ['RESET']]) },
  { weight: 1, arbitrary: fc.constantFrom<Line[]>([['RESET']], [['CANCEL']], [['NEW_TRANSACTION']]) },
  { weight: 1, arbitrary: fc.constantFrom(0n, 1020n, 1021n, 2000n).map((code) => call('ON_ERROR', code)) },
  { weight: 1, arbitrary: fc.tuple(key, value).map((popped) => call('SET_DATABASE', ...popped)) },
  { weight: 1, arbitrary: key.map((name) => call('GET_DATABASE', name)) },
  {
    weight: 1,
    arbitrary: fc.array(element, { maxLength: 3 }).map((items) => call('TUPLE_PACK', BigInt(items.length), ...items)),
  },
  { weight: 1, arbitrary: fc.array(element, { maxLength: 3 }).map((items) => call('TUPLE_UNPACK', pack(items))) },
);

/** Operations of three transactions side by side; each begins where it is first used. */
const stream = fc
  .array(fc.tuple(fc.constantFrom('one', 'two', 'three'), operation), { maxLength: 80, size: 'max' })
  .map((steps): Line[] => [
    ...steps.flatMap(([name, lines]): Line[] => [
      ...call('USE_TRANSACTION', bytesOf(name)),
      ['GET_READ_VERSION'],
      ['POP'],
      ...lines,
      // A reset ends reads that are under way.
      ...(lines.at(-1)![0].startsWith('GET') ? [WAIT] : []),
    ]),
    ...call('LOG_STACK', bytesOf('log')),
  ]);

async function dumpAfter(t: ExecutionContext, name: EngineName, rows: string): Promise<string> {
  const engine = await openEmpty(t, name);
  try {
    await loadText(engine, rows);
    await runInstructions(engine, 'p');
    return await dumpText(engine);
  } finally {
    await engine.close();
  }
}

test(`streams of instructions leave the same on every engine: ${[FIRST, ...OTHERS].join(', ')}`, async (t) => {
  let conflicts = 0;
  await fc.assert(
    fc.asyncProperty(stream, async (lines) => {
      const rows = rowsOf('p', lines);
      const expected = await dumpAfter(t, FIRST, rows);
      if (expected.includes(Buffer.from('1020').toString('hex'))) conflicts++;
      for (const name of OTHERS) t.is(await dumpAfter(t, name, rows), expected, name);
    }),
    { numRuns: STREAMS },
  );
  t.true(conflicts > 0, 'no stream had a conflict');
});
