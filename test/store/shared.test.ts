import test from 'ava';
import { openLmdb } from '../../host/store/lmdb-engine.ts';
import { testEngine } from './engine-contract.ts';
import { temporaryFolder } from './folders.ts';

testEngine(test, 'shared LMDB', () => openLmdb({ folder: temporaryFolder(), shared: true }));
