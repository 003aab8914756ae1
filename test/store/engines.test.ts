import test from 'ava';
import { openLmdb } from '../../host/store/lmdb-engine.ts';
import { openMemory } from '../../host/store/memory.ts';
import { testEngine } from './engine-contract.ts';
import { temporaryFolder } from './folders.ts';
import { testLocalEngine } from './local-contract.ts';

const engines = {
  LMDB: () => openLmdb({ folder: temporaryFolder() }),
  memory: () => Promise.resolve(openMemory()),
};

for (const [name, open] of Object.entries(engines)) {
  testEngine(test, name, open);
  testLocalEngine(test, name, open);
}
