import type { ExecutionContext, TestFn } from 'ava';
import type { Engine, LocalEngine } from '../../host/store/engine.ts';
import { openLmdb } from '../../host/store/lmdb-engine.ts';
import { openMemory } from '../../host/store/memory.ts';
import { temporaryFolder } from './folders.ts';
import { clusterFile, emptyPart, openPart } from './foundationdb-clusters.ts';
import { fromHex, hexOf } from './keys.ts';

/** Engines in this process, which answer at once. */
export type LocalEngineName = 'LMDB' | 'memory';
/** Every engine there is, by what tests call it. */
export type EngineName = LocalEngineName | 'shared LMDB' | 'FoundationDB';

export const LOCAL_ENGINES: readonly LocalEngineName[] = ['LMDB', 'memory'];
/** Engines on which a store may be open several times at once, in several processes. */
export const SHARED_ENGINES: readonly EngineName[] = ['shared LMDB', 'FoundationDB'];

/** Where a store is: another process that is told opens the same one. */
export interface Place {
  readonly engine: EngineName;
  /** LMDB's folder, or FoundationDB's prefix in hexadecimal. A store in memory is nowhere: it is another one each time. */
  readonly at: string;
}

/** Those engines that are here. Where no cluster is, a skipped test says that of the suite. */
export function testedEngines(
  test: TestFn,
  engines: readonly EngineName[] = [...LOCAL_ENGINES, ...SHARED_ENGINES],
): readonly EngineName[] {
  if (clusterFile !== undefined) return engines;
  test.skip('FoundationDB: not tested, for FDB_CLUSTER_FILE names no cluster', () => {});
  return engines.filter((name) => name !== 'FoundationDB');
}

/** A place with nothing in it, which is gone after the test. */
export function emptyPlace(t: ExecutionContext, engine: EngineName): Place {
  switch (engine) {
    case 'memory':
      return { engine, at: '' };
    case 'LMDB':
    case 'shared LMDB':
      return { engine, at: temporaryFolder() };
    case 'FoundationDB':
      return { engine, at: hexOf(emptyPart(t)) };
  }
}

/** Nothing is too old on this machine, however busy it is. */
const nowMs = (): number => 0;

export function openAt({ engine, at }: Place): Promise<Engine> {
  switch (engine) {
    case 'memory':
      return Promise.resolve(openMemory({ nowMs }));
    case 'LMDB':
      return openLmdb({ folder: at, nowMs });
    case 'shared LMDB':
      return openLmdb({ folder: at, shared: true, nowMs });
    case 'FoundationDB':
      return openPart(fromHex(at));
  }
}

/** Opens a store with nothing in it, for one test. */
export function openEmpty(t: ExecutionContext, engine: LocalEngineName): Promise<LocalEngine>;
export function openEmpty(t: ExecutionContext, engine: EngineName): Promise<Engine>;
export function openEmpty(t: ExecutionContext, engine: EngineName): Promise<Engine> {
  return openAt(emptyPlace(t, engine));
}
