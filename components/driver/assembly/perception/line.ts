import * as connections from '../../bindings/kernel-net/connections';
import * as slots from '../../bindings/kernel-store/slots';
import { Tone } from '../../bindings/driver-objects/narration';
import { writeString } from '../values/json';
import { shortened } from '../values/text';
import { frame } from '../values/text-builder';
import { objectAt } from '../world/cache';
import { WorldObject } from '../world/world-object';
import { keepLine } from './backlog';

/** A message may have 60,000 UTF-16 units; text is cut where a message could pass that. */
export const MAX_TEXT_UNITS = 58_000;

/** The names of the tones in the protocol, by tone. */
const TONES: StaticArray<string> = ['action', 'speech', 'emote', 'private', 'description', 'notice'];

/** One thing perceived, by one person or many: what is sent is made once for each form it is sent in. */
export class Line {
  /** Its place among all that is kept: rises with time, for everybody alike. 0 until somebody needs it. */
  private sequence: u64 = 0;
  private keptFrame: string | null = null;
  private ownFrame: string | null = null;

  constructor(
    readonly tone: Tone,
    readonly text: string,
  ) {}

  /** Tells somebody what others say and do: kept for those who may miss it. */
  reach(person: WorldObject): void {
    if (this.tone > Tone.Private) return this.answer(person);
    const connected = person.connection != 0;
    if (connected && person.transport == connections.Transport.Lines) return this.sendText(person.connection);
    if (!connected && !person.isAsleep) return;
    if (this.sequence == 0) this.sequence = slots.create();
    keepLine(person.oid, this.sequence, this.tone, this.text);
    if (!connected) return;
    let made = this.keptFrame;
    if (made === null) {
      made = narrativeFrame(this.tone, this.text, this.sequence, false);
      this.keptFrame = made;
    }
    connections.send(person.connection, made);
  }

  /** Tells somebody about what they did or asked: never kept. */
  answer(person: WorldObject): void {
    if (person.connection == 0) return;
    if (person.transport == connections.Transport.Lines) return this.sendText(person.connection);
    let made = this.ownFrame;
    if (made === null) {
      made = narrativeFrame(this.tone, this.text, 0, false);
      this.ownFrame = made;
    }
    connections.send(person.connection, made);
  }

  /** Tells everyone connected in a place but one; never kept. */
  answerOthers(place: WorldObject, except: WorldObject): void {
    for (let i = 0; i < place.contents.length; i++) {
      const person = objectAt(place.contents[i]);
      if (person !== except) this.answer(person);
    }
  }

  /** Tells everyone in a place but one. */
  reachOthers(place: WorldObject, except: WorldObject): void {
    for (let i = 0; i < place.contents.length; i++) {
      const person = objectAt(place.contents[i]);
      if (person !== except) this.reach(person);
    }
  }

  private sendText(connection: u64): void {
    connections.send(connection, shortened(this.text, MAX_TEXT_UNITS));
  }
}

/** A `narrative` of the protocol. `sequence` is 0 for what is not kept. */
export function narrativeFrame(tone: Tone, text: string, sequence: u64, missed: bool): string {
  frame.start().text('{"type":"narrative","tone":"').text(TONES[tone]).text('","text":');
  writeString(frame, text, MAX_TEXT_UNITS);
  if (sequence != 0) frame.text(',"seq":').integer(sequence);
  if (missed) frame.text(',"missed":true');
  return frame.unit(0x7d).finish();
}
