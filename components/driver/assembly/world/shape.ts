import { powersOf } from '../authority/powers';
import { TextTable } from '../values/text-table';
import { objectAt } from './cache';
import { linearise } from './linearisation';
import { Property } from './property';

/** Deepest delegation, so that a cycle in a damaged store ends the task with a reason. */
const MAX_DEPTH = 256;

/** What all objects with one list of prototypes have in common. */
export class Shape {
  private static known: Map<u64, Shape> = new Map<u64, Shape>();
  private static depth: i32 = 0;
  private static count: u32 = 0;

  /** Which of all shapes this instance ever knew it is, from 1. */
  readonly number: u64 = ++Shape.count;

  /** What objects of this shape are to somebody who looks around: see `sortOf`. Negative until it is known. */
  sort: i32 = -1;
  private cachedPowers: i64 = -1;
  private properties: TextTable<Property | null> = new TextTable<Property | null>();
  /** The next shape whose prototypes have the same hash. */
  private next: Shape | null = null;

  constructor(
    readonly prototypes: Array<u64>,
    /** The linearisation, without the object itself. */
    readonly line: StaticArray<u64>,
  ) {}

  /** Forgets all shapes. */
  static forgetAll(): void {
    Shape.known = new Map<u64, Shape>();
  }

  static of(prototypes: Array<u64>): Shape {
    let hash: u64 = prototypes.length;
    for (let i = 0; i < prototypes.length; i++) hash = (hash ^ prototypes[i]) * 0x9e3779b97f4a7c15;
    const first = Shape.known.has(hash) ? Shape.known.get(hash) : null;
    let other = first;
    while (other !== null) {
      if (sameOids(other.prototypes, prototypes)) return other;
      other = other.next;
    }
    const shape = new Shape(prototypes, Shape.lineOf(prototypes));
    shape.next = first;
    Shape.known.set(hash, shape);
    return shape;
  }

  private static lineOf(prototypes: Array<u64>): StaticArray<u64> {
    if (++Shape.depth > MAX_DEPTH) throw new Error('objects delegate to each other in a circle');
    const lines = new Array<StaticArray<u64>>();
    for (let i = 0; i < prototypes.length; i++) {
      const line = objectAt(prototypes[i]).shape.line;
      const whole = new StaticArray<u64>(line.length + 1);
      whole[0] = prototypes[i];
      for (let at = 0; at < line.length; at++) whole[at + 1] = line[at];
      lines.push(whole);
    }
    Shape.depth--;
    const merged = linearise(prototypes, lines);
    if (merged === null) throw new Error('the prototypes of an object cannot be put in one order');
    return merged;
  }

  /** The powers that the linearisation gives (authority/powers.ts). */
  get powers(): u32 {
    if (this.cachedPowers < 0) {
      let powers: u32 = 0;
      for (let i = 0; i < this.line.length; i++) powers |= objectAt(this.line[i]).may;
      this.cachedPowers = powers;
    }
    return <u32>this.cachedPowers;
  }

  /** The shape of the same linearisation without the prototypes that give powers, and those that delegate to such. */
  withoutPowers(): Shape {
    if (this.powers == 0) return this;
    const left = new Array<u64>();
    for (let i = 0; i < this.line.length; i++) {
      const prototype = objectAt(this.line[i]);
      if (powersOf(prototype) == 0) left.push(prototype.oid);
    }
    // All that these delegate to is among them and in their order, so that merging them gives this order again.
    return Shape.of(left);
  }

  /** Whether objects of this shape delegate to a prototype. */
  delegatesTo(prototype: u64): bool {
    return this.distanceTo(prototype) > 0;
  }

  /** How far a prototype is along the linearisation, from 1; 0 when it is not there. */
  distanceTo(prototype: u64): i32 {
    const line = this.line;
    for (let i = 0; i < line.length; i++) if (unchecked(line[i]) == prototype) return i + 1;
    return 0;
  }

  /** The first declaration of a property along the linearisation, or null. `name` is `shine` or `lamp/shine`. */
  property(name: string): Property | null {
    const index = this.properties.indexOf(name);
    if (index >= 0) return this.properties.valueAt(index);
    const property = this.findProperty(name);
    // Names that programs invent are not kept, or a program could fill the memory with them.
    if (property !== null) this.properties.set(name, property);
    return property;
  }

  private findProperty(name: string): Property | null {
    const slash = name.indexOf('/');
    const owner = slash < 0 ? '' : name.substring(0, slash);
    const bare = slash < 0 ? name : name.substring(slash + 1);
    for (let i = 0; i < this.line.length; i++) {
      const prototype = objectAt(this.line[i]);
      if (slash >= 0 && prototype.identifier != owner) continue;
      const property = prototype.declaredNamed(bare);
      if (property !== null) return property;
    }
    return null;
  }
}

function sameOids(some: Array<u64>, others: Array<u64>): bool {
  if (some.length != others.length) return false;
  for (let i = 0; i < some.length; i++) if (some[i] != others[i]) return false;
  return true;
}
