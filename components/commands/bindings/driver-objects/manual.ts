// driver:objects/manual@0.1.0, imported.
// Generated from WIT by host/bindgen; changes are overwritten.

/** The help that verbs and topics of the world carry. */

import { call_commands, call_find, call_topics } from '../abi/driver-objects/manual';

/** One command, and how it is typed. */
export class Entry {
  constructor(
    /** The word it begins with: "put". */
    public word: string,
    /** How it is typed: "put THING in CONTAINER"; one for each form. */
    public usage: Array<string>,
    /** The first sentence of its help. */
    public summary: string,
  ) {}
}

/** A command word, or the name of a topic, in full: usage and help. None when there is neither. */
export function find(subject: string): string | null {
  return call_find(subject);
}

/** The commands that the actor of the call could use, by word. */
export function commands(): Array<Entry> {
  return call_commands();
}

/** The names of the topics. */
export function topics(): Array<string> {
  return call_topics();
}
