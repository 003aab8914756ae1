// driver:objects/call@0.1.0, imported.
// Generated from WIT by host/bindgen; changes are overwritten.

/** The message being answered: what the program was called with, and how it calls on. */

import {
  call_actor,
  call_answer,
  call_entry,
  call_here,
  call_object,
  call_pass,
  call_selector,
  call_send,
  call_text,
} from '../abi/driver-objects/call';
import { Result } from '../types';
import { Handle, Value } from './objects';

export { Handle } from './objects';
export { Value } from './objects';
export { ValueTag } from './objects';

/** One keyword of a message and what goes with it. */
export class Argument {
  constructor(
    /** The keyword, without its colon: `put`, `in`. */
    public role: string,
    /** An object, a text or a number. */
    public value: Value,
  ) {}
}

/** Which case a `SendError` is. */
export enum SendErrorTag {
  /** No verb with this selector applies to these roles. Carries the message as text. */
  NotUnderstood,
  /** Two verbs apply equally well. Carries both, as text, and the role that would decide. */
  Ambiguous,
  /** Calls are nested deeper than 16 levels. */
  TooDeep,
  /** The verb's program is not installed, or its grant is missing. Carries the sentence for the person. */
  NoProgram,
}

/** Why a message had no answer. */
export class SendError {
  protected constructor(readonly tag: SendErrorTag) {}

  /** No verb with this selector applies to these roles. Carries the message as text. */
  static notUnderstood(value: string): SendError {
    return new SendError_NotUnderstood(value);
  }

  /** Two verbs apply equally well. Carries both, as text, and the role that would decide. */
  static ambiguous(value: string): SendError {
    return new SendError_Ambiguous(value);
  }

  /** Calls are nested deeper than 16 levels. */
  static tooDeep(): SendError {
    return new SendError(SendErrorTag.TooDeep);
  }

  /** The verb's program is not installed, or its grant is missing. Carries the sentence for the person. */
  static noProgram(value: string): SendError {
    return new SendError_NoProgram(value);
  }

  get isNotUnderstood(): bool {
    return this.tag == SendErrorTag.NotUnderstood;
  }

  get asNotUnderstood(): string {
    if (this.tag != SendErrorTag.NotUnderstood) throw new Error("this SendError is not not-understood");
    return changetype<SendError_NotUnderstood>(this).value;
  }

  get isAmbiguous(): bool {
    return this.tag == SendErrorTag.Ambiguous;
  }

  get asAmbiguous(): string {
    if (this.tag != SendErrorTag.Ambiguous) throw new Error("this SendError is not ambiguous");
    return changetype<SendError_Ambiguous>(this).value;
  }

  get isTooDeep(): bool {
    return this.tag == SendErrorTag.TooDeep;
  }

  get isNoProgram(): bool {
    return this.tag == SendErrorTag.NoProgram;
  }

  get asNoProgram(): string {
    if (this.tag != SendErrorTag.NoProgram) throw new Error("this SendError is not no-program");
    return changetype<SendError_NoProgram>(this).value;
  }
}

class SendError_NotUnderstood extends SendError {
  constructor(readonly value: string) {
    super(SendErrorTag.NotUnderstood);
  }
}

class SendError_Ambiguous extends SendError {
  constructor(readonly value: string) {
    super(SendErrorTag.Ambiguous);
  }
}

class SendError_NoProgram extends SendError {
  constructor(readonly value: string) {
    super(SendErrorTag.NoProgram);
  }
}

/** Which of the program's functions the verb's definition names: `run: commands take` gives "take". */
export function entry(): string {
  return call_entry();
}

/** The selector: `look`, `put:in:`. */
export function selector(): string {
  return call_selector();
}

/** Who acts, with the authority of the verb's `actor` role. */
export function actor(): Handle {
  return call_actor();
}

/** Where the actor is, with the authority of the verb's `here` role when it has one; none for somebody nowhere. */
export function here(): Handle | null {
  return call_here();
}

/**
 * The object in a role, with the authority of the prototype that the verb's definition names for it; none when the role has
 * no object.
 */
export function object(role: string): Handle | null {
  return call_object(role);
}

/** The text in a role; empty when there is none. */
export function text(role: string): string {
  return call_text(role);
}

/** What the message answers: given to whoever sent it. Only the last one counts. */
export function answer(value: Value): void {
  call_answer(value);
}

/** Gives the message to the next applicable verb in rank order, with the same roles, and returns its answer. */
export function pass(): Result<Value, SendError> {
  return call_pass();
}

/**
 * Sends a message with the same actor, and returns its answer. The selector is the arguments' roles in order, each
 * with a colon; for a message without arguments it is `selector` itself.
 */
export function send(selector: string, arguments_: Array<Argument>): Result<Value, SendError> {
  return call_send(selector, arguments_);
}
