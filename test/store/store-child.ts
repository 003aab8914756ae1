import { writeSync } from 'node:fs';
import { run } from '../../host/store/retry.ts';
import type { Slots, SlotStore } from '../../host/store/slots.ts';
import { openAt, type Place } from './engines.ts';
import { bytes, text } from './keys.ts';
import { storeOn } from './stores.ts';

/*
 * A process that works on a store with others. Arguments: what it does, the place of the store as JSON, and what that needs:
 * `build`, which does all there is to be built and erased, and says how many steps that took; `count OID TIMES`, which adds one to a slot
 * so many times, and says each time what it has made it.
 */

const say = (line: string): void => void writeSync(1, `${line}\n`);

/** Adds one to the slot `n` of an object; what it is then. */
export async function addOne(slots: Slots, oid: bigint): Promise<number> {
  const next = Number(text(await slots.get(oid, 'n')) ?? '0') + 1;
  await slots.set(oid, 'n', bytes(`${next}`));
  return next;
}

const DEEDS: Record<string, (store: SlotStore, ...args: string[]) => Promise<void>> = {
  async build(store) {
    let steps = 0;
    while (await run(store.engine, (transaction) => store.within(transaction).indices.tend())) steps++;
    say(`${steps}`);
  },

  async count(store, oid, times) {
    for (let i = 0; i < Number(times); i++) {
      say(`${await run(store.engine, (transaction) => addOne(store.within(transaction), BigInt(oid!)))}`);
    }
  },
};

const [deed, place, ...args] = process.argv.slice(2);
if (import.meta.filename === process.argv[1]) {
  const store = await storeOn(await openAt(JSON.parse(place!) as Place));
  await DEEDS[deed!]!(store, ...args);
  await store.engine.close();
}
