import test from 'ava';
import {
  CommitUnknown,
  Conflict,
  Misuse,
  TooLarge,
  TooOld,
  Unavailable,
  Unreadable,
  type StoreError,
} from '../../host/store/errors.ts';
import { commitError, storeError } from '../../host/store/foundationdb-errors.ts';

type Class = new (...parameters: never[]) => StoreError;

// Codes and meanings: flow/include/flow/error_definitions.h and the error codes page of FoundationDB's documentation.
const MEANINGS: readonly [code: number, read: Class, commit: Class][] = [
  [1007, TooOld, TooOld],
  [1009, TooOld, TooOld],
  [1020, Conflict, Conflict],
  [1021, Unavailable, CommitUnknown],
  [1022, Unavailable, CommitUnknown],
  [1025, Unavailable, Unavailable],
  [1030, Unavailable, CommitUnknown],
  [1031, Unavailable, CommitUnknown],
  [1032, TooLarge, TooLarge],
  [1036, Unreadable, Unreadable],
  [1037, TooOld, TooOld],
  [1038, Unavailable, Unavailable],
  [1039, Unavailable, CommitUnknown],
  [1042, Unavailable, Unavailable],
  [1213, Unavailable, Unavailable],
  [1510, Unavailable, Unavailable],
  [2000, Misuse, Misuse],
  [2004, Misuse, Misuse],
  [2010, Misuse, Misuse],
  [2021, Misuse, Misuse],
  [2101, TooLarge, TooLarge],
  [2102, TooLarge, TooLarge],
  [2103, TooLarge, TooLarge],
  [2108, Unavailable, Unavailable],
];

for (const [code, read, commit] of MEANINGS) {
  test(`FoundationDB's error ${code} is ${read.name} for a read and ${commit.name} for a commit`, (t) => {
    const error = Object.assign(new Error('Said by the cluster'), { code });
    for (const [mapped, meaning] of [
      [storeError(error, 'the cluster of F'), read],
      [commitError(error, 'the cluster of F'), commit],
    ] as const) {
      t.is(mapped.constructor, meaning);
      t.false(mapped.message.includes('\n'));
    }
  });
}

test('what is an error of a store already stays as it is', (t) => {
  const error = new Conflict('as it is');
  t.is(storeError(error, ''), error);
  t.is(commitError(error, ''), error);
});
