import { WorldObject } from './world-object';

/** Fibonacci hashing (Knuth, The Art of Computer Programming, vol. 3, 6.4): neighbouring oids spread over the table. */
const GOLDEN: u64 = 0x9e3779b97f4a7c15;

/** Bits of the places of an empty table. It grows with its objects: whoever collects garbage goes through all places. */
const FIRST_BITS = 8;

/** Objects by oid: one probe for most lookups. */
export class ObjectTable {
  /** How many objects it holds. */
  size: i32 = 0;
  private places: StaticArray<WorldObject | null> = new StaticArray<WorldObject | null>(1 << FIRST_BITS);
  private shift: u64 = 64 - FIRST_BITS;

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
    this.size++;
    if (this.size * 2 > this.places.length) this.spread();
    this.place(object);
  }

  private spread(): void {
    const before = this.places;
    this.places = new StaticArray<WorldObject | null>(before.length * 2);
    this.shift--;
    for (let i = 0; i < before.length; i++) {
      const object = before[i];
      if (object !== null) this.place(object);
    }
  }

  private place(object: WorldObject): void {
    const mask = this.places.length - 1;
    let place = <i32>((object.oid * GOLDEN) >> this.shift);
    while (this.places[place] !== null) place = (place + 1) & mask;
    this.places[place] = object;
  }
}
