const EMPTY: i32 = -1;

/** A map from texts to values that can be asked with a part of a text, without making a string of it. */
export class TextTable<T> {
  private keys: Array<string> = [];
  private values: Array<T> = [];
  /** Indices into `keys`; the size is a power of two, at most half full. */
  private places: StaticArray<i32> = emptyPlaces(16);

  get size(): i32 {
    return this.keys.length;
  }

  /** The index of a key, or -1. */
  @inline
  indexOf(key: string): i32 {
    return this.indexOfPart(key, 0, key.length);
  }

  /** The index of the key that is a text from `start` to before `end`, or -1. */
  @inline
  indexOfPart(text: string, start: i32, end: i32): i32 {
    return this.indexOfUnits(changetype<usize>(text) + ((<usize>start) << 1), end - start);
  }

  /** The index of the key that some UTF-16 units in memory are, or -1. */
  indexOfUnits(units: usize, count: i32): i32 {
    const mask = this.places.length - 1;
    const size = (<usize>count) << 1;
    let place = hash(units, count) & mask;
    while (true) {
      const index = unchecked(this.places[place]);
      if (index == EMPTY) return index;
      const key = unchecked(this.keys[index]);
      if (key.length == count && memory.compare(units, changetype<usize>(key), size) == 0) return index;
      place = (place + 1) & mask;
    }
  }

  has(key: string): bool {
    return this.indexOf(key) >= 0;
  }

  @inline
  keyAt(index: i32): string {
    return unchecked(this.keys[index]);
  }

  @inline
  valueAt(index: i32): T {
    return unchecked(this.values[index]);
  }

  set(key: string, value: T): void {
    const index = this.indexOf(key);
    if (index >= 0) {
      this.values[index] = value;
      return;
    }
    this.keys.push(key);
    this.values.push(value);
    if (this.keys.length * 2 > this.places.length) this.spread();
    else this.place(this.keys.length - 1);
  }

  private place(index: i32): void {
    const key = this.keys[index];
    const mask = this.places.length - 1;
    let place = hash(changetype<usize>(key), key.length) & mask;
    while (this.places[place] != EMPTY) place = (place + 1) & mask;
    this.places[place] = index;
  }

  private spread(): void {
    this.places = emptyPlaces(this.places.length * 2);
    for (let i = 0; i < this.keys.length; i++) this.place(i);
  }
}

function emptyPlaces(size: i32): StaticArray<i32> {
  const places = new StaticArray<i32>(size);
  for (let i = 0; i < size; i++) places[i] = EMPTY;
  return places;
}

/** FNV-1a over UTF-16 units (http://www.isthe.com/chongo/tech/comp/fnv/), its high bits folded into the low ones. */
function hash(units: usize, count: i32): i32 {
  let hash: u32 = 0x811c9dc5;
  const end = units + ((<usize>count) << 1);
  for (let at = units; at < end; at += 2) hash = (hash ^ (<u32>load<u16>(at))) * 0x01000193;
  return <i32>(hash ^ (hash >> 15));
}
