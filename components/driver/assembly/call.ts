import { Argument, SendError } from '../bindings/driver-objects/call';
import { Value } from '../bindings/driver-objects/objects';
import { Result } from '../bindings/types';
import { Frame, frame } from './dispatch/frame';
import { Message } from './dispatch/message';
import { Outcome, Sent, send as sendMessage } from './dispatch/send';
import { datumOf, valueFrom } from './handle-values';
import { Handle } from './objects';
import { Datum, DatumKind, NOTHING } from './values/datum';
import { objectAt } from './world/cache';
import { world } from './world/world';

/** Which of the program's functions the verb's definition names. */
export function entry(): string {
  return frame().verb.entry;
}

/** The selector. */
export function selector(): string {
  return frame().verb.selector.text;
}

/** Who acts. */
export function actor(): Handle {
  return handleIn(frame(), 0);
}

/** Where the actor is now; with the authority of the role when that is where the actor was when the message was sent. */
export function here(): Handle | null {
  const current = frame();
  const location = objectAt(current.message.actor).location;
  if (location == 0) return null;
  if (location != current.message.here) return Handle.seeing(location);
  return handleIn(current, current.verb.selector.roleCount - 1);
}

/** The object in a role. */
export function object(role: string): Handle | null {
  const current = frame();
  const index = current.verb.selector.indexOfRole(role);
  if (index < 0 || current.message.objectIn(index) == 0) return null;
  return handleIn(current, index);
}

/** The text in a role. */
export function text(role: string): string {
  const current = frame();
  const index = current.verb.selector.indexOfRole(role);
  if (index < 1 || index > current.message.values.length) return '';
  const value = current.message.values[index - 1];
  return value.kind == DatumKind.Text ? value.text : '';
}

/** What the message answers. */
export function answer(value: Value): void {
  frame().answer = datumOf(value);
}

/** Gives the message to the next verb in rank order. */
export function pass(): Result<Value, SendError> {
  const current = frame();
  return resultOf(sendMessage(current.message, current.verb));
}

/** Sends a message with the same actor. */
export function send(selector: string, args: Array<Argument>): Result<Value, SendError> {
  const current = frame();
  let name = selector;
  const values = new Array<Datum>();
  if (args.length > 0) {
    name = '';
    for (let i = 0; i < args.length; i++) {
      name += args[i].role + ':';
      values.push(datumOf(args[i].value));
    }
  }
  const found = world().selector(name);
  // Without arguments a selector with keywords has nothing to go with them.
  while (values.length < found.keywords.length) values.push(NOTHING);
  const actor = objectAt(current.message.actor);
  return resultOf(sendMessage(new Message(found, actor.oid, actor.location, values), null));
}

/** A handle with the authority that the verb has over the object in a role. */
function handleIn(current: Frame, role: i32): Handle {
  const oid = current.message.objectIn(role);
  const prototype = current.verb.restrictions[role].prototype;
  return prototype == 0 ? Handle.seeing(oid) : Handle.inRole(oid, prototype);
}

function resultOf(sent: Sent): Result<Value, SendError> {
  switch (sent.outcome) {
    case Outcome.Answered:
      return Result.ok<Value, SendError>(valueFrom(sent.answer));
    case Outcome.Ambiguous:
      return Result.err<Value, SendError>(SendError.ambiguous(sent.text));
    case Outcome.TooDeep:
      return Result.err<Value, SendError>(SendError.tooDeep());
    case Outcome.NoProgram:
      return Result.err<Value, SendError>(SendError.noProgram(sent.text));
    default:
      return Result.err<Value, SendError>(SendError.notUnderstood(sent.text));
  }
}
