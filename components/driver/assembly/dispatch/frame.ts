import { Datum, NOTHING } from '../values/datum';
import { ByteReader, ByteWriter } from '../values/bytes';
import { currentRun } from '../world/cache';
import { joinTask, outdateWorld, world } from '../world/world';
import { hasNewsForAbove, packForAbove, packForBelow, takeFromAbove, takeFromBelow } from '../world/written';
import { effects } from './effects';
import { Message, NO_VALUES } from './message';
import { Verb } from './verb';

/** The call that this instance serves: a verb of a message, run by a program. */
export class Frame {
  /** What the program answers. */
  answer: Datum = NOTHING;

  constructor(
    readonly verb: Verb,
    readonly message: Message,
    /** Grows with every frame: handles of earlier ones are recognised by it. */
    readonly serial: u32,
  ) {}
}

/** The answer of a call that answers nothing and has changed nothing. */
const NO_NEWS = new Uint8Array(0);

const writer = new ByteWriter();
const reader = new ByteReader();
let serving: Frame | null = null;
let serial: u32 = 0;

/** The call being served. A program runs only inside one. */
export function frame(): Frame {
  const current = serving;
  if (current === null) throw new Error('driver:objects was called outside of a call');
  return current;
}

/** The bytes that begin a call on another instance. */
export function packCall(message: Message, verb: Verb): Uint8Array {
  writer.start();
  writer.number(currentRun());
  writer.u64(world().version);
  packForBelow(writer);
  writer.number(verb.index);
  writer.number(message.actor);
  writer.number(message.here);
  writer.u32(message.powers);
  const values = message.values;
  for (let i = 0; i < values.length; i++) unchecked(values[i]).write(writer);
  return writer.finish();
}

/** Begins to serve a call. */
export function enterCall(bytes: Uint8Array): void {
  reader.of(bytes);
  const run = reader.number();
  joinTask(run, reader.u64());
  takeFromAbove(reader);
  const verb = world().verbs[<i32>reader.number()];
  const actor = reader.number();
  const here = reader.number();
  const powers = reader.u32();
  const count = verb.selector.keywords.length;
  const values = count == 0 ? NO_VALUES : new Array<Datum>(count);
  for (let i = 0; i < count; i++) unchecked((values[i] = Datum.read(reader)));
  serving = new Frame(verb, new Message(verb.selector, actor, here, values, powers), ++serial);
  effects.start();
}

/** Ends the call: its answer, and what it has changed. */
export function leaveCall(): Uint8Array {
  const answer = frame().answer;
  serving = null;
  if (answer.isNothing && !hasNewsForAbove() && effects.none) return NO_NEWS;
  writer.start();
  answer.write(writer);
  packForAbove(writer);
  writer.u8(effects.leaving ? 1 : 0);
  writer.u8(effects.redefined ? 1 : 0);
  writer.count(effects.touched.length);
  for (let i = 0; i < effects.touched.length; i++) writer.u64(effects.touched[i]);
  return writer.finish();
}

/** Takes over what a call on another instance has changed; its answer. */
export function unpackAnswer(bytes: Uint8Array): Datum {
  if (bytes.length == 0) {
    takeFromBelow(null);
    return NOTHING;
  }
  reader.of(bytes);
  const answer = Datum.read(reader);
  takeFromBelow(reader);
  if (reader.u8() != 0) effects.leaving = true;
  if (reader.u8() != 0) {
    effects.redefined = true;
    outdateWorld();
  }
  const count = reader.count();
  for (let i = 0; i < count; i++) effects.touch(reader.u64());
  return answer;
}
