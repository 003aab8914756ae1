import { Buffer } from 'node:buffer';
import type { KeyValue } from './engine.ts';
import { slotName } from './layout.ts';

/*
 * All slots of an object as one array of bytes, in order of name (bytewise). Each entry: name length (u32, little-endian), name
 * (UTF-8), value length (u32, little-endian), value. This is what `kernel:store/slots.load` answers.
 */

/** A slot being written: `undefined` removes it. */
export interface SlotWrite {
  readonly name: Uint8Array;
  readonly value: Uint8Array | undefined;
}

/** Bytes of the two lengths of an entry. */
const LENGTHS_BYTES = 8;

export const EMPTY_RUN = new Uint8Array(0);

/** The run of an object's stored slots. */
export function runOf(stored: readonly KeyValue[]): Uint8Array {
  if (stored.length === 0) return EMPTY_RUN;
  return write(stored.map(({ key, value }) => ({ name: slotName(key), value })));
}

/** The value of one slot in a run. */
export function findInRun(run: Uint8Array, name: Uint8Array): Uint8Array | undefined {
  const view = new DataView(run.buffer, run.byteOffset, run.length);
  for (let at = 0; at < run.length;) {
    const nameStart = at + 4;
    const nameEnd = nameStart + view.getUint32(at, true);
    const valueStart = nameEnd + 4;
    const valueEnd = valueStart + view.getUint32(nameEnd, true);
    if (equals(run, nameStart, nameEnd, name)) return run.subarray(valueStart, valueEnd);
    at = valueEnd;
  }
  return undefined;
}

/** A run with writes applied: each name at most once among them. */
export function applyToRun(run: Uint8Array, writes: Iterable<SlotWrite>): Uint8Array {
  const changed = [...writes].sort((a, b) => Buffer.compare(a.name, b.name));
  const merged: { name: Uint8Array; value: Uint8Array }[] = [];
  let next = 0;
  const take = (write: SlotWrite): void => {
    if (write.value !== undefined) merged.push({ name: write.name, value: write.value });
    next++;
  };
  const view = new DataView(run.buffer, run.byteOffset, run.length);
  for (let at = 0; at < run.length;) {
    const nameStart = at + 4;
    const nameEnd = nameStart + view.getUint32(at, true);
    const valueStart = nameEnd + 4;
    const valueEnd = valueStart + view.getUint32(nameEnd, true);
    const name = run.subarray(nameStart, nameEnd);
    let order = -1;
    while (next < changed.length && (order = Buffer.compare(changed[next]!.name, name)) < 0) take(changed[next]!);
    if (next < changed.length && order === 0) take(changed[next]!);
    else merged.push({ name, value: run.subarray(valueStart, valueEnd) });
    at = valueEnd;
  }
  while (next < changed.length) take(changed[next]!);
  return write(merged);
}

function write(slots: readonly { name: Uint8Array; value: Uint8Array }[]): Uint8Array {
  let size = 0;
  for (const { name, value } of slots) size += LENGTHS_BYTES + name.length + value.length;
  if (size === 0) return EMPTY_RUN;
  const run = new Uint8Array(size);
  const view = new DataView(run.buffer);
  let at = 0;
  for (const { name, value } of slots) {
    view.setUint32(at, name.length, true);
    run.set(name, at + 4);
    at += 4 + name.length;
    view.setUint32(at, value.length, true);
    run.set(value, at + 4);
    at += 4 + value.length;
  }
  return run;
}

function equals(run: Uint8Array, start: number, end: number, name: Uint8Array): boolean {
  if (end - start !== name.length) return false;
  for (let i = 0; i < name.length; i++) if (run[start + i] !== name[i]) return false;
  return true;
}
