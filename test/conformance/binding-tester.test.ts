import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { Buffer } from 'node:buffer';
import { join } from 'node:path';
import { promisify } from 'node:util';
import test, { type ExecutionContext } from 'ava';
import { openMemory } from '../../host/store/memory.ts';
import { F32, pack, unpack, Versionstamp, type Element } from '../../host/store/tuple.ts';
import { clusterFile, emptyPart } from '../store/foundationdb-clusters.ts';
import { temporaryFolder } from '../store/folders.ts';
import { hexOf } from '../store/keys.ts';
import { dumpText, loadText } from './dumps.ts';
import { bytesOf, call, rowsOf, type Line } from './instructions.ts';
import { runInstructions } from './stack-machine.ts';

const PREFIX = 'p';
/** What `LOG_STACK` of these tests writes under. */
const LOG = bytesOf('log/');
const LOGGED: readonly Line[] = call('LOG_STACK', LOG);

/** The instructions of other machines, by their prefix. */
type Others = Readonly<Record<string, readonly Line[]>>;

/** Runs instructions in memory; what the store holds beside them, by key. */
async function outcome(lines: readonly Line[], others: Others = {}): Promise<Record<string, Uint8Array>> {
  const engine = openMemory();
  try {
    const loaded = Object.entries({ [PREFIX]: lines, ...others }).map(([prefix, own]) => rowsOf(prefix, own));
    await loadText(engine, loaded.join(''));
    await runInstructions(engine, PREFIX);
    const rows = (await dumpText(engine)).split('\n').filter((row) => row !== '' && !loaded.join('').includes(row));
    return Object.fromEntries(
      rows.map((row) => {
        const [key, value] = row.split(' ').map((part) => Buffer.from(part, 'hex'));
        return [key!.toString('latin1'), value!];
      }),
    );
  } finally {
    await engine.close();
  }
}

/** What the instructions leave on the stack, from the oldest: each item with the number of its instruction. */
async function stackAfter(lines: readonly Line[], others: Others = {}): Promise<[Element, number][]> {
  const found = await outcome([...lines, ...LOGGED], others);
  const items: [Element, number][] = [];
  for (const [key, value] of Object.entries(found)) {
    if (!key.startsWith('log/')) continue;
    const [index, at] = unpack(bytesOf(key.slice(LOG.length)));
    const [item] = unpack(value);
    items[Number(index)] = [item instanceof Uint8Array ? Buffer.from(item).toString('latin1') : item!, Number(at)];
  }
  return items;
}

async function leaves(t: ExecutionContext, lines: readonly Line[], expected: readonly Element[]): Promise<void> {
  t.deepEqual(
    (await stackAfter(lines)).map(([item]) => item),
    expected,
  );
}

const error = (code: number): string =>
  Buffer.from(pack([Buffer.from('ERROR'), Buffer.from(`${code}`)])).toString('latin1');
const packed = (...elements: Element[]): string => Buffer.from(pack(elements)).toString('latin1');
const set = (key: string, value: string): Line[] => call('SET', bytesOf(key), bytesOf(value));
const commit: Line[] = [['COMMIT'], ['WAIT_FUTURE'], ['POP'], ['RESET']];

test('the stack: items keep the number of their instruction', async (t) => {
  const lines: Line[] = [
    ['PUSH', 1n],
    ['PUSH', 'two'],
    ['DUP'],
    ['PUSH', 1n],
    ['SWAP'],
    ['PUSH', 5n],
    ['PUSH', 7n],
    ['SUB'],
    ['PUSH', 'b'],
    ['PUSH', 'a'],
    ['CONCAT'],
    ['PUSH', null],
    ['POP'],
  ];
  t.deepEqual(await stackAfter(lines), [
    [1n, 0],
    ['two', 1],
    ['two', 1],
    [2n, 7],
    ['ab', 10],
  ]);
  t.deepEqual(await stackAfter([...lines, ['EMPTY_STACK'], ['PUSH', 1n]]), [[1n, 14]]);
});

test('reads see what the transaction wrote, and the database what was committed', async (t) => {
  await leaves(
    t,
    [
      ['NEW_TRANSACTION'],
      ...set('a', '1'),
      ...call('GET', bytesOf('a')),
      ...call('GET_DATABASE', bytesOf('a')),
      ...call('GET_SNAPSHOT', bytesOf('a')),
      ['COMMIT'],
      ['WAIT_FUTURE'],
      ['RESET'],
      ...call('GET_DATABASE', bytesOf('a')),
      ...call('CLEAR_DATABASE', bytesOf('a')),
      ...call('GET', bytesOf('a')),
    ],
    ['1', 'RESULT_NOT_PRESENT', '1', 'RESULT_NOT_PRESENT', '1', 'RESULT_NOT_PRESENT', 'RESULT_NOT_PRESENT'],
  );
});

test('ranges, both ways, with limits and selectors', async (t) => {
  const mode = -1n;
  await leaves(
    t,
    [
      ['NEW_TRANSACTION'],
      ...['k1', 'k2', 'k3', 'k4'].flatMap((key) => set(key, `v${key}`)),
      ...call('GET_RANGE', bytesOf('k2'), bytesOf('k4'), 0n, 0n, mode),
      ...call('GET_RANGE', bytesOf('k1'), bytesOf('k9'), 2n, 1n, mode),
      ...call('GET_RANGE_STARTS_WITH', bytesOf('k'), 1n, 0n, mode),
      ...call('GET_RANGE', bytesOf('k1'), bytesOf('k9'), 0n, 0n, 0n),
      // From the last key below k3 (k2) to one after the first key above k3 (k5 stands for the end): all but those of another prefix.
      ...call('GET_RANGE_SELECTOR', bytesOf('k3'), 0n, 0n, bytesOf('k3'), 1n, 1n, 0n, 0n, mode, bytesOf('k')),
      ...call('GET_KEY', bytesOf('k2'), 1n, 1n, bytesOf('k')),
      ...call('GET_KEY', bytesOf('k2'), 0n, -7n, bytesOf('k')),
      ...call('GET_KEY', bytesOf('k2'), 0n, 99n, bytesOf('k')),
      ...call('GET_KEY', bytesOf('k2'), 1n, 0n, bytesOf('k')),
    ],
    [
      packed(bytesOf('k2'), bytesOf('vk2'), bytesOf('k3'), bytesOf('vk3')),
      packed(bytesOf('k4'), bytesOf('vk4'), bytesOf('k3'), bytesOf('vk3')),
      packed(bytesOf('k1'), bytesOf('vk1')),
      error(2210),
      packed(bytesOf('k2'), bytesOf('vk2'), bytesOf('k3'), bytesOf('vk3')),
      'k3',
      'k',
      'l',
      'k2',
    ],
  );
});

test('atomic operations change what is stored, little-endian', async (t) => {
  const change = (mutation: string, operand: string): Line[] =>
    call('ATOMIC_OP_DATABASE', mutation, bytesOf('n'), bytesOf(operand));
  const found = await outcome([
    ...call('SET_DATABASE', bytesOf('n'), bytesOf('\xff\x01')),
    ...change('ADD', '\x01\x00'),
    ...change('BIT_OR', '\x80\x00'),
    ...change('BIT_XOR', '\x01\x01'),
    ...change('APPEND_IF_FITS', '!'),
    ...call('ATOMIC_OP_DATABASE', 'COMPARE_AND_CLEAR', bytesOf('m'), bytesOf('x')),
    ...call('ATOMIC_OP_DATABASE', 'MIN', bytesOf('m'), bytesOf('\x05')),
  ]);
  t.deepEqual(Buffer.from(found['n']!).toString('latin1'), '\x81\x03!');
  t.deepEqual(Buffer.from(found['m']!).toString('latin1'), '\x05');
});

test('a conflict is an error on the stack; a blind write and a disabled conflict are none', async (t) => {
  const other = (lines: Line[]): Line[] => [
    ...call('USE_TRANSACTION', bytesOf('other')),
    ...lines,
    ...commit,
    ...call('USE_TRANSACTION', bytesOf('one')),
  ];
  const one = (lines: Line[]): Line[] => [
    ...call('USE_TRANSACTION', bytesOf('one')),
    ['GET_READ_VERSION'],
    ['POP'],
    ...lines,
  ];
  const end: Line[] = [...set('z', '1'), ['COMMIT'], ['WAIT_FUTURE'], ['RESET']];
  await leaves(
    t,
    [
      ...one([...call('GET', bytesOf('a')), ['POP'], ...other(set('a', '1')), ...end]),
      ...one([...call('GET_SNAPSHOT', bytesOf('a')), ['POP'], ...other(set('a', '2')), ...end]),
      ...one([...call('READ_CONFLICT_KEY', bytesOf('b')), ['POP'], ...other(set('b', '1')), ...end]),
      ...one([
        ...call('READ_CONFLICT_RANGE', bytesOf('b'), bytesOf('c')),
        ['POP'],
        ...other([...call('WRITE_CONFLICT_KEY', bytesOf('bb')), ['POP']]),
        ...end,
      ]),
      ...one([
        ...call('READ_CONFLICT_RANGE', bytesOf('b'), bytesOf('c')),
        ['POP'],
        ...other([['DISABLE_WRITE_CONFLICT'], ...set('bb', '1')]),
        ...end,
      ]),
      ...call('ON_ERROR', 1020n),
      ...call('ON_ERROR', 2000n),
    ],
    [
      error(1020),
      'RESULT_NOT_PRESENT',
      error(1020),
      error(1020),
      'RESULT_NOT_PRESENT',
      'RESULT_NOT_PRESENT',
      error(2000),
    ],
  );
});

test('versions go from one transaction to another; a cancelled one is over until it is reset', async (t) => {
  await leaves(
    t,
    [
      ['NEW_TRANSACTION'],
      ...set('a', '1'),
      ['COMMIT'],
      ['WAIT_FUTURE'],
      ['GET_COMMITTED_VERSION'],
      ['RESET'],
      ...call('SET_DATABASE', bytesOf('b'), bytesOf('later')),
      ['POP'],
      ['GET_READ_VERSION'],
      ['SET_READ_VERSION'],
      ...call('GET', bytesOf('a')),
      ['RESET'],
      ['CANCEL'],
      ...set('a', 'never'),
      ...call('GET', bytesOf('a')),
      ['COMMIT'],
      ['RESET'],
      ...call('GET', bytesOf('a')),
      ['GET_APPROXIMATE_SIZE'],
      ...call('GET_ESTIMATED_RANGE_SIZE', bytesOf('a'), bytesOf('b')),
      ...call('GET_RANGE_SPLIT_POINTS', bytesOf('a'), bytesOf('b'), 10n),
      ['GET_VERSIONSTAMP'],
      ['COMMIT'],
      ...call('GET', bytesOf('a')),
      ...call('READ_CONFLICT_RANGE', bytesOf('b'), bytesOf('a')),
    ],
    [
      'RESULT_NOT_PRESENT',
      'GOT_COMMITTED_VERSION',
      'GOT_READ_VERSION',
      error(2010),
      error(1025),
      error(1025),
      '1',
      'GOT_APPROXIMATE_SIZE',
      'GOT_ESTIMATED_RANGE_SIZE',
      'GOT_RANGE_SPLIT_POINTS',
      error(2021),
      'RESULT_NOT_PRESENT',
      error(2017),
      error(2005),
    ],
  );
});

test('an error that is not retried cancels the transaction, and one that is cancelled stays so until it is reset', async (t) => {
  const onError = (code: number): Line[] => call('ON_ERROR', BigInt(code));
  await leaves(
    t,
    [
      ...set('a', 'never'),
      ...onError(2101),
      ...call('GET', bytesOf('a')),
      ...onError(1020),
      ['COMMIT'],
      ['RESET'],
      ...call('GET', bytesOf('a')),
      ['CANCEL'],
      ...onError(1020),
      ['RESET'],
      ...onError(1020),
      ...call('GET', bytesOf('a')),
    ],
    [
      error(2101),
      error(1025),
      error(1025),
      error(1025),
      'RESULT_NOT_PRESENT',
      error(1025),
      'RESULT_NOT_PRESENT',
      'RESULT_NOT_PRESENT',
    ],
  );
});

test('of a transaction that was committed and cancelled, it is told first that it was committed', async (t) => {
  await leaves(
    t,
    [
      ...set('a', '1'),
      ['COMMIT'],
      ['WAIT_FUTURE'],
      ['CANCEL'],
      ...call('GET', bytesOf('a')),
      ['COMMIT'],
      ['GET_COMMITTED_VERSION'],
      ...call('ON_ERROR', 1020n),
      ['RESET'],
      ...call('GET', bytesOf('a')),
    ],
    ['RESULT_NOT_PRESENT', error(2017), error(2017), 'GOT_COMMITTED_VERSION', error(1025), '1'],
  );
});

test('errors that mean another thing to who retries are raised as that, and those of a changed cluster are not retried', async (t) => {
  for (const [code, raised] of [
    [0, 2000],
    [1100, 1025],
    [1039, 1039],
  ] as const) {
    await leaves(t, call('ON_ERROR', BigInt(code)), [error(raised)]);
  }
});

test('versionstamps are where the offset says, the same in key and value and as the stack has it', async (t) => {
  const found = await outcome([
    ['NEW_TRANSACTION'],
    ...call('ATOMIC_OP', 'SET_VERSIONSTAMPED_KEY', bytesOf('s-##########-e\x02\0\0\0'), bytesOf('x')),
    ...call('ATOMIC_OP', 'SET_VERSIONSTAMPED_VALUE', bytesOf('v'), bytesOf('<##########>\x01\0\0\0')),
    ['GET_VERSIONSTAMP'],
    ['COMMIT'],
    ['NEW_TRANSACTION'],
    ...call('ATOMIC_OP', 'SET_VERSIONSTAMPED_VALUE', bytesOf('v'), bytesOf('<##########>\x01\0\0\0')),
    ...call('GET', bytesOf('v')),
    ['COMMIT'],
    ['NEW_TRANSACTION'],
    ...call('ATOMIC_OP', 'SET_VERSIONSTAMPED_VALUE', bytesOf('v'), bytesOf('too short\x01\0\0\0')),
    ['COMMIT'],
    ...LOGGED,
  ]);
  const value = Buffer.from(found['v']!).toString('latin1');
  const stamp = value.slice(1, 11);
  t.regex(value, /^<[^]{10}>$/);
  t.is(Buffer.from(found[`s-${stamp}-e`]!).toString('latin1'), 'x');
  const items = Object.entries(found).filter(([key]) => key.startsWith('log/'));
  t.deepEqual(
    items.map(([, item]) => unpack(item).map((element) => Buffer.from(element as Uint8Array).toString('latin1'))[0]),
    [stamp, 'RESULT_NOT_PRESENT', error(1036), error(1036), error(2000)],
  );
});

test('tuples are packed, unpacked, ranged, sorted, stamped and converted', async (t) => {
  const unset = new Versionstamp(Buffer.from(`${'ff'.repeat(10)}0001`, 'hex'));
  const pushed = (...popped: Element[]): Line[] => popped.reverse().map((argument): Line => ['PUSH', argument]);
  await leaves(
    t,
    [
      ...pushed(2n, 'a', [1n, null]),
      ['TUPLE_PACK'],
      ...call('TUPLE_UNPACK', pack(['a', 1n])),
      ...pushed(1n, 'r'),
      ['TUPLE_RANGE'],
      ...pushed(3n, pack(['b']), pack([-1n]), pack(['a', 2n])),
      ['TUPLE_SORT'],
      ...pushed(bytesOf('pre'), 2n, 'a', unset),
      ['TUPLE_PACK_WITH_VERSIONSTAMP'],
      ...pushed(bytesOf(''), 1n, 'a'),
      ['TUPLE_PACK_WITH_VERSIONSTAMP'],
      ...pushed(bytesOf(''), 2n, unset, [unset]),
      ['TUPLE_PACK_WITH_VERSIONSTAMP'],
      ...call('ENCODE_FLOAT', Buffer.from('3fc00000', 'hex')),
      ...call('ENCODE_DOUBLE', Buffer.from('c045000000000000', 'hex')),
      ...call('DECODE_FLOAT', new F32(1.5)),
      ...call('DECODE_DOUBLE', -42),
    ],
    [
      packed('a', [1n, null]),
      packed('a'),
      packed(1n),
      `${packed('r')}\0`,
      `${packed('r')}\xff`,
      packed('a', 2n),
      packed('b'),
      packed(-1n),
      'OK',
      `pre${packed('a', unset)}\x07\0\0\0`,
      'ERROR: NONE',
      'ERROR: MULTIPLE',
      new F32(1.5),
      -42,
      Buffer.from('3fc00000', 'hex').toString('latin1'),
      Buffer.from('c045000000000000', 'hex').toString('latin1'),
    ],
  );
});

test('machines run side by side and wait for each other by the store', async (t) => {
  const found = await stackAfter(
    [
      ...call('SET_DATABASE', bytesOf('gate'), bytesOf('shut')),
      ['POP'],
      ...call('START_THREAD', bytesOf('second')),
      ...call('WAIT_EMPTY', bytesOf('gate')),
      ...call('GET_DATABASE', bytesOf('by the second')),
    ],
    {
      second: [
        ['NEW_TRANSACTION'],
        ...set('by the second', 'done'),
        ...call('CLEAR_RANGE_STARTS_WITH', bytesOf('gate')),
        ...commit,
      ],
    },
  );
  t.deepEqual(
    found.map(([item]) => item),
    ['WAITED_FOR_EMPTY', 'done'],
  );
});

test('an unknown instruction, a bad file and a bad engine end the program with an error', async (t) => {
  await t.throwsAsync(outcome([['DIRECTORY_CREATE']]), { message: /instruction 0 of p is unknown: DIRECTORY_CREATE/ });
  await t.throwsAsync(outcome([['POP']]), { message: /empty stack/ });
  const engine = openMemory();
  await t.throwsAsync(loadText(engine, 'xyz'), { message: /line 1 is not/ });
  await engine.close();
  await t.throwsAsync(program(['--engine', 'paper', '--prefix', 'p']), { message: /lmdb, foundationdb, memory/ });
});

const run = promisify(execFile);

function program(options: readonly string[]): Promise<unknown> {
  return run(process.execPath, [join(import.meta.dirname, 'binding-tester.ts'), ...options]);
}

test('the program loads, runs and dumps, on every engine the same', async (t) => {
  const folder = temporaryFolder();
  const input = join(folder, 'input');
  writeFileSync(
    input,
    rowsOf('tést', [['NEW_TRANSACTION'], ...set('a', '1'), ...commit, ...call('GET', bytesOf('a')), ...LOGGED]),
  );
  const engines = ['memory', 'lmdb', ...(clusterFile === undefined ? [] : ['foundationdb'])];
  const dumps: string[] = [];
  for (const engine of engines) {
    const dump = join(folder, engine);
    const space = hexOf(emptyPart(t));
    await program(['--engine', engine, '--prefix', 'tést', '--load', input, '--dump', dump, '--space', space]);
    dumps.push(readFileSync(dump, 'utf8'));
  }
  const logged = `${hexOf(Buffer.concat([LOG, pack([0n, 9n])]))} ${hexOf(pack([bytesOf('1')]))}`;
  const expected = [...readFileSync(input, 'utf8').trim().split('\n'), '61 31', logged].sort();
  for (const dump of dumps) t.deepEqual(dump.trim().split('\n'), expected);
});
