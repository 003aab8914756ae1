import test from 'ava';
import { testEngine } from './engine-contract.ts';
import { clusterFile, openEmptyPart } from './foundationdb-clusters.ts';

if (clusterFile === undefined) {
  test.skip('FoundationDB: not tested, for FDB_CLUSTER_FILE names no cluster', () => {});
} else {
  testEngine(test, 'FoundationDB', openEmptyPart);
}
