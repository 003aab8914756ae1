import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openLmdb } from '../../host/store/lmdb-engine.ts';
import { Oids } from '../../host/store/oids.ts';
import { SlotStore } from '../../host/store/slots.ts';
import { pack } from '../../host/store/tuple.ts';
import { removeFolder, temporaryFolder } from '../host-process.ts';

/** Objects that the smaller side of a join has, evenly among all. */
export const FEW = 100;
/** Those of a smaller side ten times as large. */
export const MORE = 1_000;
const OBJECTS_A_TASK = 5_000;

/** What the objects are found by: one name each, one kind for all, a colour for every second, marks on some. */
export const SLOTS = ['name', 'kind', 'colour', 'few', 'more'] as const;
export const nameOf = (object: number): Uint8Array => pack([`object ${object}`]);
export const VALUE = pack([1n]);

/** Two copies of one file of objects and their indices: one for the store, one for LMDB alone. */
export interface Objects {
  readonly count: number;
  readonly folder: string;
  readonly bareFolder: string;
  remove(): Promise<void>;
}

/** Makes objects as tasks do, by the slot and with the indices kept. */
export async function makeObjects(count: number): Promise<Objects> {
  const folder = await temporaryFolder();
  const bareFolder = await temporaryFolder();
  const engine = await openLmdb({ folder });
  try {
    const store = new SlotStore(engine, await Oids.open(engine));
    const declaring = engine.begin();
    const { indices } = store.within(declaring);
    for (const slot of SLOTS) indices.declare(slot, { tag: 'value', val: slot }, false);
    await declaring.commit();
    for (let made = 0; made < count; made += OBJECTS_A_TASK) {
      const transaction = engine.begin();
      const slots = store.within(transaction);
      for (let object = made; object < Math.min(count, made + OBJECTS_A_TASK); object++) {
        const oid = slots.create();
        slots.set(oid, 'name', nameOf(object));
        slots.set(oid, 'kind', VALUE);
        if (object % 2 === 0) slots.set(oid, 'colour', VALUE);
        if (object % (count / FEW) === 0) slots.set(oid, 'few', VALUE);
        if (object % (count / MORE) === 0) slots.set(oid, 'more', VALUE);
      }
      await transaction.commit();
    }
  } finally {
    await engine.close();
  }
  await copyFile(join(folder, 'data.mdb'), join(bareFolder, 'data.mdb'));
  const remove = async (): Promise<void> => {
    await Promise.all([removeFolder(folder), removeFolder(bareFolder)]);
  };
  return { count, folder, bareFolder, remove };
}
