import { ByteReader, ByteWriter } from '../values/bytes';
import { outdate } from './cache';

// What one instance of the driver remembers of an object stays true within a task until somebody writes the object. So instances tell
// each other what they have written: the one that invokes in the frame, the one that serves in its answer. Calls nest in one line
// (an instance is invoked by the one above it alone), which is why three positions in one list suffice.

/** How far back an object is looked for that may be listed already: writes to one object come close together. */
const LOOK_BACK = 8;

/** The objects that this task has written, in order, as far as this instance knows. */
const written: Array<u64> = [];
/** How many of them the instance below knows of. */
let told: i32 = 0;
/** How many of them the instance above knew of when this one was called. */
let known: i32 = 0;

/** A task begins: nothing has been written. */
export function forgetWritten(): void {
  written.length = 0;
  told = 0;
  known = 0;
}

/** To be called when this instance has written an object. */
export function noteWritten(oid: u64): void {
  const least = max(max(told, known), written.length - LOOK_BACK);
  for (let i = written.length - 1; i >= least; i--) if (written[i] == oid) return;
  written.push(oid);
}

/** Writes what the instance below does not know of: it does once `takeFromBelow` is called. */
export function packForBelow(writer: ByteWriter): void {
  pack(writer, told);
}

/** Writes what the instance above does not know of. */
export function packForAbove(writer: ByteWriter): void {
  pack(writer, known);
}

/** Whether there is anything that the instance above does not know of. */
export function hasNewsForAbove(): bool {
  return written.length > known;
}

/** Takes over what the instance above has written. */
export function takeFromAbove(reader: ByteReader): void {
  take(reader);
  known = written.length;
}

/** The instance below has answered, with what it has written when there is a reader. */
export function takeFromBelow(reader: ByteReader | null): void {
  if (reader !== null) take(reader);
  told = written.length;
}

function pack(writer: ByteWriter, from: i32): void {
  writer.count(written.length - from);
  for (let i = from; i < written.length; i++) writer.u64(written[i]);
}

function take(reader: ByteReader): void {
  const count = reader.count();
  for (let i = 0; i < count; i++) {
    const oid = reader.u64();
    written.push(oid);
    outdate(oid);
  }
}
