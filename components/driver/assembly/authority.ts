import * as clock from '../bindings/kernel-task/clock';
import * as slots from '../bindings/kernel-store/slots';
import { AuthorityError, Delegation as Described, Denial, Limits } from '../bindings/driver-objects/authority';
import { Rights } from '../bindings/driver-objects/objects';
import { Option, Result, Unit } from '../bindings/types';
import { denials as lastDenials, deny } from './authority/audit';
import {
  Delegation,
  MAX_CHAIN,
  MAX_DELEGATIONS,
  UNLIMITED,
  countUse,
  delegationOf,
  delegationsOf,
  depthOf,
  endDelegation,
  hasUses,
  restsOn,
  stands,
  writeDelegation,
} from './authority/delegations';
import { ADMINISTER, actsWith } from './authority/powers';
import { authorityOver } from './authority/roles';
import { GRANT, SEEN, flagsOf, rightsOf } from './authority/rights';
import { frame } from './dispatch/frame';
import { Handle } from './objects';
import { packing } from './values/tuple';
import { objectAt, stampWritten } from './world/cache';
import { Shape } from './world/shape';
import { STEPPED_DOWN } from './world/slot-names';
import { writeSlot } from './world/store';
import { WorldObject } from './world/world-object';

/** Gives somebody rights on an object. */
export function delegate(handle: Handle, to: Handle, rights: Rights, limits: Limits): Result<u64, AuthorityError> {
  const object = handle.object;
  const receiver = to.object;
  if (!object.exists || !receiver.exists) return undelegated(AuthorityError.gone());
  const wanted = rightsOf(rights) | SEEN;
  if (!handle.allows(GRANT | wanted)) {
    deny('delegate', object);
    return undelegated(AuthorityError.forbidden(object.definiteName));
  }
  const nowMs = clock.now();
  if (limits.untilMs.isSome && limits.untilMs.value <= nowMs)
    return undelegated(AuthorityError.badLimits('That time is over: name one to come.'));
  if (limits.uses.isSome && limits.uses.value == 0)
    return undelegated(AuthorityError.badLimits('Allow one use at least, or do not delegate.'));
  if (delegationsOf(object.oid).length >= MAX_DELEGATIONS) {
    const sentence = `There are ${MAX_DELEGATIONS} delegations of ${object.definiteName}: that is the most. Revoke some first.`;
    return undelegated(AuthorityError.quota(sentence));
  }
  if (handle.delegation != 0 && depthOf(object.oid, handle.delegation) >= MAX_CHAIN) {
    const sentence = `Rights are handed on ${MAX_CHAIN} times at most: ask who owns ${object.definiteName}.`;
    return undelegated(AuthorityError.quota(sentence));
  }
  const made = new Delegation(
    slots.create(),
    receiver.oid,
    wanted,
    limits.untilMs.isSome ? limits.untilMs.value : 0,
    limits.uses.isSome ? limits.uses.value : UNLIMITED,
    handle.delegation,
    frame().message.actor,
    nowMs,
  );
  writeDelegation(object, made);
  return Result.ok<u64, AuthorityError>(made.id);
}

function undelegated(error: AuthorityError): Result<u64, AuthorityError> {
  return Result.err<u64, AuthorityError>(error);
}

/** Ends a delegation, and all that rest on it. */
export function revoke(handle: Handle, id: u64): Result<Unit, AuthorityError> {
  const object = handle.object;
  if (!object.exists) return refused(AuthorityError.gone());
  const delegation = delegationOf(object.oid, id);
  // Whoever was delegated rights may take back what they have handed on themselves.
  const isTheirs =
    handle.delegation == 0 || (delegation !== null && restsOn(object.oid, delegation, handle.delegation));
  if (!handle.allows(GRANT) || !isTheirs) {
    deny('revoke a delegation of', object);
    return refused(AuthorityError.forbidden(object.definiteName));
  }
  if (delegation === null) return refused(AuthorityError.unknown());
  endDelegation(object, id);
  return done();
}

/** A handle with the rights that the call's actor, or what is in a role of it, was given. */
export function granted(handle: Handle): Result<Handle, AuthorityError> {
  const object = handle.object;
  if (!object.exists) return Result.err<Handle, AuthorityError>(AuthorityError.gone());
  let best: Delegation | null = null;
  const all = delegationsOf(object.oid);
  for (let i = 0; i < all.length; i++) {
    if (!isForThisCall(all[i]) || !stands(object.oid, all[i].id) || !hasUses(object.oid, all[i])) continue;
    if (best === null || isBetter(all[i], best)) best = all[i];
  }
  if (best === null) {
    deny('use a delegation of', object);
    return Result.err<Handle, AuthorityError>(AuthorityError.notGranted(object.definiteName));
  }
  countUse(object, best);
  const minted = new Handle(object.oid, best.rights, 0, frame().serial, best.id);
  return Result.ok<Handle, AuthorityError>(minted);
}

/** Whether a delegation is to what the running verb acts for: what is in a role that gives it authority, or the prototype of that role. */
function isForThisCall(delegation: Delegation): bool {
  if (authorityOver(delegation.to) != 0) return true;
  const restrictions = frame().verb.restrictions;
  for (let i = 0; i < restrictions.length; i++) if (restrictions[i].prototype == delegation.to) return true;
  return false;
}

/** More rights are better; of as many those that are not used up, then the older. */
function isBetter(one: Delegation, other: Delegation): bool {
  const more = popcnt<u32>(one.rights) - popcnt<u32>(other.rights);
  if (more != 0) return <i32>more > 0;
  return one.usesLeft == UNLIMITED && other.usesLeft != UNLIMITED;
}

/** The delegations of an object. */
export function delegations(handle: Handle): Array<Described> {
  const object = handle.object;
  const described = new Array<Described>();
  if (!object.exists) return described;
  const all = delegationsOf(object.oid);
  for (let i = 0; i < all.length; i++) described.push(describe(object, all[i]));
  return described;
}

function describe(object: WorldObject, delegation: Delegation): Described {
  return new Described(
    delegation.id,
    nameOf(delegation.to),
    flagsOf(delegation.rights),
    delegation.untilMs == 0 ? Option.none<u64>() : Option.some<u64>(delegation.untilMs),
    delegation.usesLeft < 0 ? Option.none<u32>() : Option.some<u32>(<u32>delegation.usesLeft),
    delegation.parent == 0 ? Option.none<u64>() : Option.some<u64>(delegation.parent),
    nameOf(delegation.by),
    delegation.sinceMs,
    stands(object.oid, delegation.id) && hasUses(object.oid, delegation),
  );
}

function nameOf(oid: u64): string {
  const object = objectAt(oid);
  return object.exists ? object.name : 'somebody who is gone';
}

/** The actor acts without their powers from now on. */
export function stepDown(): Result<Unit, AuthorityError> {
  return step(true);
}

/** The actor acts with their powers again. */
export function stepUp(): Result<Unit, AuthorityError> {
  return step(false);
}

function step(down: bool): Result<Unit, AuthorityError> {
  const actor = objectAt(frame().message.actor);
  if (frame().verb.restrictions[0].prototype == 0) {
    deny('change the powers of', actor);
    return refused(AuthorityError.forbidden(actor.definiteName));
  }
  if (Shape.of(actor.prototypes).powers == 0) return refused(AuthorityError.noPowers());
  if (actor.isSteppedDown == down) return done();
  if (down) writeSlot(actor.oid, STEPPED_DOWN, packing.start().truth(true).finish());
  else slots.clear(actor.oid, STEPPED_DOWN);
  actor.stepTo(down);
  stampWritten(actor);
  return done();
}

/** The last denied accesses. */
export function denials(limit: u32): Result<Array<Denial>, AuthorityError> {
  if (!actsWith(ADMINISTER)) {
    const actor = objectAt(frame().message.actor);
    deny('read the audit as', actor);
    return Result.err<Array<Denial>, AuthorityError>(AuthorityError.forbidden('the audit'));
  }
  const found = lastDenials(<i32>min<u32>(limit, i32.MAX_VALUE));
  const denied = new Array<Denial>();
  for (let i = 0; i < found.length; i++) {
    const one = found[i];
    denied.push(new Denial(one.atMs, one.who, one.access, one.subject, one.selector, one.program));
  }
  return Result.ok<Array<Denial>, AuthorityError>(denied);
}

function refused(error: AuthorityError): Result<Unit, AuthorityError> {
  return Result.err<Unit, AuthorityError>(error);
}

function done(): Result<Unit, AuthorityError> {
  return Result.ok<Unit, AuthorityError>(Unit.value);
}
