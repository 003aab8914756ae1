import { frame } from '../dispatch/frame';
import { RestrictionKind } from '../dispatch/restriction';
import { objectAt } from '../world/cache';
import { WorldObject } from '../world/world-object';

// What people may do beyond acting in the world. Prototypes give powers to whoever delegates to them: `may: build, program`.

/** Make things and places, and change what is theirs. */
export const BUILD: u32 = 1 << 0;
/** Change what kinds of things there are, and what verbs. */
export const PROGRAM_WORLD: u32 = 1 << 1;
/** Change what belongs to others and to the world, and read the audit. */
export const ADMINISTER: u32 = 1 << 2;
/** Whoever types a command lends its verb whatever powers they have. */
export const ALL_POWERS: u32 = u32.MAX_VALUE;

/** As files name them, in the order of their bits. */
export const POWER_NAMES: StaticArray<string> = ['build', 'program', 'administer'];

/** What an object, or what it delegates to, gives the power to do. */
export function powersOf(object: WorldObject): u32 {
  return object.may | object.shape.powers;
}

/** Whether somebody has a power at the moment. */
export function may(person: WorldObject, power: u32): bool {
  return (powersOf(person) & power) == power;
}

/** Whether the actor has a power, and lends it: whoever sent the message in their name may have lent less. */
export function actorMay(power: u32): bool {
  const message = frame().message;
  return (message.powers & power) == power && may(objectAt(message.actor), power);
}

/** The powers that a verb takes from its actor: those of the prototype that its definition names for the actor. */
export function powersOfActor(): u32 {
  const restriction = frame().verb.restrictions[0];
  if (restriction.kind != RestrictionKind.Prototype) return 0;
  return powersOf(objectAt(restriction.prototype));
}

/** Whether the running verb acts for somebody with a power: it names a prototype that gives it, and the actor has it still. */
export function actsWith(power: u32): bool {
  return (powersOfActor() & power) == power && actorMay(power);
}
