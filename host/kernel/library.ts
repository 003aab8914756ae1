import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import type { Component } from '../component/index.ts';
import { MAX_VALUE_BYTES, type Transaction } from '../store/engine.ts';
import { Corrupt } from '../store/errors.ts';
import { pack, unpack } from '../store/tuple.ts';
import { ENTRY } from './levels.ts';
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
  /** It was installed while the world ran: what a later host was built with does not replace it. */
  readonly isKept: boolean;
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

const NO_PROGRAM_NAME = /[\p{Cc}\p{Cs}]|^$/u;

/** Why bytes cannot be a program under a name, before they are read; undefined when nothing is known against it. */
export function problemWithProgram(name: string, binary: Uint8Array): string | undefined {
  if (NO_PROGRAM_NAME.test(name) || name.length > MAX_PROGRAM_NAME_UNITS) {
    return `the name must have 1 to ${MAX_PROGRAM_NAME_UNITS} characters, none of them a control character`;
  }
  if (binary.length > MAX_PROGRAM_BYTES) return `it has ${binary.length} bytes; the most is ${MAX_PROGRAM_BYTES}`;
  return undefined;
}

/** Why a component cannot be a program; undefined when nothing is known against it. */
export function problemWithComponent(component: Component): string | undefined {
  return component.exports.some(({ name }) => name === ENTRY) ? undefined : `it does not export ${ENTRY}`;
}

/** The names in use, in order. */
export function storedPrograms(transaction: Transaction): StoredProgram[] {
  return transaction.range(PROGRAM_NAMES.start, PROGRAM_NAMES.end).map(({ key, value }) => {
    const [, , name] = unpack(key) as [string, string, string];
    const [hash, size, isKept = false] = unpack(value) as [string, bigint, boolean?];
    return { name, hash, sizeBytes: Number(size), isKept };
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
  { name, hash, sizeBytes, isKept }: StoredProgram,
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
  transaction.set(programNameKey(name), pack(isKept ? [hash, BigInt(sizeBytes), true] : [hash, BigInt(sizeBytes)]));
}
