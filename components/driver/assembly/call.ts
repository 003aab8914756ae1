import { Argument, SendError } from '../bindings/driver-objects/call';
import { Value } from '../bindings/driver-objects/objects';
import { Result } from '../bindings/types';
import { deny } from './authority/audit';
import { powersOf, powersOfActor } from './authority/powers';
import { STATE } from './authority/rights';
import { authorityOver } from './authority/roles';
import { Frame, frame } from './dispatch/frame';
import { Message, NO_VALUES } from './dispatch/message';
import { Outcome, Sent, send as sendMessage } from './dispatch/send';
import { Selector } from './dispatch/verb';
import { datumOf, mayGive, valueFrom } from './handle-values';
import { Handle } from './objects';
import { Datum, DatumKind, NOTHING } from './values/datum';
import { TextBuilder } from './values/text-builder';
import { objectAt } from './world/cache';
import { world } from './world/world';
import { WorldObject } from './world/world-object';

const COLON = 0x3a;
const scratch = new TextBuilder();
/** What most messages come to. */
const NO_VALUE = valueFrom(NOTHING);
const NO_ANSWER = Result.ok<Value, SendError>(NO_VALUE);

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

/** Sends a message with the same actor, over whom the verb has authority. */
export function send(selector: string, args: Array<Argument>): Result<Value, SendError> {
  const actor = objectAt(frame().message.actor);
  const prototype = authorityOver(actor.oid);
  if (prototype == 0) return forbidden(actor, selector, args);
  return sendFor(actor, powersOf(objectAt(prototype)), selector, args);
}

/** Sends a message in which another object acts, over which there is authority. */
export function sendAs(actor: Handle, selector: string, args: Array<Argument>): Result<Value, SendError> {
  const object = actor.object;
  if (!object.exists || !actor.allows(STATE)) return forbidden(object, selector, args);
  const powers = actor.prototype == 0 ? powersOfActor() : powersOf(objectAt(actor.prototype));
  return sendFor(object, powers, selector, args);
}

function sendFor(actor: WorldObject, powers: u32, selector: string, args: Array<Argument>): Result<Value, SendError> {
  const found = args.length == 0 ? world().selector(selector) : selectorOf(args);
  const count = found.keywords.length;
  const values = count == 0 ? NO_VALUES : new Array<Datum>(count);
  for (let i = 0; i < count; i++) {
    // A selector may have more keywords than there are arguments: nothing goes with those.
    const value = i < args.length ? unchecked(args[i]).value : NO_VALUE;
    if (!mayGive(value)) return forbidden(actor, selector, args);
    unchecked((values[i] = datumOf(value)));
  }
  return resultOf(sendMessage(new Message(found, actor.oid, actor.location, values, powers), null));
}

/** The selector that the roles of arguments make. */
function selectorOf(args: Array<Argument>): Selector {
  scratch.start();
  for (let i = 0; i < args.length; i++) scratch.text(args[i].role).unit(COLON);
  return world().selectorWritten(scratch);
}

function nameOf(selector: string, args: Array<Argument>): string {
  if (args.length == 0) return selector;
  let name = '';
  for (let i = 0; i < args.length; i++) name += args[i].role + ':';
  return name;
}

function forbidden(actor: WorldObject, selector: string, args: Array<Argument>): Result<Value, SendError> {
  const name = nameOf(selector, args);
  deny('send as', actor, name);
  return Result.err<Value, SendError>(SendError.forbidden(`This verb may not send ${name} as ${actor.definiteName}.`));
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
      return sent.answer.isNothing ? NO_ANSWER : Result.ok<Value, SendError>(valueFrom(sent.answer));
    case Outcome.Ambiguous:
      return Result.err<Value, SendError>(SendError.ambiguous(sent.text));
    case Outcome.TooDeep:
      return Result.err<Value, SendError>(SendError.tooDeep());
    case Outcome.Forbidden:
      deny('lend powers of', objectAt(frame().message.actor));
      return Result.err<Value, SendError>(SendError.forbidden(sent.text));
    case Outcome.NoProgram:
      return Result.err<Value, SendError>(SendError.noProgram(sent.text));
    default:
      return Result.err<Value, SendError>(SendError.notUnderstood(sent.text));
  }
}
