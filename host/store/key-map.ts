import { randomBytes } from 'node:crypto';

/** Most keys that are found by looking at the hash of each. */
const UNSORTED_KEYS = 16;
/** Places of the first table, and how much larger each next one is: at most half of them are taken. */
const FIRST_PLACES = 128;
const GROWTH = 4;

// Not known to whoever chooses keys, so that none can be chosen that all have one hash.
const SEED = randomBytes(8);
const START = SEED.readInt32LE(0);
const FACTOR = SEED.readInt32LE(4) | 1;

/**
 * A map by `keyText`, in the order of insertion. JavaScript's own makes each text that it is asked for one of V8's table of
 * strings first, whether it has it or not: 80 ns among few keys, 300 among many, and as much again for the garbage collector.
 */
export class KeyMap<V> {
  readonly #texts: string[] = [];
  readonly #values: V[] = [];
  readonly #hashes: number[] = [];
  /** By the end of its hash, or as soon after it as there was room, where each key is in the arrays, from 1; 0 is a free place. */
  #places: Int32Array | undefined;

  get size(): number {
    return this.#texts.length;
  }

  get(text: string): V | undefined {
    if (this.#texts.length === 0) return undefined;
    const number = this.#find(text, hashOf(text));
    return number > 0 ? this.#values[number - 1] : undefined;
  }

  /** Adds a key, unless the map has it; then answers its value. */
  add(text: string, value: V): V | undefined {
    const hash = hashOf(text);
    const number = this.#find(text, hash);
    if (number > 0) return this.#values[number - 1];
    this.#texts.push(text);
    this.#values.push(value);
    this.#hashes.push(hash);
    const count = this.#texts.length;
    if (this.#places !== undefined && count * 2 <= this.#places.length) this.#places[-number] = count;
    else if (count > UNSORTED_KEYS) this.#grow();
    return undefined;
  }

  keys(): readonly string[] {
    return this.#texts;
  }

  values(): readonly V[] {
    return this.#values;
  }

  /** Where a key is in the arrays, from 1; else the negative of its place among `#places`, or 0. */
  #find(text: string, hash: number): number {
    const hashes = this.#hashes;
    const places = this.#places;
    if (places === undefined) {
      for (let i = 0; i < hashes.length; i++) if (hashes[i] === hash && this.#texts[i] === text) return i + 1;
      return 0;
    }
    const mask = places.length - 1;
    for (let place = hash & mask; ; place = (place + 1) & mask) {
      const number = places[place]!;
      if (number === 0) return -place;
      if (hashes[number - 1] === hash && this.#texts[number - 1] === text) return number;
    }
  }

  #grow(): void {
    const places = new Int32Array(this.#places === undefined ? FIRST_PLACES : this.#places.length * GROWTH);
    const mask = places.length - 1;
    for (const [i, hash] of this.#hashes.entries()) {
      let place = hash & mask;
      while (places[place] !== 0) place = (place + 1) & mask;
      places[place] = i + 1;
    }
    this.#places = places;
  }
}

/** Two bytes at a time. */
function hashOf(text: string): number {
  let hash = START ^ text.length;
  for (let i = 0; i + 1 < text.length; i += 2) {
    hash = Math.imul(hash ^ (text.charCodeAt(i) | (text.charCodeAt(i + 1) << 8)), FACTOR);
    hash ^= hash >>> 15;
  }
  if (text.length % 2 === 1) hash = Math.imul(hash ^ text.charCodeAt(text.length - 1), FACTOR);
  return hash ^ (hash >>> 15);
}
