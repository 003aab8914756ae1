import type { LocalEngine } from '../../host/store/engine.ts';
import type { Subject } from '../../host/store/index-declaration.ts';
import { openLmdb } from '../../host/store/lmdb-engine.ts';
import type { CacheLimits } from '../../host/store/object-cache.ts';
import { Oids } from '../../host/store/oids.ts';
import { SlotStore } from '../../host/store/slots.ts';
import { temporaryFolder } from './folders.ts';

/** An empty store in a folder of its own. */
export async function openStore(limits?: CacheLimits): Promise<SlotStore<LocalEngine>> {
  const engine = await openLmdb({ folder: temporaryFolder() });
  return new SlotStore(engine, await Oids.open(engine), limits);
}

/** An index on the value of one slot. */
export function on(slot: string): Subject {
  return { tag: 'value', val: slot };
}
