import { DatumKind } from '../values/datum';
import { objectOrNone } from '../world/cache';
import { world } from '../world/world';
import { WorldObject } from '../world/world-object';
import { Message } from './message';
import { Ranking, rank } from './ranking';
import { Rankings } from './rankings';
import { Selector, Verb } from './verb';

/** Fibonacci hashing (Knuth, The Art of Computer Programming, vol. 3, 6.4). */
const GOLDEN: u64 = 0x9e3779b97f4a7c15;
/** Role keys below it are kinds of values, those from it on are shapes or objects. */
const FIRST_SHAPE_KEY: u64 = 64;

/** Bits that tell the roles of a selector apart: the entry of a verb in a file has no room for more. */
const ROLE_BITS: u64 = 16;

/** What fills the roles of the message being dispatched: the objects, kinds of the values, and what rankings are found by. */
const objects: Array<WorldObject | null> = [];
const kinds: Array<DatumKind> = [];
let keys: StaticArray<u64> = new StaticArray<u64>(0);
let hash: u64 = 0;

const rankings = new Rankings();
/** The reading of the world that the rankings are of. */
let reading: u32 = 0;

/** The verb that answers a message. */
export class Choice {
  /** The nearest verb, or null when none applies. */
  verb: Verb | null = null;
  /** Another one that is as near: the message is ambiguous. */
  rival: Verb | null = null;
}

const choice = new Choice();

/**
 * Chooses by all roles (docs/world-image.md): the nearest verb that applies. With `after`, the next one after that verb.
 *
 * The order of a selector's verbs is worked out once for all messages whose roles have the same shapes and kinds of values, so that
 * a choice costs one look-up, however many verbs there are. Orders are kept while the world's definitions stand.
 */
export function choose(message: Message, after: Verb | null): Choice {
  choice.verb = null;
  choice.rival = null;
  const selector = message.selector;
  if (selector.verbs.length == 0) return choice;
  const ranking = rankingFor(message, selector);
  const at = ranking.after(after);
  const verbs = ranking.verbs;
  if (at >= verbs.length) return choice;
  choice.verb = verbs[at];
  if (at == ranking.tie) choice.rival = verbs[at + 1];
  return choice;
}

/** Whether some verb of a selector takes an object in a role, whatever is in the others. */
export function takes(selector: Selector, role: i32, object: WorldObject): bool {
  const key = (keyOf(object) << ROLE_BITS) | role;
  const known = selector.taken;
  if (known.has(key)) return known.get(key);
  const verbs = selector.verbs;
  let isTaken = false;
  for (let i = 0; i < verbs.length && !isTaken; i++) isTaken = verbs[i].restrictions[role].admits(object);
  known.set(key, isTaken);
  return isTaken;
}

function rankingFor(message: Message, selector: Selector): Ranking {
  if (reading != Selector.reading) {
    rankings.clear();
    reading = Selector.reading;
  }
  prepare(message, selector.roleCount);
  const known = rankings.get(selector, keys, hash);
  if (known !== null) return known;
  const made = rank(selector, objects, kinds, keys.slice<StaticArray<u64>>(0, selector.roleCount), hash);
  rankings.add(made);
  return made;
}

function prepare(message: Message, count: i32): void {
  while (objects.length < count) {
    objects.push(null);
    kinds.push(DatumKind.Nothing);
  }
  if (keys.length < count) keys = new StaticArray<u64>(count);
  hash = changetype<usize>(message.selector);
  for (let role = 0; role < count; role++) {
    const oid = message.objectIn(role);
    const object = objectOrNone(oid);
    const kind = message.kindIn(role);
    const key = object === null ? <u64>kind : keyOf(object);
    unchecked((objects[role] = object));
    unchecked((kinds[role] = kind));
    unchecked((keys[role] = key));
    hash = (hash ^ key) * GOLDEN;
  }
}

/** The shape; for an object that verbs name themselves, the object. */
function keyOf(object: WorldObject): u64 {
  let key = object.roleKey;
  if (key == 0) {
    key = world().isNamed(object.oid) ? (object.oid << 1) | 1 : (object.shape.number << 1) + FIRST_SHAPE_KEY;
    object.roleKey = key;
  }
  return key;
}
