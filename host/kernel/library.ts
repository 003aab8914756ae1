import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import type { Component } from '../component/index.ts';
import { MAX_VALUE_BYTES, type Transaction } from '../store/engine.ts';
import { Corrupt } from '../store/errors.ts';
import { pack, unpack } from '../store/tuple.ts';
import { binaryPieceKey, binaryRange, PROGRAM_NAMES, programNameKey } from './key-space.ts';

/** Largest program, in bytes: what one task may write, with room for the rest of it. */
export const MAX_PROGRAM_BYTES = 8 * 1024 * 1024;
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
}

/** The programs installed in the world: their binaries in the store, their compiled components in memory. */
export class Library {
  readonly #programs = new Map<string, Program>();

  find(name: string): Program | undefined {
    return this.#programs.get(name);
  }

  all(): Iterable<Program> {
    return this.#programs.values();
  }

  /** Makes a program, stored before, the one that runs under its name. */
  adopt(program: Program): void {
    this.#programs.set(program.name, program);
  }
}

/** The names in use, in order. */
export function storedPrograms(transaction: Transaction): StoredProgram[] {
  return transaction.range(PROGRAM_NAMES.start, PROGRAM_NAMES.end).map(({ key, value }) => {
    const [, , name] = unpack(key) as [string, string, string];
    const [hash, size] = unpack(value) as [string, bigint];
    return { name, hash, sizeBytes: Number(size) };
  });
}

/** Throws `Corrupt` when it is not what was stored. */
export function readBinary(transaction: Transaction, { name, hash, sizeBytes }: StoredProgram): Uint8Array {
  const { start, end } = binaryRange(hash);
  const binary = Buffer.concat(transaction.range(start, end).map(({ value }) => value));
  if (createHash('sha256').update(binary).digest('hex') !== hash) {
    throw new Corrupt(
      `the store has ${binary.length} bytes for program "${name}" where it was given ${sizeBytes}, or other ones: restore the data folder from a copy`,
    );
  }
  return binary;
}

/** Stores a program under its name; the binary that had the name goes, unless another name has it too. */
export function storeProgram(
  transaction: Transaction,
  { name, hash, sizeBytes }: StoredProgram,
  binary: Uint8Array,
): void {
  const stored = storedPrograms(transaction);
  const before = stored.find((program) => program.name === name);
  if (
    before !== undefined &&
    before.hash !== hash &&
    !stored.some((other) => other !== before && other.hash === before.hash)
  ) {
    const { start, end } = binaryRange(before.hash);
    transaction.clearRange(start, end);
  }
  if (!stored.some((program) => program.hash === hash)) {
    for (let piece = 0; piece * MAX_VALUE_BYTES < binary.length; piece++) {
      const at = piece * MAX_VALUE_BYTES;
      transaction.set(binaryPieceKey(hash, piece), binary.subarray(at, at + MAX_VALUE_BYTES));
    }
  }
  transaction.set(programNameKey(name), pack([hash, BigInt(sizeBytes)]));
}
