import { createHash, randomBytes } from 'node:crypto';
import { zstdCompressSync } from 'node:zlib';
import test from 'ava';
import { MAX_PROGRAM_BYTES, NotInstalled } from '../../host/kernel/index.ts';
import { programNameKey, programPieceKey, programRange, type Encoding } from '../../host/kernel/key-space.ts';
import { MAX_COMPRESSED_BYTES } from '../../host/kernel/library.ts';
import { MAX_VALUE_BYTES, type LocalTransaction } from '../../host/store/engine.ts';
import { Corrupt } from '../../host/store/errors.ts';
import { openLmdb } from '../../host/store/lmdb-engine.ts';
import { pack } from '../../host/store/tuple.ts';
import { removeFolder } from '../host-process.ts';
import { DESK, GRANTS, PROGRAM, World } from './world.ts';

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const HASH = sha256(PROGRAM.binary);
/** Far more than a program may have, in a few kilobytes when it is compressed. */
const BOMB = zstdCompressSync(Buffer.alloc(256 * 1024 * 1024));

/** A program of another size: a custom section that nobody reads lies behind it. */
function padded(payload: Uint8Array): Uint8Array {
  const name = Buffer.from('\u0004junk');
  const size = Buffer.alloc(5);
  const length = name.length + payload.length;
  for (let at = 0; at < 5; at++) size[at] = ((length >>> (7 * at)) & 0x7f) | (at < 4 ? 0x80 : 0);
  return Buffer.concat([PROGRAM.binary, Buffer.of(0), size, name, payload]);
}

/** A folder in which the program is installed, and changed behind the host's back. */
async function folderWith(change: (transaction: LocalTransaction) => void): Promise<string> {
  const world = await World.open();
  await world.stop();
  const engine = await openLmdb({ folder: world.folder });
  const transaction = engine.begin();
  change(transaction);
  await transaction.commit();
  await engine.close();
  return world.folder;
}

async function piecesIn(folder: string, encoding: Encoding, hash: string): Promise<Uint8Array> {
  const engine = await openLmdb({ folder });
  const transaction = engine.begin();
  const { start, end } = programRange(encoding, hash);
  const pieces = transaction.range(start, end).map(({ value }) => value);
  transaction.abort();
  await engine.close();
  return Buffer.concat(pieces);
}

function store(transaction: LocalTransaction, encoding: Encoding, bytes: Uint8Array): void {
  for (const each of ['binary', 'zstd'] as const) {
    const { start, end } = programRange(each, HASH);
    transaction.clearRange(start, end);
  }
  for (let piece = 0; piece * MAX_VALUE_BYTES < bytes.length; piece++) {
    const at = piece * MAX_VALUE_BYTES;
    transaction.set(programPieceKey(encoding, HASH, piece), bytes.subarray(at, at + MAX_VALUE_BYTES));
  }
}

test('a program is compressed in the store', async (t) => {
  const world = await World.open();
  await world.stop();
  const stored = await piecesIn(world.folder, 'zstd', HASH);
  t.true(stored.length > 0 && stored.length < PROGRAM.binary.length * 0.7, `${stored.length} bytes`);
  t.is((await piecesIn(world.folder, 'binary', HASH)).length, 0);
  await removeFolder(world.folder);
});

test('a program that was stored as it is runs, and goes when another takes its name', async (t) => {
  const folder = await folderWith((transaction) => store(transaction, 'binary', PROGRAM.binary));
  const world = await World.open({ folder, programs: [] });
  t.is(await (await world.caller()).ask('run program kept'), 'KEPT');
  const other = padded(Buffer.from('x'));
  await world.kernel.install({ name: 'program', binary: other, grant: false });
  t.is(await (await world.caller()).ask('run program again'), 'AGAIN');
  await world.stop();
  t.is((await piecesIn(folder, 'binary', HASH)).length, 0);
  const next = await World.open({ folder, programs: [] });
  t.is(next.kernel.components[1]?.hash, sha256(other));
  await next.discard();
});

/** What is done to a stored program. */
const DAMAGES: Record<string, (transaction: LocalTransaction) => void> = {
  'a byte is another': (transaction) => {
    const key = programPieceKey('zstd', HASH, 0);
    const piece = Uint8Array.from(transaction.get(key)!);
    piece[piece.length >> 1]! ^= 1;
    transaction.set(key, piece);
  },
  'the end is missing': (transaction) => {
    const key = programPieceKey('zstd', HASH, 0);
    transaction.set(key, transaction.get(key)!.slice(0, -9));
  },
  'all is missing': (transaction) => store(transaction, 'zstd', Buffer.alloc(0)),
  'nothing of it is compressed': (transaction) => store(transaction, 'zstd', PROGRAM.binary),
  'another program is in its place': (transaction) =>
    store(transaction, 'zstd', zstdCompressSync(padded(Buffer.alloc(0)))),
  'it would expand without bound': (transaction) => store(transaction, 'zstd', BOMB),
  'it would expand without bound, and its record says so': (transaction) => {
    store(transaction, 'zstd', BOMB);
    transaction.set(programNameKey('program'), pack([HASH, 2n ** 28n]));
  },
  'its record names another size': (transaction) =>
    transaction.set(programNameKey('program'), pack([HASH, BigInt(PROGRAM.binary.length + 1)])),
  'its record has no size': (transaction) => transaction.set(programNameKey('program'), pack([HASH])),
};

for (const [damage, inflict] of Object.entries(DAMAGES)) {
  test(`a stored program is known for damaged, and ends the start: ${damage}`, async (t) => {
    const folder = await folderWith(inflict);
    const error = await t.throwsAsync(World.open({ folder, programs: [] }), { instanceOf: Corrupt });
    t.regex(error.message, /^program "program" is damaged in the store: .*: restore the data folder from a copy$/);
    await removeFolder(folder);
  });
}

test('a program of the largest size is installed, and is there for the next host', async (t) => {
  const world = await World.open({ grants: { ...GRANTS, large: new Map([[DESK, {}]]) } });
  const room = MAX_PROGRAM_BYTES - padded(Buffer.alloc(0)).length;
  const binary = padded(Buffer.concat([randomBytes(7_000_000), Buffer.alloc(room - 7_000_000)]));
  t.is(binary.length, MAX_PROGRAM_BYTES);
  t.is((await world.kernel.install({ name: 'large', binary, grant: false })).sizeBytes, MAX_PROGRAM_BYTES);
  t.is(await (await world.caller()).ask('run large size'), 'SIZE');
  await world.stop();
  const next = await World.open({ folder: world.folder, grants: { ...GRANTS, large: new Map([[DESK, {}]]) } });
  t.is(await (await next.caller()).ask('run large size'), 'SIZE');
  await next.discard();
});

test('a program over a limit is refused, and nothing of it is stored', async (t) => {
  const world = await World.open();
  const tooLarge = padded(Buffer.alloc(MAX_PROGRAM_BYTES));
  const dense = padded(randomBytes(MAX_COMPRESSED_BYTES));
  for (const [binary, message] of [
    [tooLarge, new RegExp(`^"large" cannot be installed: it has ${tooLarge.length} bytes; the most is 16000000$`)],
    [dense, /^"large" cannot be installed: it has 80\d{5} bytes when it is compressed; the most is 8000000$/],
  ] as const) {
    const error = await t.throwsAsync(world.kernel.install({ name: 'large', binary, grant: true }), {
      instanceOf: NotInstalled,
    });
    t.is(error.code, 'invalid');
    t.regex(error.message, message);
    t.is(await (await world.caller()).ask('run large x'), 'not installed: large');
  }
  await world.discard();
});
