import test from 'ava';
import { openLmdb } from '../../host/store/lmdb-engine.ts';
import { openMemory } from '../../host/store/memory.ts';
import { testEngine } from './engine-contract.ts';
import { temporaryFolder } from './folders.ts';

testEngine(test, 'LMDB', () => openLmdb({ folder: temporaryFolder() }));

testEngine(test, 'memory', () => Promise.resolve(openMemory()));

const clusterFile = process.env['FDB_CLUSTER_FILE'];
if (clusterFile === undefined) {
  test.skip('FoundationDB: not tested, for FDB_CLUSTER_FILE names no cluster', () => {});
} else {
  test('FoundationDB: the cluster that FDB_CLUSTER_FILE names', (t) => {
    t.fail(`${clusterFile} is set, but host/store has no FoundationDB engine to test`);
  });
}
