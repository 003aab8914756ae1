import { WorldObject } from '../world/world-object';
import { DatumKind } from '../values/datum';
import { APART } from './restriction';
import { Selector, Verb } from './verb';

/** A verb that applies, and how far each role is from its restriction. */
class Candidate {
  constructor(
    readonly verb: Verb,
    readonly rank: StaticArray<i32>,
  ) {}
}

/** The verbs of a selector that apply to all messages with the same role keys, the nearest first. */
export class Ranking {
  /** The place of a verb that the next one is as near as, or -1: the message is ambiguous there. */
  readonly tie: i32;

  constructor(
    readonly selector: Selector,
    readonly keys: StaticArray<u64>,
    readonly hash: u64,
    readonly verbs: StaticArray<Verb>,
  ) {
    this.tie = tieAmong(verbs);
  }

  /**
   * Where the verb after another is; 0 for none, and past the end when the other is not among them. It may be known from an earlier
   * reading of the world, so it is told by its number. As it is reached by passing, it is one of the first.
   */
  after(verb: Verb | null): i32 {
    if (verb === null) return 0;
    const verbs = this.verbs;
    for (let i = 0; i < verbs.length; i++) if (verbs[i].number == verb.number) return i + 1;
    return verbs.length;
  }
}

/**
 * Ranks the verbs of a selector for roles filled with these objects and kinds of values: a verb applies when each role's restriction takes
 * what is in it; its rank is the vector of distances, compared from the left.
 */
export function rank(
  selector: Selector,
  objects: Array<WorldObject | null>,
  kinds: Array<DatumKind>,
  keys: StaticArray<u64>,
  hash: u64,
): Ranking {
  const candidates = new Array<Candidate>();
  const verbs = selector.verbs;
  for (let i = 0; i < verbs.length; i++) {
    const distances = distancesTo(verbs[i], objects, kinds);
    if (distances !== null) candidates.push(new Candidate(verbs[i], distances));
  }
  candidates.sort((one, other) => compare(one.rank, other.rank));
  const ranked = new StaticArray<Verb>(candidates.length);
  for (let i = 0; i < candidates.length; i++) ranked[i] = candidates[i].verb;
  return new Ranking(selector, keys, hash, ranked);
}

function distancesTo(verb: Verb, objects: Array<WorldObject | null>, kinds: Array<DatumKind>): StaticArray<i32> | null {
  const restrictions = verb.restrictions;
  // Most verbs of a selector with many do not apply: those cost no memory.
  for (let role = 0; role < restrictions.length; role++) {
    if (restrictions[role].distance(objects[role], kinds[role]) == APART) return null;
  }
  const distances = new StaticArray<i32>(restrictions.length);
  for (let role = 0; role < restrictions.length; role++) {
    distances[role] = restrictions[role].distance(objects[role], kinds[role]);
  }
  return distances;
}

/** Below 0 when the first rank is nearer. */
function compare(one: StaticArray<i32>, other: StaticArray<i32>): i32 {
  for (let role = 0; role < one.length; role++) {
    if (one[role] != other[role]) return one[role] < other[role] ? -1 : 1;
  }
  return 0;
}

/** Verbs are equally near only when their restrictions are equal, which is refused when they are defined. */
function tieAmong(verbs: StaticArray<Verb>): i32 {
  for (let i = 0; i + 1 < verbs.length; i++) if (verbs[i].rivals(verbs[i + 1])) return i;
  return -1;
}
