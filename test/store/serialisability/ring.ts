import { Buffer } from 'node:buffer';
import type { Engine, Transaction } from '../../../host/store/engine.ts';
import { pack, unpack } from '../../../host/store/tuple.ts';
import type { Random } from './random.ts';

/*
 * A ring of nodes, each naming the next, whose transactions each take one node out and put it in a place further on: FoundationDB's
 * Cycle workload (fdbserver/workloads/Cycle). Whatever happens, following the names from any node visits all of them.
 */

function keyOf(space: string, node: number): Uint8Array {
  return pack([space, BigInt(node)]);
}

function nextOf(value: Uint8Array | undefined): number {
  if (value === undefined) throw new Error('a node of the ring is gone');
  return Buffer.from(value).readUInt32LE();
}

function valueOf(node: number): Uint8Array {
  const value = Buffer.alloc(4);
  value.writeUInt32LE(node);
  return value;
}

export async function makeRing(engine: Engine, space: string, nodes: number): Promise<void> {
  const transaction = engine.begin();
  for (let node = 0; node < nodes; node++) transaction.set(keyOf(space, node), valueOf((node + 1) % nodes));
  await transaction.commit();
}

/** Makes a, b, c, d of the ring into a, c, b, d. */
export async function turnRing(transaction: Transaction, space: string, nodes: number, random: Random): Promise<void> {
  const a = random(nodes);
  const b = nextOf(await transaction.get(keyOf(space, a)));
  const c = nextOf(await transaction.get(keyOf(space, b)));
  const d = nextOf(await transaction.get(keyOf(space, c)));
  transaction.set(keyOf(space, a), valueOf(c));
  transaction.set(keyOf(space, c), valueOf(b));
  transaction.set(keyOf(space, b), valueOf(d));
}

/** How many nodes following the names from node 0 visits before it is back; `nodes + 1` when it never is. */
export async function lengthOfRing(transaction: Transaction, space: string, nodes: number): Promise<number> {
  const rows = await transaction.range(keyOf(space, 0), keyOf(space, nodes));
  const next = new Map(rows.map(({ key, value }) => [Number(unpack(key)[1] as bigint), nextOf(value)]));
  let node = 0;
  for (let visited = 1; visited <= nodes; visited++) {
    node = next.get(node) ?? -1;
    if (node === 0) return visited;
  }
  return nodes + 1;
}
