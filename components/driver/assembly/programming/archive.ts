import * as clock from '../../bindings/kernel-task/clock';
import * as slots from '../../bindings/kernel-store/slots';
import { Selector, Verb, readVerb } from '../dispatch/verb';
import { TupleReader, packRef, packing } from '../values/tuple';
import { writeSlot } from '../world/store';
import { world } from '../world/world';

/** Before a selector, on the object of the world: what holds the verbs that it had. They are not read with those it has. */
const ARCHIVE_PREFIX = 'past/';
/** Definitions that are kept of one verb. */
const MAX_PAST = 20;
/** Definitions that are kept of one selector, whatever its verbs were restricted to. */
const MAX_PAST_OF_SELECTOR = 200;
/** Digits of a number, so that slots come in order. */
const DIGITS = 10;

const reader = new TupleReader();

/** A definition that has ended. */
export class Past {
  constructor(
    readonly slot: string,
    readonly verb: Verb,
    /** Who ended it, and when, in milliseconds since 1970. */
    readonly endedBy: u64,
    readonly untilMs: i64,
  ) {}
}

/** Keeps a verb that ends now. */
export function keepPast(verb: Verb, endedBy: u64): void {
  const archive = archiveOf(verb.selector.text, true);
  const past = read(archive);
  packing.start();
  verb.write(packing);
  packing.ref(endedBy).integer(clock.now());
  const number = past.length == 0 ? 0 : I32.parseInt(past[past.length - 1].slot) + 1;
  writeSlot(archive, number.toString().padStart(DIGITS, '0'), packing.finish());
  let own = 1;
  for (let i = past.length - 1; i >= 0; i--) {
    const same = verb.rivals(past[i].verb);
    if (same) own++;
    if ((same && own > MAX_PAST) || past.length - i >= MAX_PAST_OF_SELECTOR) slots.clear(archive, past[i].slot);
  }
}

/** What the verbs with a selector were, the earliest first. */
export function pastOf(selector: string): Array<Past> {
  const archive = archiveOf(selector, false);
  return archive == 0 ? [] : read(archive);
}

/** The object that keeps what the verbs with a selector were; 0 when there is none and none is to be made. */
function archiveOf(selector: string, made: bool): u64 {
  const slot = ARCHIVE_PREFIX + selector;
  const held = slots.get(world().oid, slot);
  if (held !== null) return reader.of(held).ref();
  if (!made) return 0;
  const archive = slots.create();
  writeSlot(world().oid, slot, packRef(archive));
  return archive;
}

function read(archive: u64): Array<Past> {
  const bytes = slots.load(archive);
  const past = new Array<Past>();
  const end = bytes.dataStart + bytes.length;
  for (let at = bytes.dataStart; at < end;) {
    const nameSize = load<u32>(at);
    const value = at + 8 + nameSize;
    const valueSize = load<u32>(value - 4);
    const slot = String.UTF8.decodeUnsafe(at + 4, nameSize);
    reader.over(value, valueSize);
    const verb = readVerb(0, 0, new Selector(reader.text()), reader);
    past.push(new Past(slot, verb, reader.ref(), reader.integer()));
    at = value + valueSize;
  }
  return past;
}
