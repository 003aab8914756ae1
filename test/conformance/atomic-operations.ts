import { Buffer } from 'node:buffer';
import type { Mutation, Transaction } from '../../host/store/engine.ts';
import { CLIENT_INVALID_OPERATION, InterfaceError } from './error-codes.ts';

/** Bytes of the offset of a versionstamp. */
const OFFSET_BYTES = 4;

const MUTATIONS: Readonly<Record<string, Mutation>> = {
  ADD: 'add',
  AND: 'and',
  BIT_AND: 'and',
  OR: 'or',
  BIT_OR: 'or',
  XOR: 'xor',
  BIT_XOR: 'xor',
  APPEND_IF_FITS: 'append-if-fits',
  MAX: 'max',
  MIN: 'min',
  BYTE_MAX: 'byte-max',
  BYTE_MIN: 'byte-min',
  COMPARE_AND_CLEAR: 'compare-and-clear',
};

/** The atomic operation of a name, as instructions have it. */
export function mutate(transaction: Transaction, mutation: string, key: Uint8Array, value: Uint8Array): void {
  if (mutation === 'SET_VERSIONSTAMPED_KEY') {
    const { bytes, offset } = withOffset(key);
    return transaction.setVersionstampedKey(bytes, offset, value);
  }
  if (mutation === 'SET_VERSIONSTAMPED_VALUE') {
    const { bytes, offset } = withOffset(value);
    return transaction.setVersionstampedValue(key, bytes, offset);
  }
  const known = MUTATIONS[mutation];
  if (known === undefined) throw new Error(`there is no atomic operation ${mutation}`);
  transaction.mutate(known, key, value);
}

/** FoundationDB has the offset of a versionstamp in the last four bytes, little-endian. */
function withOffset(bytes: Uint8Array): { bytes: Uint8Array; offset: number } {
  const end = bytes.length - OFFSET_BYTES;
  if (end < 0) throw new InterfaceError(CLIENT_INVALID_OPERATION);
  return { bytes: bytes.subarray(0, end), offset: Buffer.from(bytes).readUInt32LE(end) };
}
