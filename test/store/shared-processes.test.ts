import test, { type TestFn } from 'ava';
import { testEngine } from './engine-contract.ts';
import { temporaryFolder } from './folders.ts';
import { Remote, RemoteEngine } from './remote-engine.ts';

const PROCESSES = 4;

const remotes = Array.from({ length: PROCESSES }, () => new Remote());
test.after.always(() => {
  for (const { process } of remotes) process.kill();
});

// One after the other: the processes have one store open at a time.
testEngine(test.serial as TestFn, 'LMDB across four processes', () => RemoteEngine.open(remotes, temporaryFolder()));
