import { Buffer } from 'node:buffer';
import { MAX_VALUE_BYTES, type Mutation } from './engine.ts';

/*
 * The atomic changes of FoundationDB from API version 510 on, byte for byte: fdbclient/include/fdbclient/Atomic.h in its repository.
 */

/** A change of a value: what it becomes, given what it was; `undefined` stands for a missing one. */
export type Change = (value: Uint8Array | undefined, operand: Uint8Array) => Uint8Array | undefined;

export const MUTATIONS: Readonly<Record<Mutation, Change>> = {
  add: (value, operand) => {
    if (value === undefined) return operand;
    const result = new Uint8Array(operand.length);
    let carry = 0;
    for (let i = 0; i < operand.length; i++) {
      carry += operand[i]! + (value[i] ?? 0);
      result[i] = carry;
      carry >>>= 8;
    }
    return result;
  },
  and: (value, operand) => (value === undefined ? operand : operand.map((byte, i) => byte & (value[i] ?? 0))),
  or: (value, operand) => (value === undefined ? operand : operand.map((byte, i) => byte | (value[i] ?? 0))),
  xor: (value, operand) => (value === undefined ? operand : operand.map((byte, i) => byte ^ (value[i] ?? 0))),
  'append-if-fits': (value, operand) => {
    if (value === undefined) return operand;
    return value.length + operand.length > MAX_VALUE_BYTES ? value : Buffer.concat([value, operand]);
  },
  max: (value, operand) => (value === undefined || compareTo(value, operand) <= 0 ? operand : fitted(value, operand)),
  min: (value, operand) => (value === undefined || compareTo(value, operand) >= 0 ? operand : fitted(value, operand)),
  'byte-max': (value, operand) => (value === undefined || Buffer.compare(value, operand) <= 0 ? operand : value),
  'byte-min': (value, operand) => (value === undefined || Buffer.compare(value, operand) >= 0 ? operand : value),
  'compare-and-clear': (value, operand) =>
    value === undefined || Buffer.compare(value, operand) === 0 ? undefined : value,
};

/** Those that can be gathered: doing two with operands of one length does the same as one with the second done to the first. */
export const GATHERED: ReadonlySet<Mutation> = new Set([
  'add',
  'and',
  'or',
  'xor',
  'max',
  'min',
  'byte-max',
  'byte-min',
] as const);

/** Compares little-endian integers, the value cut or extended to the length of the operand. */
function compareTo(value: Uint8Array, operand: Uint8Array): number {
  for (let i = operand.length - 1; i >= 0; i--) {
    const difference = (value[i] ?? 0) - operand[i]!;
    if (difference !== 0) return difference;
  }
  return 0;
}

/** The value, cut or extended with zeros to the length of the operand. */
function fitted(value: Uint8Array, operand: Uint8Array): Uint8Array {
  const result = new Uint8Array(operand.length);
  result.set(value.subarray(0, operand.length));
  return result;
}
