import { Buffer } from 'node:buffer';
import type { Engine, Transaction } from '../../../host/store/engine.ts';
import { pack } from '../../../host/store/tuple.ts';
import type { Random } from './random.ts';

/*
 * Accounts between which money is moved: the sum of all is always what it was. Some transfers read both accounts, some only add, so that
 * atomic additions are under test beside reads and writes.
 */

/** What each account has at the start, so that none goes below zero soon. */
const START = 1_000n;

function keyOf(space: string, account: number): Uint8Array {
  return pack([space, BigInt(account)]);
}

function amountBytes(amount: bigint): Uint8Array {
  const value = Buffer.alloc(8);
  value.writeBigInt64LE(amount);
  return value;
}

function amountOf(value: Uint8Array | undefined): bigint {
  return value === undefined ? 0n : Buffer.from(value).readBigInt64LE();
}

export function totalOf(accounts: number): bigint {
  return START * BigInt(accounts);
}

export async function openAccounts(engine: Engine, space: string, accounts: number): Promise<void> {
  const transaction = engine.begin();
  for (let account = 0; account < accounts; account++) transaction.set(keyOf(space, account), amountBytes(START));
  await transaction.commit();
}

export async function transfer(
  transaction: Transaction,
  space: string,
  accounts: number,
  random: Random,
): Promise<void> {
  const from = keyOf(space, random(accounts));
  const to = keyOf(space, random(accounts));
  const amount = BigInt(1 + random(100));
  if (random(2) === 0) {
    transaction.mutate('add', from, amountBytes(-amount));
    transaction.mutate('add', to, amountBytes(amount));
    return;
  }
  transaction.set(from, amountBytes(amountOf(await transaction.get(from)) - amount));
  transaction.set(to, amountBytes(amountOf(await transaction.get(to)) + amount));
}

/** The sum of all accounts, read as one range or one by one. */
export async function audit(
  transaction: Transaction,
  space: string,
  accounts: number,
  random: Random,
): Promise<bigint> {
  if (random(2) === 0) {
    const rows = await transaction.range(keyOf(space, 0), keyOf(space, accounts), { reverse: random(2) === 0 });
    return rows.reduce((sum, { value }) => sum + amountOf(value), 0n);
  }
  let sum = 0n;
  for (let account = 0; account < accounts; account++) sum += amountOf(await transaction.get(keyOf(space, account)));
  return sum;
}
