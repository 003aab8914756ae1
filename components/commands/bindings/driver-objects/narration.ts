// driver:objects/narration@0.1.0, imported.
// Generated from WIT by host/bindgen; changes are overwritten.

/** Letting people perceive what happens. Everything is plain text: nothing in it is ever markup. */

import { call_act, call_actIn, call_tell } from '../abi/driver-objects/narration';
import { Handle } from './objects';

export { Handle } from './objects';

/** What kind of thing is perceived, so that a client can tell them apart. */
export enum Tone {
  /** Something happens. */
  Action,
  /** Somebody speaks aloud. */
  Speech,
  /** Somebody does something in their own words. */
  Emote,
  /** For one person only: a whisper, a page. */
  Private,
  /** How something looks. */
  Description,
  /** An answer of the world to the person who asked: "You see no lamp here." */
  Notice,
}

/**
 * Tells one person. Nobody, when the object is not a person or nobody is behind it, except that tones `speech`,
 * `emote`, `action` and `private` are kept for a person who is away for a moment (the last 200).
 */
export function tell(to: Handle, tone: Tone, text: string): void {
  call_tell(to, tone, text);
}

/**
 * Shows the line to everyone where the actor is, each from their own side.
 *
 * `{actor}` is "You" for the actor and the name for others; `{ROLE}` an object with the definite article, or "you" to the one
 * it is; `{ROLE's}` the possessive; a text role is inserted as it is. `{take|takes}` is the first to the actor, the second to
 * others. The first letter of the line becomes a capital. `{{` is a brace.
 */
export function act(tone: Tone, line: string): void {
  call_act(tone, line);
}

/** The same, to everyone in another place. */
export function actIn(place: Handle, tone: Tone, line: string): void {
  call_actIn(place, tone, line);
}
