import { Buffer } from 'node:buffer';
import type { Engine, Transaction } from '../../host/store/engine.ts';
import { Conflict } from '../../host/store/errors.ts';
import { ALL_SLOTS, slotKey } from '../../host/store/layout.ts';
import { run } from '../../host/store/retry.ts';
import { openAt, type EngineName } from '../store/engines.ts';
import { bytes } from '../store/keys.ts';
import { through } from '../store/through.ts';
import { World } from './world.ts';

/*
 * A host whose player declares an index over many objects, acts while it is built, and is killed before that is done.
 * Arguments: the name of the engine and its place.
 */

/** Objects, each with a slot that the index is on and another: the declaration itself looks at a sixth of these slots. */
export const OBJECTS = 60_000;
export const FIRST_OID = 1_000_000;
/** Different values of the indexed slot. */
export const KINDS = 600;
/** Objects that one transaction makes. */
const AT_ONCE = 5_000;
/** The player's acts before the death. */
export const ACTS = 6;
/** Reads of objects after which the building meets conflicts, so that it is not done before the death: two for a step. */
const READS = 20;

export async function fill(engine: Engine, objects: number): Promise<void> {
  const [kind, note] = [bytes('kind'), bytes('note')];
  for (let made = 0; made < objects; made += AT_ONCE) {
    await run(engine, (transaction) => {
      for (let i = made; i < made + AT_ONCE; i++) {
        const oid = BigInt(FIRST_OID + i);
        transaction.set(slotKey(oid, kind), bytes(`kind-${i % KINDS}`));
        transaction.set(slotKey(oid, note), bytes(`note ${i}`));
      }
    });
  }
}

/** An engine on which those reads of the building of indices meet conflicts that `refuses` picks by their number. */
export function refusing(engine: Engine, refuses: (read: number) => boolean): Engine {
  let reads = 0;
  return through(engine, {
    begin: () => {
      const transaction = engine.begin();
      const range: Transaction['range'] = (start, end, options) => {
        const isOfBuilding =
          options?.snapshot === true && end instanceof Uint8Array && Buffer.compare(end, ALL_SLOTS.end) === 0;
        if (isOfBuilding && refuses(++reads)) throw new Conflict('the building is held up');
        return transaction.range(start, end, options);
      };
      return through(transaction, { range });
    },
  });
}

async function die(engine: Engine): Promise<void> {
  await fill(engine, OBJECTS);
  const world = await World.open({ engine, through: (opened) => refusing(opened, (read) => read > READS) });
  await world.kernel.start();
  const ann = await world.caller();
  if ((await ann.ask('index kind')) !== 'declared') throw new Error('the index was refused');
  for (let act = 0; act < ACTS; act++) {
    // What she is told has been committed.
    if ((await ann.ask('count acts')) !== 'counted') throw new Error('an act was refused');
    const state = await ann.ask('index-state kind');
    if (state !== 'building') throw new Error(`the index is ${state} after ${act} acts`);
  }
  process.kill(process.pid, 'SIGKILL');
}

const [engine, at] = process.argv.slice(2);
if (import.meta.filename === process.argv[1]) await die(await openAt({ engine: engine as EngineName, at: at! }));
