import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import type { Component } from '../component/index.ts';
import { MAX_VALUE_BYTES, type KeyValue, type Transaction } from '../store/engine.ts';
import { after, all, type Answer } from '../store/answer.ts';
import { Corrupt } from '../store/errors.ts';
import { pack, unpack } from '../store/tuple.ts';
import { decompress } from './compression.ts';
import { ENTRY } from './levels.ts';
import { ENCODINGS, PROGRAM_NAMES, programNameKey, programPieceKey, programRange, type Encoding } from './key-space.ts';

/**
 * Largest program, in bytes: the largest that languages make is 13 MB, JavaScript with SpiderMonkey. A driver that installs one is handed
 * it in one call, which may carry 16 MiB.
 */
export const MAX_PROGRAM_BYTES = 16_000_000;
/** Most a program may have when it is compressed, in bytes: what one task may write, with room for the rest of it. */
export const MAX_COMPRESSED_BYTES = 8_000_000;
/** Longest name of a program, in UTF-16 units. */
export const MAX_PROGRAM_NAME_UNITS = 80;

/** An installed program, ready to be instantiated. */
export interface Program {
  readonly name: string;
  readonly component: Component;
  readonly sizeBytes: number;
}

/** An installed program as the store has it. */
export interface StoredProgram {
  readonly name: string;
  readonly hash: string;
  readonly sizeBytes: number;
  /** It was installed while the world ran: what a later host was built with does not replace it. */
  readonly isKept: boolean;
}

/** The programs installed in the world: their binaries in the store, their compiled components in memory. */
export class Library {
  readonly #programs = new Map<string, Program>();
  /** The one found last. Names come out of guests as strings that have no hash yet: comparing two is quicker than looking one up. */
  #last: Program | undefined;

  find(name: string): Program | undefined {
    if (this.#last?.name !== name) this.#last = this.#programs.get(name);
    return this.#last;
  }

  all(): Iterable<Program> {
    return this.#programs.values();
  }

  /** Makes a program, stored before, the one that runs under its name. */
  adopt(program: Program): void {
    this.#programs.set(program.name, program);
    this.#last = undefined;
  }
}

const NO_PROGRAM_NAME = /[\p{Cc}\p{Cs}]|^$/u;

/** Why bytes cannot be a program under a name, before they are read; undefined when nothing is known against it. */
export function problemWithProgram(name: string, binary: Uint8Array): string | undefined {
  if (NO_PROGRAM_NAME.test(name) || name.length > MAX_PROGRAM_NAME_UNITS) {
    return `the name must have 1 to ${MAX_PROGRAM_NAME_UNITS} characters, none of them a control character`;
  }
  if (binary.length > MAX_PROGRAM_BYTES) return `it has ${binary.length} bytes; the most is ${MAX_PROGRAM_BYTES}`;
  return undefined;
}

/** Why a program cannot be stored as it is compressed; undefined when it can. */
export function problemWithCompressed(compressed: Uint8Array): string | undefined {
  if (compressed.length <= MAX_COMPRESSED_BYTES) return undefined;
  return `it has ${compressed.length} bytes when it is compressed; the most is ${MAX_COMPRESSED_BYTES}`;
}

/** Why a component cannot be a program; undefined when nothing is known against it. */
export function problemWithComponent(component: Component): string | undefined {
  return component.exports.some(({ name }) => name === ENTRY) ? undefined : `it does not export ${ENTRY}`;
}

/** The names in use, in order. */
export function storedPrograms(transaction: Transaction): Answer<StoredProgram[]> {
  return after(transaction.range(PROGRAM_NAMES.start, PROGRAM_NAMES.end), (rows) =>
    rows.map(({ key, value }) => {
      const [, , name] = unpack(key) as [string, string, string];
      const [hash, size, isKept = false] = unpack(value) as [string, bigint, boolean?];
      return { name, hash, sizeBytes: Number(size), isKept };
    }),
  );
}

/** A program's binary as the store has it. */
export interface StoredBinary {
  readonly encoding: Encoding;
  readonly bytes: Uint8Array;
}

export function storedBinary(transaction: Transaction, { hash }: StoredProgram): Answer<StoredBinary> {
  const pieces = ENCODINGS.map((encoding) => piecesOf(transaction, encoding, hash));
  return after(all(pieces), ([binary = [], compressed = []]) =>
    compressed.length > 0 ? joined('zstd', compressed) : joined('binary', binary),
  );
}

function piecesOf(transaction: Transaction, encoding: Encoding, hash: string): Answer<KeyValue[]> {
  const { start, end } = programRange(encoding, hash);
  return transaction.range(start, end);
}

function joined(encoding: Encoding, pieces: readonly KeyValue[]): StoredBinary {
  return { encoding, bytes: Buffer.concat(pieces.map(({ value }) => value)) };
}

/** The binary that was installed. Rejects with `Corrupt` when it is not what was stored. */
export async function readBinary(program: StoredProgram, { encoding, bytes }: StoredBinary): Promise<Uint8Array> {
  const { name, hash, sizeBytes } = program;
  const size = `its record says ${sizeBytes} bytes`;
  if (sizeBytes > MAX_PROGRAM_BYTES) throw damaged(name, `${size}, and the most is ${MAX_PROGRAM_BYTES}`);
  let binary = bytes;
  if (encoding === 'zstd') {
    try {
      binary = await decompress(bytes, sizeBytes);
    } catch (error) {
      throw damaged(name, `${size}, and its ${bytes.length} compressed bytes hold something else`, error);
    }
  }
  const isWhole = binary.length === sizeBytes && createHash('sha256').update(binary).digest('hex') === hash;
  if (isWhole) return binary;
  throw damaged(name, `${size}, and its ${binary.length} bytes are not those that were given`);
}

function damaged(name: string, what: string, cause?: unknown): Corrupt {
  return new Corrupt(`program "${name}" is damaged in the store: ${what}: restore the data folder from a copy`, {
    cause,
  });
}

/**
 * Stores a program under its name; the binary that had the name goes, unless another name has it too. `compressed` is the binary as
 * `compress` makes it.
 */
export function storeProgram(
  transaction: Transaction,
  { name, hash, sizeBytes, isKept }: StoredProgram,
  compressed: Uint8Array,
): Answer<void> {
  return after(storedPrograms(transaction), (stored) => {
    const before = stored.find((program) => program.name === name);
    if (
      before !== undefined &&
      before.hash !== hash &&
      !stored.some((other) => other !== before && other.hash === before.hash)
    ) {
      for (const encoding of ENCODINGS) {
        const { start, end } = programRange(encoding, before.hash);
        transaction.clearRange(start, end);
      }
    }
    if (!stored.some((program) => program.hash === hash)) {
      for (let piece = 0; piece * MAX_VALUE_BYTES < compressed.length; piece++) {
        const at = piece * MAX_VALUE_BYTES;
        transaction.set(programPieceKey('zstd', hash, piece), compressed.subarray(at, at + MAX_VALUE_BYTES));
      }
    }
    transaction.set(programNameKey(name), pack(isKept ? [hash, BigInt(sizeBytes), true] : [hash, BigInt(sizeBytes)]));
  });
}
