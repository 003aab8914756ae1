import test from 'ava';
import { testEngine } from './engine-contract.ts';
import { LOCAL_ENGINES, openEmpty, testedEngines } from './engines.ts';
import { testLocalEngine } from './local-contract.ts';

// Shared LMDB has this in `shared.test.ts`: so many files of LMDB at once are more than it bears in one process.
for (const name of testedEngines(test, [...LOCAL_ENGINES, 'FoundationDB'])) {
  testEngine(test, name, (t) => openEmpty(t, name));
}
for (const name of LOCAL_ENGINES) testLocalEngine(test, name, (t) => openEmpty(t, name));
