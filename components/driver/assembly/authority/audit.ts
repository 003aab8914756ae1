import * as bucket from '../../bindings/kernel-store/bucket';
import * as clock from '../../bindings/kernel-task/clock';
import * as log from '../../bindings/kernel-task/log';
import { frame } from '../dispatch/frame';
import { TupleReader, packing } from '../values/tuple';
import { objectAt } from '../world/cache';
import { WorldObject } from '../world/world-object';

// Denied accesses: the last ones in the store, for those who administer, and all in the operator's log, also those of a task that
// came to nothing.

/** Lines that are kept: days of a world in order, and minutes of one under attack. */
export const MAX_KEPT = 1000;
/** Lines of one actor in one moment, a millisecond, so that one task cannot push out what others have left. */
const MAX_A_MOMENT = 32;
/** One in so many lines removes what is over `MAX_KEPT`. */
const LINES_A_TRIM: u64 = 32;
/** UTF-16 units of a name in a line. */
const MAX_UNITS = 200;

/** An access that was denied. */
export class Denied {
  constructor(
    readonly atMs: u64,
    /** Who acted, by name. */
    readonly who: string,
    /** "read", "write", "move", "claim", …. */
    readonly access: string,
    /** What it was about: an object's name, and a property or selector. */
    readonly subject: string,
    /** The verb that tried, and its program. */
    readonly selector: string,
    readonly program: string,
  ) {}
}

const reader = new TupleReader();

/** Notes that the running verb was denied access to an object, or with `part` to a property or message of it. */
export function deny(access: string, object: WorldObject, part: string = ''): void {
  const current = frame();
  const actor = current.message.actor;
  const nowMs = clock.now();
  const last = bucket.range(key(nowMs, actor, 0), key(nowMs, actor, MAX_A_MOMENT), 1, true);
  const index = last.length == 0 ? 0 : indexOf(last[0].key) + 1;
  if (index >= MAX_A_MOMENT) return;
  const who = cut(objectAt(actor).name);
  const name = cut(object.exists ? object.definiteName : 'something recycled');
  const subject = part.length == 0 ? name : `${cut(part)} of ${name}`;
  const selector = current.verb.selector.text;
  const program = current.verb.program;
  log.write(log.Level.Info, `denied: ${who} may not ${access} ${subject}, by the verb ${selector} of ${program}`);
  packing.start().text(who).text(access).text(subject).text(selector).text(program);
  // A task that has written too much fails at its next write; the log has the line.
  bucket.set(key(nowMs, actor, index), packing.finish());
  if ((nowMs + actor + index) % LINES_A_TRIM == 0) trim();
}

/** The last denied accesses, the latest first. */
export function denials(limit: i32): Array<Denied> {
  const entries = bucket.range(key(0, 0, 0), key(u64.MAX_VALUE, 0, 0), min(limit, MAX_KEPT), true);
  const denied = new Array<Denied>();
  for (let i = 0; i < entries.length; i++) {
    const atMs = bswap(load<u64>(entries[i].key.dataStart + 8));
    reader.of(entries[i].value);
    denied.push(new Denied(atMs, reader.text(), reader.text(), reader.text(), reader.text(), reader.text()));
  }
  return denied;
}

function trim(): void {
  const kept = bucket.range(key(0, 0, 0), key(u64.MAX_VALUE, 0, 0), MAX_KEPT, true);
  if (kept.length == MAX_KEPT) bucket.clearRange(key(0, 0, 0), kept[MAX_KEPT - 1].key);
}

/** Big-endian, so that keys are in the order of time. The first eight bytes are those of nobody, for whom no lines are kept. */
function key(atMs: u64, actor: u64, index: i32): Uint8Array {
  const key = new Uint8Array(26);
  store<u64>(key.dataStart + 8, bswap(atMs));
  store<u64>(key.dataStart + 16, bswap(actor));
  store<u16>(key.dataStart + 24, bswap(<u16>index));
  return key;
}

function indexOf(key: Uint8Array): i32 {
  return bswap(load<u16>(key.dataStart + 24));
}

function cut(text: string): string {
  return text.length > MAX_UNITS ? text.substring(0, MAX_UNITS) + '…' : text;
}
