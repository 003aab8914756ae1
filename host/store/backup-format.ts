import { createHash } from 'node:crypto';
import { MAX_KEY_BYTES, MAX_VALUE_BYTES, type KeyValue } from './engine.ts';
import { Corrupt, Unavailable } from './errors.ts';

/*
 * A backup is a folder of two files.
 *
 * `rows` has every row of one state of the store, in order of key, in chunks. A chunk: bytes of its rows (u32, little-endian),
 * their number (u32), the rows, and the SHA-256 of the chunk's number from 0 (u64) with all of that. A row: bytes of the key (u16), bytes
 * of the value (u32), the key, the value.
 *
 * `manifest` has lines of text, in the order of `MANIFEST`. Its `digest` is the SHA-256 of the chunks' checksums, one after the other; its
 * last line is the SHA-256 of the lines above it. So no byte of either file can change without notice.
 */

export const ROWS_FILE = 'rows';
export const MANIFEST_FILE = 'manifest';
/** Version of the layout of these files. */
export const BACKUP_FORMAT = 1;
/** A chunk ends with the row that makes it this long, in bytes: read and hashed in under a millisecond, so nobody waits for it. */
export const CHUNK_BYTES = 256 * 1024;
export const CHUNK_HEADER_BYTES = 8;
export const CHECKSUM_BYTES = 32;
const ROW_HEADER_BYTES = 6;
/** The most bytes of rows in one chunk. */
export const MAX_CHUNK_BYTES = CHUNK_BYTES + ROW_HEADER_BYTES + MAX_KEY_BYTES + MAX_VALUE_BYTES;

/** What the manifest of a backup says. */
export interface Manifest {
  readonly rows: number;
  readonly chunks: number;
  /** Bytes of the file of rows. */
  readonly bytes: number;
  /** Version of the layout of keys and values in the store. */
  readonly storeFormat: number;
  /** What wrote the data folder: name and version. */
  readonly engine: string;
  /** When it was made, as ISO 8601 in UTC. */
  readonly made: string;
  /** SHA-256 of the chunks' checksums, in hexadecimal. */
  readonly digest: string;
}

/** One chunk of rows, as it stands in the file, and its checksum. */
export function encodeChunk(number: number, rows: readonly KeyValue[]): { chunk: Uint8Array; checksum: Uint8Array } {
  let payload = 0;
  for (const row of rows) payload += rowBytes(row);
  const chunk = new Uint8Array(CHUNK_HEADER_BYTES + payload + CHECKSUM_BYTES);
  const view = new DataView(chunk.buffer);
  view.setUint32(0, payload, true);
  view.setUint32(4, rows.length, true);
  let at = CHUNK_HEADER_BYTES;
  for (const { key, value } of rows) {
    view.setUint16(at, key.length, true);
    view.setUint32(at + 2, value.length, true);
    chunk.set(key, at + ROW_HEADER_BYTES);
    chunk.set(value, at + ROW_HEADER_BYTES + key.length);
    at += ROW_HEADER_BYTES + key.length + value.length;
  }
  const checksum = checksumOf(number, chunk.subarray(0, at));
  chunk.set(checksum, at);
  return { chunk, checksum };
}

export function rowBytes({ key, value }: KeyValue): number {
  return ROW_HEADER_BYTES + key.length + value.length;
}

/** The SHA-256 of a chunk: its header and rows. */
export function checksumOf(number: number, chunk: Uint8Array): Uint8Array {
  const counter = new Uint8Array(8);
  new DataView(counter.buffer).setBigUint64(0, BigInt(number), true);
  return createHash('sha256').update(counter).update(chunk).digest();
}

/** The rows of a chunk whose checksum is right; `undefined` when they are none all the same. */
export function decodeRows(payload: Uint8Array, count: number): KeyValue[] | undefined {
  const view = new DataView(payload.buffer, payload.byteOffset, payload.length);
  const rows: KeyValue[] = [];
  let at = 0;
  while (at + ROW_HEADER_BYTES <= payload.length) {
    const keyBytes = view.getUint16(at, true);
    const valueBytes = view.getUint32(at + 2, true);
    const valueAt = at + ROW_HEADER_BYTES + keyBytes;
    if (keyBytes === 0 || keyBytes > MAX_KEY_BYTES || valueAt + valueBytes > payload.length) return undefined;
    rows.push({
      key: payload.subarray(at + ROW_HEADER_BYTES, valueAt),
      value: payload.subarray(valueAt, valueAt + valueBytes),
    });
    at = valueAt + valueBytes;
  }
  return at === payload.length && rows.length === count ? rows : undefined;
}

/** The lines of a manifest: name and what its value looks like. */
const MANIFEST: readonly (readonly [name: string, value: RegExp])[] = [
  ['rows', /^\d{1,15}$/],
  ['chunks', /^\d{1,15}$/],
  ['bytes', /^\d{1,15}$/],
  ['store-format', /^\d{1,9}$/],
  ['engine', /^[ -~]{1,100}$/],
  ['made', /^[0-9T:.-]{1,40}Z$/],
  ['digest', /^[0-9a-f]{64}$/],
];
const FIRST_LINE = /^atrium backup, format (\d{1,9})$/;

export function writeManifest(manifest: Manifest): string {
  const { rows, chunks, bytes, storeFormat, engine, made, digest } = manifest;
  const values = [rows, chunks, bytes, storeFormat, engine, made, digest];
  const lines = [
    `atrium backup, format ${BACKUP_FORMAT}`,
    ...MANIFEST.map(([name], index) => `${name} ${values[index]}`),
  ];
  const text = `${lines.join('\n')}\n`;
  return `${text}manifest ${sha256(text)}\n`;
}

/** Reads a manifest. Throws `Corrupt` for one that is damaged and `Unavailable` for one of another format. */
export function readManifest(path: string, text: string): Manifest {
  const lines = text.split('\n');
  // Before the checksum: another format may have another one.
  const format = FIRST_LINE.exec(lines[0]!)?.[1];
  if (format === undefined) {
    throw new Corrupt(`${path} is not the manifest of a backup, or is damaged at byte 0: use another backup`);
  }
  const last = text.lastIndexOf('\nmanifest ') + 1;
  const whole = last > 0 && text.slice(last) === `manifest ${sha256(text.slice(0, last))}\n`;
  if (Number(format) !== BACKUP_FORMAT && (whole || last === 0)) throw otherFormat(path, 'backup', format);
  if (!whole) {
    throw new Corrupt(
      `${path} is damaged: its ${text.length} bytes do not have the checksum that ends it: use another backup`,
    );
  }
  const values = MANIFEST.map(([name, value], index) => {
    const [, said] = new RegExp(`^${name} (.*)$`).exec(lines[index + 1] ?? '') ?? [];
    if (said !== undefined && value.test(said)) return said;
    throw new Corrupt(`${path} does not say "${name}" in line ${index + 2}: use another backup`);
  });
  const [rows, chunks, bytes, storeFormat, engine, made, digest] = values as [
    string,
    string,
    string,
    string,
    string,
    string,
    string,
  ];
  return {
    rows: Number(rows),
    chunks: Number(chunks),
    bytes: Number(bytes),
    storeFormat: Number(storeFormat),
    engine,
    made,
    digest,
  };
}

/** What a file of another format than this program's is refused with. */
export function otherFormat(path: string, what: string, format: string | number): Unavailable {
  return new Unavailable(
    `${path} is of ${what} format ${format}, which this program does not read: use the program that wrote it`,
  );
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
