import { WorldObject } from './world-object';

/** Fibonacci hashing (Knuth, The Art of Computer Programming, vol. 3, 6.4): neighbouring oids spread over the table. */
const GOLDEN: u64 = 0x9e3779b97f4a7c15;

/** Objects by oid, up to a fixed number: one probe for most lookups, and no allocation. */
export class ObjectTable {
  /** How many objects it holds. */
  size: i32 = 0;
  private places: StaticArray<WorldObject | null>;
  private shift: u64;

  /** Has room for `2 ** bits` objects, and is to be left half empty. */
  constructor(bits: i32) {
    this.places = new StaticArray<WorldObject | null>(1 << bits);
    this.shift = 64 - bits;
  }

  get(oid: u64): WorldObject | null {
    const mask = this.places.length - 1;
    let place = <i32>((oid * GOLDEN) >> this.shift);
    while (true) {
      const object = unchecked(this.places[place]);
      if (object === null || object.oid == oid) return object;
      place = (place + 1) & mask;
    }
  }

  /** Adds an object that is not there yet. */
  add(object: WorldObject): void {
    const mask = this.places.length - 1;
    let place = <i32>((object.oid * GOLDEN) >> this.shift);
    while (this.places[place] !== null) place = (place + 1) & mask;
    this.places[place] = object;
    this.size++;
  }
}
