import * as bucket from '../../bindings/kernel-store/bucket';
import { Tone } from '../../bindings/driver-objects/narration';
import { TupleReader, packing } from '../values/tuple';

/** What is kept for one person, in lines. */
export const KEPT_LINES = 200;
/** One in so many lines removes what is over `KEPT_LINES`, so there are never many more. */
const LINES_A_TRIM: u64 = 128;

/** A line that somebody may have missed. */
export class KeptLine {
  constructor(
    readonly sequence: u64,
    readonly tone: Tone,
    readonly text: string,
  ) {}
}

const reader = new TupleReader();

/** Keeps a line for somebody. */
export function keepLine(player: u64, sequence: u64, tone: Tone, text: string): void {
  // A line that is too large for the store was too large for a message as well.
  const written = bucket.set(key(player, sequence), packing.start().integer(tone).text(text).finish());
  if (!written.isOk && !written.err.isValueTooLarge)
    throw new Error('a line could not be kept: the task has written too much');
  // Which line trims depends on both numbers, so that a line to a full room does not trim for everyone at once.
  if ((sequence + player) % LINES_A_TRIM == 0) trim(player);
}

function trim(player: u64): void {
  const kept = bucket.range(key(player, 0), key(player + 1, 0), KEPT_LINES, true);
  if (kept.length == KEPT_LINES) bucket.clearRange(key(player, 0), kept[KEPT_LINES - 1].key);
}

/** The last lines kept for somebody after a sequence number, the oldest first. */
export function keptLines(player: u64, after: u64): Array<KeptLine> {
  const entries = bucket.range(key(player, after + 1), key(player + 1, 0), KEPT_LINES, true);
  const lines = new Array<KeptLine>();
  for (let i = entries.length - 1; i >= 0; i--) {
    reader.of(entries[i].value);
    const tone = <Tone>reader.integer();
    lines.push(new KeptLine(sequenceOf(entries[i].key), tone, reader.text()));
  }
  return lines;
}

/** Forgets what was kept for somebody. */
export function forgetLines(player: u64): void {
  bucket.clearRange(key(player, 0), key(player + 1, 0));
}

/** Big-endian, so that keys are in the order of their numbers. */
function key(player: u64, sequence: u64): Uint8Array {
  const key = new Uint8Array(16);
  store<u64>(key.dataStart, bswap(player));
  store<u64>(key.dataStart + 8, bswap(sequence));
  return key;
}

function sequenceOf(key: Uint8Array): u64 {
  return bswap(load<u64>(key.dataStart + 8));
}
