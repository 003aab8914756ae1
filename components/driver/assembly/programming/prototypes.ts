import * as indices from '../../bindings/kernel-store/indices';
import { ProgrammingError } from '../../bindings/driver-objects/programming';
import { usability } from '../building/making';
import { effects } from '../dispatch/effects';
import { capitalised } from '../values/text';
import { packRefs } from '../values/tuple';
import { objectAt } from '../world/cache';
import { isKind } from '../world/known';
import { linearise } from '../world/linearisation';
import { PROTOTYPES } from '../world/slot-names';
import { writeSlot } from '../world/store';
import { world } from '../world/world';
import { WorldObject } from '../world/world-object';
import { expire, redefined } from './redefinition';
import { label } from './rights';

/** Prototypes of one object: more is no kind that anybody could keep in mind. */
const MAX_PROTOTYPES = 20;
/** Objects that one delegates to in all: each may cost a look when a property is read. */
const MAX_LINE = 64;
/** Different lists of prototypes in a world that are gone through when a prototype changes. */
const MAX_LISTS = 20_000;
/** How much of a value an index orders by, in bytes (kernel:store/indices). */
const ORDERED_BYTES = 512;

/** Why an object cannot have these prototypes; null when it can. `object` is null for one that is not made yet. */
export function problemWithPrototypes(
  object: WorldObject | null,
  prototypes: Array<WorldObject>,
): ProgrammingError | null {
  if (prototypes.length == 0) return bad('Everything delegates to something: name at least one prototype.');
  if (prototypes.length > MAX_PROTOTYPES) return bad(`An object has at most ${MAX_PROTOTYPES} prototypes of its own.`);
  for (let i = 0; i < prototypes.length; i++) {
    const prototype = prototypes[i];
    const name = capitalised(label(prototype));
    if (!prototype.exists) return ProgrammingError.gone();
    if (!prototype.isPrototype) return bad(`${name} is an object: only prototypes are delegated to.`);
    if (!usability(prototype)) return bad(`${name} is for people, who are made by entering the world.`);
    if (prototypes.indexOf(prototype) != i) return bad(`${name} stands twice: name each prototype once.`);
    if (object === null) continue;
    if (prototype === object) return bad(`${name} cannot delegate to itself.`);
    if (prototype.shape.delegatesTo(object.oid)) {
      return bad(`${name} delegates to ${label(object)} already: that would be a circle. Cut it there first.`);
    }
  }
  const lines = new Lines(object === null ? 0 : object.oid, oidsOf(prototypes));
  const line = lines.own();
  if (line === null) return bad(lines.problem);
  if (!line.includes(world().known.thing))
    return bad('Everything is a thing: end the list with one that delegates to thing.');
  if (object === null) return null;
  const nature = changedNature(object, line);
  if (nature.length > 0) return bad(nature);
  return object.isPrototype ? problemWithDelegators(object, lines) : null;
}

function bad(sentence: string): ProgrammingError {
  return ProgrammingError.badPrototypes(sentence);
}

function oidsOf(objects: Array<WorldObject>): Array<u64> {
  const oids = new Array<u64>();
  for (let i = 0; i < objects.length; i++) oids.push(objects[i].oid);
  return oids;
}

/** Linearisations as they would be with other prototypes for one object. */
class Lines {
  /** Why the last one could not be made. */
  problem: string = '';
  private known: Map<u64, StaticArray<u64>> = new Map<u64, StaticArray<u64>>();

  constructor(
    private changed: u64,
    private prototypes: Array<u64>,
  ) {}

  /** That of the changed object, without itself; null with a problem. */
  own(): StaticArray<u64> | null {
    return this.merged(this.prototypes);
  }

  /** That of a list of prototypes; null with a problem. */
  merged(prototypes: Array<u64>): StaticArray<u64> | null {
    const lines = new Array<StaticArray<u64>>();
    for (let i = 0; i < prototypes.length; i++) {
      const line = this.of(prototypes[i]);
      if (line === null) return null;
      lines.push(line);
    }
    const merged = linearise(prototypes, lines);
    const names = namesOf(prototypes);
    if (merged === null) {
      this.problem = `${names} cannot be put in one order: one of them, or what it delegates to, wants them the other way round.`;
    } else if (merged.length > MAX_LINE) {
      this.problem = `${names} delegate to ${merged.length} prototypes in all: at most ${MAX_LINE} can be.`;
    } else return merged;
    return null;
  }

  /** That of a prototype, with itself first. */
  private of(oid: u64): StaticArray<u64> | null {
    if (this.known.has(oid)) return this.known.get(oid);
    let line: StaticArray<u64> | null;
    if (oid == this.changed) line = this.merged(this.prototypes);
    else {
      const object = objectAt(oid);
      line = object.shape.delegatesTo(this.changed) ? this.merged(object.prototypes) : object.shape.line;
    }
    if (line === null) return null;
    const whole = new StaticArray<u64>(line.length + 1);
    whole[0] = oid;
    for (let i = 0; i < line.length; i++) whole[i + 1] = line[i];
    this.known.set(oid, whole);
    return whole;
  }
}

function namesOf(prototypes: Array<u64>): string {
  const names = new Array<string>();
  for (let i = 0; i < prototypes.length; i++) names.push(label(objectAt(prototypes[i])));
  return names.join(', ');
}

/** Whether an object would become a room or an exit, or stop being one: a sentence, or an empty text. */
function changedNature(object: WorldObject, line: StaticArray<u64>): string {
  const known = world().known;
  const kinds: Array<u64> = [known.room, known.exit];
  for (let i = 0; i < kinds.length; i++) {
    const kind = kinds[i];
    if (kind == 0 || kind == object.oid) continue;
    const name = objectAt(kind).indefiniteName;
    const was = isKind(object, kind);
    if (was == line.includes(kind)) continue;
    return was
      ? `${capitalised(object.definiteName)} is ${name} and stays one: keep a prototype that delegates to ${label(objectAt(kind))}.`
      : `${capitalised(object.definiteName)} is not ${name} and cannot become one: make another.`;
  }
  return '';
}

/** Why something that delegates to an object could not be put in order any more; null when all can. */
function problemWithDelegators(object: WorldObject, lines: Lines): ProgrammingError | null {
  const lists = new PrototypeLists();
  for (let list = lists.next(); list !== null; list = lists.next()) {
    if (!delegates(list, object.oid) || lines.merged(list) !== null) continue;
    return bad(
      `${capitalised(label(objectAt(lists.holder)))} delegates to it, and could not any more: ${lines.problem}`,
    );
  }
  return lists.problem();
}

/** Whether objects with these prototypes delegate to another. */
function delegates(prototypes: Array<u64>, other: u64): bool {
  for (let i = 0; i < prototypes.length; i++) {
    if (prototypes[i] == other || objectAt(prototypes[i]).shape.delegatesTo(other)) return true;
  }
  return false;
}

/** The different lists of prototypes that objects of the world have. */
class PrototypeLists {
  /** One object that has the last list. */
  holder: u64 = 0;
  private from: Uint8Array | null = null;
  private count: i32 = 0;
  private ready: bool = true;

  constructor() {
    indexPrototypes();
  }

  /** The next list; null after the last one, or when the index cannot be asked: see `problem`. */
  next(): Array<u64> | null {
    if (++this.count > MAX_LISTS) return null;
    const result = indices.scan(new indices.Span(PROTOTYPES, [], this.from, null), false, 1, null);
    if (!result.isOk) {
      this.ready = false;
      return null;
    }
    const oids = result.ok.oids;
    if (oids.length == 0) return null;
    this.holder = oids[0];
    const prototypes = objectAt(oids[0]).prototypes;
    const packed = packRefs(prototypes);
    const size = min(packed.length, ORDERED_BYTES - 1);
    // The smallest value that is greater.
    const from = new Uint8Array(size + 1);
    memory.copy(from.dataStart, packed.dataStart, size);
    this.from = from;
    return prototypes;
  }

  /** Why not all lists were gone through; null when they were. */
  problem(): ProgrammingError | null {
    if (!this.ready) return ProgrammingError.notReady();
    return this.count > MAX_LISTS
      ? bad('Too many kinds of objects are in this world to see who delegates to it.')
      : null;
  }
}

/** Has objects found by their prototypes. Doing so again does nothing; in an old world it takes a while. */
export function indexPrototypes(): void {
  indices.declare(PROTOTYPES, indices.Subject.value(PROTOTYPES), false);
}

/** Whether something delegates to a prototype, as far as is known: true as well while it cannot be known. */
export function hasDelegators(prototype: WorldObject): bool {
  const lists = new PrototypeLists();
  for (let list = lists.next(); list !== null; list = lists.next()) if (list.includes(prototype.oid)) return true;
  return lists.problem() !== null;
}

/** Gives an object other prototypes, which `problemWithPrototypes` has nothing against. */
export function writePrototypes(object: WorldObject, prototypes: Array<WorldObject>): void {
  writeSlot(object.oid, PROTOTYPES, packRefs(oidsOf(prototypes)));
  expire(object);
  effects.touch(object.oid);
  effects.touch(object.location);
  if (object.isPrototype) redefined();
}
