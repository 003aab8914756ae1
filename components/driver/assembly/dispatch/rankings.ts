import { Ranking } from './ranking';
import { Selector } from './verb';

/** Words that all rankings may take: 1 MiB. Worlds have some hundreds of rankings in use; when more are needed all are made again. */
const MAX_WORDS = 1 << 18;
/** Words that a ranking takes beside its verbs and keys. */
const OVERHEAD_WORDS = 24;
/** Places of a table that is empty. */
const FIRST_PLACES = 256;

/** Rankings by selector and role keys. */
export class Rankings {
  private places: StaticArray<Ranking | null> = new StaticArray<Ranking | null>(FIRST_PLACES);
  private count: i32 = 0;
  private words: i32 = 0;

  /** The ranking for the first keys of `keys`, as many as the selector has roles; null when it is not known. */
  get(selector: Selector, keys: StaticArray<u64>, hash: u64): Ranking | null {
    const mask = this.places.length - 1;
    let place = (<i32>(hash >> 32)) & mask;
    while (true) {
      const ranking = unchecked(this.places[place]);
      if (ranking === null) return null;
      if (ranking.hash == hash && ranking.selector === selector && startsWith(keys, ranking.keys)) return ranking;
      place = (place + 1) & mask;
    }
  }

  /** Keeps a ranking that is not known yet. */
  add(ranking: Ranking): void {
    const words = ranking.verbs.length + ranking.keys.length * 2 + OVERHEAD_WORDS;
    if (this.words + words > MAX_WORDS) this.clear();
    this.words += words;
    this.count++;
    if (this.count * 2 > this.places.length) this.spread();
    this.place(ranking);
  }

  clear(): void {
    this.places = new StaticArray<Ranking | null>(FIRST_PLACES);
    this.count = 0;
    this.words = 0;
  }

  private spread(): void {
    const before = this.places;
    this.places = new StaticArray<Ranking | null>(before.length * 2);
    for (let i = 0; i < before.length; i++) {
      const ranking = before[i];
      if (ranking !== null) this.place(ranking);
    }
  }

  private place(ranking: Ranking): void {
    const mask = this.places.length - 1;
    let place = (<i32>(ranking.hash >> 32)) & mask;
    while (this.places[place] !== null) place = (place + 1) & mask;
    this.places[place] = ranking;
  }
}

function startsWith(keys: StaticArray<u64>, wanted: StaticArray<u64>): bool {
  for (let i = 0; i < wanted.length; i++) if (unchecked(keys[i]) != unchecked(wanted[i])) return false;
  return true;
}
