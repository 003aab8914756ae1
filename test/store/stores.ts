import type { LocalEngine } from '../../host/store/engine.ts';
import type { Subject } from '../../host/store/index-declaration.ts';
import { openLmdb } from '../../host/store/lmdb-engine.ts';
import type { CacheLimits } from '../../host/store/object-cache.ts';
import { Oids } from '../../host/store/oids.ts';
import { SlotStore, type LocalSlots } from '../../host/store/slots.ts';
import { temporaryFolder } from './folders.ts';

/** A store over an engine in this process. */
export type Store = SlotStore<LocalEngine>;

export async function storeOn(engine: LocalEngine, limits?: CacheLimits): Promise<Store> {
  return new SlotStore(engine, await Oids.open(engine), limits);
}

/** An empty store in a folder of its own. */
export async function openStore(limits?: CacheLimits): Promise<Store> {
  return storeOn(await openLmdb({ folder: temporaryFolder() }), limits);
}

/** Does something in a transaction of its own, which is on disk when this resolves. */
export async function task<T>(store: Store, body: (slots: LocalSlots) => T): Promise<T> {
  const transaction = store.engine.begin();
  const result = body(store.within(transaction));
  await transaction.commit();
  return result;
}

/** An index on the value of one slot. */
export function on(slot: string): Subject {
  return { tag: 'value', val: slot };
}
