import { Buffer } from 'node:buffer';
import { keyBytes, keyText } from './bytes.ts';
import { MAX_KEY_BYTES } from './engine.ts';
import { Corrupt } from './errors.ts';
import { lowerBound } from './sorted-keys.ts';
import type { Written } from './read-set.ts';

/*
 * What the processes that share a store tell each other in it: one record for each group of commits that one of them wrote at once,
 * under the version of its last. A record: the version before its first (u64), when it was written (f64, milliseconds since 1970), who
 * wrote it (16 bytes), and the ranges it wrote, each as two lengths (u16) and two keys. All big-endian.
 */

/** Most bytes of a record, about. A group that wrote more has neighbouring ranges made one: too much counts as written, never too little. */
const MAX_RECORD_BYTES = 16 * 1024;
const PREFIX = Buffer.from('\xffcommit', 'latin1');
const HEADER_BYTES = 32;
export const WRITER_BYTES = 16;

/** The key of the record whose last version is this. */
export function recordKey(version: number): Uint8Array {
  const key = Buffer.alloc(PREFIX.length + 8);
  PREFIX.copy(key);
  key.writeBigUInt64BE(BigInt(version), PREFIX.length);
  return key;
}

export function recordVersion(key: Uint8Array): number {
  return Number(Buffer.from(key).readBigUInt64BE(PREFIX.length));
}

/** The commits of one group, as the conflict check of later ones sees them. */
export class CommitRecord implements Written {
  /** The version before the first of them. */
  readonly firstVersion: number;
  readonly lastVersion: number;
  readonly writtenMs: number;
  readonly writer: Uint8Array;
  next: CommitRecord | undefined;
  /** Starts and ends of the ranges written, in order and apart from each other. */
  readonly #starts: readonly string[];
  readonly #ends: readonly string[];

  private constructor(
    versions: { firstVersion: number; lastVersion: number },
    writtenMs: number,
    writer: Uint8Array,
    starts: readonly string[],
    ends: readonly string[],
  ) {
    this.firstVersion = versions.firstVersion;
    this.lastVersion = versions.lastVersion;
    this.writtenMs = writtenMs;
    this.writer = writer;
    this.#starts = starts;
    this.#ends = ends;
  }

  /** `ranges` may overlap and be in any order. */
  static of(
    versions: { firstVersion: number; lastVersion: number },
    writtenMs: number,
    writer: Uint8Array,
    ranges: Iterable<readonly [start: string, end: string]>,
  ): CommitRecord {
    const sorted = [...ranges].map(([start, end]) => [cut(start), cut(end)] as const);
    sorted.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    let starts: string[] = [];
    let ends: string[] = [];
    for (const [start, end] of sorted) {
      const last = ends.length - 1;
      if (last >= 0 && start <= ends[last]!) {
        if (end > ends[last]!) ends[last] = end;
      } else {
        starts.push(start);
        ends.push(end);
      }
    }
    while (starts.length > 1 && encodedBytes(starts, ends) > MAX_RECORD_BYTES) {
      starts = starts.filter((_, index) => index % 2 === 0);
      ends = ends.filter((_, index) => index % 2 === 1 || index === ends.length - 1);
    }
    return new CommitRecord(versions, writtenMs, writer, starts, ends);
  }

  /** Throws `Corrupt`; `place` is for its message. */
  static decode(lastVersion: number, bytes: Uint8Array, place: string): CommitRecord {
    const record = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    const damaged = (): Corrupt =>
      new Corrupt(`${place} has a damaged record of commit ${lastVersion}: restore a backup`);
    if (record.length < HEADER_BYTES) throw damaged();
    const firstVersion = Number(record.readBigUInt64BE(0));
    const starts: string[] = [];
    const ends: string[] = [];
    let at = HEADER_BYTES;
    while (at + 4 <= record.length) {
      const middle = at + 4 + record.readUInt16BE(at);
      const end = middle + record.readUInt16BE(at + 2);
      if (end > record.length) throw damaged();
      starts.push(keyText(record.subarray(at + 4, middle)));
      ends.push(keyText(record.subarray(middle, end)));
      at = end;
    }
    if (at !== record.length || firstVersion >= lastVersion) throw damaged();
    const versions = { firstVersion, lastVersion };
    return new CommitRecord(versions, record.readDoubleBE(8), record.subarray(16, HEADER_BYTES), starts, ends);
  }

  encode(): Uint8Array {
    const record = Buffer.alloc(encodedBytes(this.#starts, this.#ends));
    record.writeBigUInt64BE(BigInt(this.firstVersion), 0);
    record.writeDoubleBE(this.writtenMs, 8);
    record.set(this.writer, 16);
    let at = HEADER_BYTES;
    for (const [index, start] of this.#starts.entries()) {
      const end = this.#ends[index]!;
      record.writeUInt16BE(start.length, at);
      record.writeUInt16BE(end.length, at + 2);
      record.set(keyBytes(start), at + 4);
      record.set(keyBytes(end), at + 4 + start.length);
      at += 4 + start.length + end.length;
    }
    return record;
  }

  /** Memory this takes, in bytes, about. */
  get sizeBytes(): number {
    return encodedBytes(this.#starts, this.#ends);
  }

  conflictVersion(text: string): number {
    return this.#touches(text, `${text}\0`) ? this.lastVersion : 0;
  }

  conflictsAfter(start: string, end: string, after: number): boolean {
    return this.lastVersion > after && this.#touches(start, end);
  }

  #touches(start: string, end: string): boolean {
    // The last range that begins below the end is the only one that can reach over the start.
    const index = lowerBound(this.#starts, end) - 1;
    return index >= 0 && this.#ends[index]! > start;
  }
}

/** A bound that tells stored keys apart as the given one does, and has a length that fits. */
function cut(bound: string): string {
  return bound.length <= MAX_KEY_BYTES + 1 ? bound : `${bound.slice(0, MAX_KEY_BYTES)}\0`;
}

function encodedBytes(starts: readonly string[], ends: readonly string[]): number {
  let size = HEADER_BYTES;
  for (const [index, start] of starts.entries()) size += 4 + start.length + ends[index]!.length;
  return size;
}
