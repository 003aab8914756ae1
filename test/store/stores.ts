import type { ExecutionContext } from 'ava';
import type { Engine } from '../../host/store/engine.ts';
import type { Subject } from '../../host/store/index-declaration.ts';
import type { CacheLimits } from '../../host/store/object-cache.ts';
import { Oids } from '../../host/store/oids.ts';
import { SlotStore, type Slots } from '../../host/store/slots.ts';
import { emptyPlace, openAt, type EngineName, type Place } from './engines.ts';

/** What one process has of a store. */
export async function storeAt(place: Place, limits?: CacheLimits): Promise<SlotStore> {
  return storeOn(await openAt(place), limits);
}

export async function storeOn(engine: Engine, limits?: CacheLimits): Promise<SlotStore> {
  return new SlotStore(engine, await Oids.open(engine), limits);
}

/** Opens a store with nothing in it, for one test. */
export function openStore(t: ExecutionContext, engine: EngineName, limits?: CacheLimits): Promise<SlotStore> {
  return storeAt(emptyPlace(t, engine), limits);
}

/** A task that is open. */
export interface OpenTask {
  readonly slots: Slots;
  commit(): Promise<void>;
  abort(): void;
}

/** Begins a task, which reads what is there now. */
export async function begin(store: SlotStore): Promise<OpenTask> {
  const transaction = store.engine.begin();
  await transaction.getReadVersion();
  return {
    slots: store.within(transaction),
    commit: () => transaction.commit(),
    abort: () => transaction.abort(),
  };
}

/** Does something in a transaction of its own, which is on disk when this resolves. */
export async function task<T>(store: SlotStore, body: (slots: Slots) => T): Promise<Awaited<T>> {
  const transaction = store.engine.begin();
  const result = await body(store.within(transaction));
  await transaction.commit();
  return result;
}

/** An index on the value of one slot. */
export function on(slot: string): Subject {
  return { tag: 'value', val: slot };
}
