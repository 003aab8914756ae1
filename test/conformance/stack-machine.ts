import { Buffer } from 'node:buffer';
import { setTimeout } from 'node:timers/promises';
import type { Engine, KeySelector, KeyValue, RangeOptions, ReadOptions, Transaction } from '../../host/store/engine.ts';
import { run } from '../../host/store/retry.ts';
import { pack, unpack, type Element } from '../../host/store/tuple.ts';
import { mutate } from './atomic-operations.ts';
import { InterfaceError, INVERTED_RANGE } from './error-codes.ts';
import { afterPrefix, following, startsWith } from './keys.ts';
import { Stack } from './stack.ts';
import { KeptVersion, Transactions, type ReusableTransaction } from './transactions.ts';
import { TUPLE_INSTRUCTIONS } from './tuple-instructions.ts';

/*
 * The stack machine of FoundationDB's binding tester, bindings/bindingtester/spec/bindingApiTester.md in its repository, over our
 * engines. The directory layer and tenants, which are not the engines' business, are left out. Engines give no estimates of sizes:
 * those two instructions only have their effect on the stack.
 */

/** Most items that `LOG_STACK` writes in one transaction, and most bytes of one that it keeps. */
const LOGGED_ITEMS = 100;
const LOGGED_BYTES = 40_000;
/** Pause between looks of `WAIT_EMPTY`, in milliseconds. */
const POLL_MS = 5;
/** FoundationDB's streaming mode that needs a limit, and its code when there is none. */
const EXACT_MODE = 0;
const EXACT_MODE_WITHOUT_LIMITS = 2210;

/** Runs the instructions under a prefix, and all that they start, to their end. */
export async function runInstructions(engine: Engine, prefix: string): Promise<void> {
  const transactions = new Transactions(engine);
  try {
    await new StackMachine(engine, transactions, Buffer.from(prefix)).run();
  } finally {
    transactions.end();
  }
}

class StackMachine {
  readonly #engine: Engine;
  readonly #transactions: Transactions;
  readonly #prefix: Uint8Array;
  readonly #stack = new Stack();
  readonly #threads: Promise<void>[] = [];
  #transactionName: string;
  #lastVersion = 0;
  readonly #kept: KeptVersion;

  constructor(engine: Engine, transactions: Transactions, prefix: Uint8Array) {
    this.#engine = engine;
    this.#transactions = transactions;
    this.#prefix = prefix;
    this.#transactionName = nameOf(prefix);
    this.#kept = new KeptVersion(engine);
  }

  async run(): Promise<void> {
    const start = pack([this.#prefix]);
    const rows = await run(this.#engine, (transaction) =>
      transaction.range(Buffer.concat([start, Uint8Array.of(0)]), Buffer.concat([start, Uint8Array.of(0xff)]), {
        snapshot: true,
      }),
    );
    for (const [at, { value }] of rows.entries()) {
      const [operation, argument] = unpack(value);
      try {
        await this.#take(operation as string, argument, at);
      } catch (error) {
        this.#stack.pushFailure(at, error);
      }
    }
    this.#kept.release();
    await Promise.all(this.#threads);
  }

  #see(version: number): void {
    this.#lastVersion = version;
    this.#kept.keep(version);
  }

  async #take(operation: string, argument: Element | undefined, at: number): Promise<void> {
    const ofTuples = TUPLE_INSTRUCTIONS[operation];
    if (ofTuples !== undefined) return ofTuples(this.#stack, at);
    const [, name, variant] = /^(.*?)(_SNAPSHOT|_DATABASE)?$/.exec(operation)!;
    if (await this.#takeData(name!, argument, at)) return;
    if (await this.#takeRead(name!, variant, at)) return;
    if (await this.#takeWrite(name!, variant === '_DATABASE', at)) return;
    if (await this.#takeTransaction(name!, at)) return;
    if (await this.#takeThread(name!, at)) return;
    throw new Error(`instruction ${at} of ${nameOf(this.#prefix)} is unknown: ${operation}`);
  }

  async #takeData(name: string, argument: Element | undefined, at: number): Promise<boolean> {
    const stack = this.#stack;
    switch (name) {
      case 'PUSH':
        stack.push(at, argument!);
        return true;
      case 'DUP':
        stack.duplicate();
        return true;
      case 'EMPTY_STACK':
        stack.clear();
        return true;
      case 'SWAP':
        stack.swap(await stack.popNumber());
        return true;
      case 'POP':
        await stack.pop();
        return true;
      case 'SUB': {
        const [a, b] = [await stack.pop(), await stack.pop()];
        stack.push(at, (a as bigint) - (b as bigint));
        return true;
      }
      case 'CONCAT': {
        const [a, b] = [await stack.pop(), await stack.pop()];
        stack.push(
          at,
          typeof a === 'string' ? `${a}${b as string}` : Buffer.concat([a as Uint8Array, b as Uint8Array]),
        );
        return true;
      }
      case 'WAIT_FUTURE': {
        const item = await stack.popItem();
        stack.push(item.at, item.value);
        return true;
      }
      case 'LOG_STACK':
        await this.#logStack(await stack.popBytes());
        return true;
      default:
        return false;
    }
  }

  async #logStack(prefix: Uint8Array): Promise<void> {
    let rows: KeyValue[] = [];
    const write = (written: readonly KeyValue[]): Promise<void> =>
      run(this.#engine, (transaction) => {
        for (const { key, value } of written) transaction.set(key, value);
      });
    while (this.#stack.size > 0) {
      const index = this.#stack.size - 1;
      const { at, value } = await this.#stack.popItem();
      const key = Buffer.concat([prefix, pack([BigInt(index), BigInt(at)])]);
      rows.push({ key, value: pack([value]).subarray(0, LOGGED_BYTES) });
      if (rows.length < LOGGED_ITEMS) continue;
      await write(rows);
      rows = [];
    }
    await write(rows);
  }

  async #takeRead(name: string, variant: string | undefined, at: number): Promise<boolean> {
    const stack = this.#stack;
    const options: ReadOptions = { snapshot: variant === '_SNAPSHOT' };
    const answer = (body: (transaction: Transaction) => Promise<Element | undefined>): Promise<Element | undefined> =>
      variant === '_DATABASE' ? run(this.#engine, body) : body(this.#current.current);
    const read = (body: (transaction: Transaction) => Promise<Element | undefined>): boolean => {
      stack.pushAnswer(at, answer(body));
      return true;
    };
    const readRows = async (body: (transaction: Transaction) => Promise<Uint8Array>): Promise<boolean> => {
      stack.push(at, (await answer(body))!);
      return true;
    };
    switch (name) {
      case 'GET': {
        const key = await stack.popBytes();
        return read(async (transaction) => transaction.get(key, options));
      }
      case 'GET_KEY': {
        const selector = await this.#popSelector();
        const prefix = await stack.popBytes();
        return read(async (transaction) => within(prefix, await transaction.getKey(selector, options)));
      }
      case 'GET_RANGE': {
        const [start, end] = [await stack.popBytes(), await stack.popBytes()];
        const range = await this.#popRangeOptions(options);
        return readRows(async (transaction) => packRows(await transaction.range(start, end, range())));
      }
      case 'GET_RANGE_STARTS_WITH': {
        const prefix = await stack.popBytes();
        const range = await this.#popRangeOptions(options);
        return readRows(async (transaction) => packRows(await transaction.range(prefix, afterPrefix(prefix), range())));
      }
      case 'GET_RANGE_SELECTOR': {
        const [start, end] = [await this.#popSelector(), await this.#popSelector()];
        const range = await this.#popRangeOptions(options);
        const prefix = await stack.popBytes();
        return readRows(async (transaction) => {
          const rows = await transaction.range(start, end, range());
          return packRows(rows.filter(({ key }) => startsWith(key, prefix)));
        });
      }
      case 'GET_READ_VERSION':
        this.#see(await this.#current.current.getReadVersion());
        stack.push(at, Buffer.from('GOT_READ_VERSION'));
        return true;
      case 'GET_ESTIMATED_RANGE_SIZE':
        await stack.pop();
        await stack.pop();
        stack.push(at, Buffer.from('GOT_ESTIMATED_RANGE_SIZE'));
        return true;
      case 'GET_RANGE_SPLIT_POINTS':
        for (const _ of ['begin', 'end', 'size']) await stack.pop();
        stack.push(at, Buffer.from('GOT_RANGE_SPLIT_POINTS'));
        return true;
      default:
        return false;
    }
  }

  async #popSelector(): Promise<KeySelector> {
    const key = await this.#stack.popBytes();
    const orEqual = (await this.#stack.popNumber()) !== 0;
    return { key, orEqual, offset: await this.#stack.popNumber() };
  }

  /** Pops limit, direction and streaming mode; throws where the read begins when they do not go together. */
  async #popRangeOptions({ snapshot = false }: ReadOptions): Promise<() => RangeOptions> {
    const limit = await this.#stack.popNumber();
    const reverse = (await this.#stack.popNumber()) !== 0;
    const mode = await this.#stack.popNumber();
    return () => {
      if (mode === EXACT_MODE && limit === 0) throw new InterfaceError(EXACT_MODE_WITHOUT_LIMITS);
      return limit === 0 ? { snapshot, reverse } : { snapshot, reverse, limit };
    };
  }

  async #takeWrite(name: string, isDatabase: boolean, at: number): Promise<boolean> {
    const write = await this.#popWrite(name);
    if (write === undefined) return false;
    if (isDatabase) this.#stack.pushAnswer(at, Promise.resolve(await run(this.#engine, write)));
    else this.#current.write(write);
    return true;
  }

  async #popWrite(name: string): Promise<((transaction: Transaction) => void) | undefined> {
    const stack = this.#stack;
    switch (name) {
      case 'SET': {
        const [key, value] = [await stack.popBytes(), await stack.popBytes()];
        return (transaction) => transaction.set(key, value);
      }
      case 'CLEAR': {
        const key = await stack.popBytes();
        return (transaction) => transaction.clear(key);
      }
      case 'CLEAR_RANGE': {
        const [start, end] = [await stack.popBytes(), await stack.popBytes()];
        return (transaction) => {
          if (Buffer.compare(start, end) > 0) throw new InterfaceError(INVERTED_RANGE);
          transaction.clearRange(start, end);
        };
      }
      case 'CLEAR_RANGE_STARTS_WITH': {
        const prefix = await stack.popBytes();
        return (transaction) => transaction.clearRange(prefix, afterPrefix(prefix));
      }
      case 'ATOMIC_OP': {
        const [mutation, key, value] = [(await stack.pop()) as string, await stack.popBytes(), await stack.popBytes()];
        return (transaction) => mutate(transaction, mutation, key, value);
      }
      default:
        return undefined;
    }
  }

  async #takeTransaction(name: string, at: number): Promise<boolean> {
    const stack = this.#stack;
    switch (name) {
      case 'NEW_TRANSACTION':
        this.#transactions.renew(this.#transactionName);
        return true;
      case 'USE_TRANSACTION':
        this.#transactionName = nameOf(await stack.popBytes());
        return true;
      case 'ON_ERROR': {
        this.#current.recover(await stack.popNumber());
        stack.push(at, Buffer.from('RESULT_NOT_PRESENT'));
        return true;
      }
      case 'GET_VERSIONSTAMP':
        stack.pushAnswer(at, this.#current.current.versionstamp());
        return true;
      case 'SET_READ_VERSION':
        this.#current.write((transaction) => transaction.setReadVersion(this.#lastVersion));
        return true;
      case 'READ_CONFLICT_RANGE':
      case 'WRITE_CONFLICT_RANGE': {
        const [start, end] = [await stack.popBytes(), await stack.popBytes()];
        if (Buffer.compare(start, end) > 0) throw new InterfaceError(INVERTED_RANGE);
        this.#addConflict(name, start, end);
        stack.push(at, Buffer.from('SET_CONFLICT_RANGE'));
        return true;
      }
      case 'READ_CONFLICT_KEY':
      case 'WRITE_CONFLICT_KEY': {
        const key = await stack.popBytes();
        this.#addConflict(name, key, following(key));
        stack.push(at, Buffer.from('SET_CONFLICT_KEY'));
        return true;
      }
      case 'DISABLE_WRITE_CONFLICT':
        this.#current.write((transaction) => transaction.withoutWriteConflict());
        return true;
      case 'COMMIT':
        stack.pushAnswer(at, this.#current.commit());
        return true;
      case 'RESET':
        this.#current.reset();
        return true;
      case 'CANCEL':
        this.#current.cancel();
        return true;
      case 'GET_COMMITTED_VERSION':
        this.#see(this.#current.committedVersion);
        stack.push(at, Buffer.from('GOT_COMMITTED_VERSION'));
        return true;
      case 'GET_APPROXIMATE_SIZE':
        stack.push(at, Buffer.from('GOT_APPROXIMATE_SIZE'));
        return true;
      default:
        return false;
    }
  }

  #addConflict(name: string, start: Uint8Array, end: Uint8Array): void {
    this.#current.write((transaction) =>
      name.startsWith('READ') ? transaction.addReadConflict(start, end) : transaction.addWriteConflict(start, end),
    );
  }

  async #takeThread(name: string, at: number): Promise<boolean> {
    switch (name) {
      case 'START_THREAD':
        this.#threads.push(new StackMachine(this.#engine, this.#transactions, await this.#stack.popBytes()).run());
        return true;
      case 'WAIT_EMPTY': {
        const prefix = await this.#stack.popBytes();
        const look = (transaction: Transaction): Promise<KeyValue[]> | KeyValue[] =>
          transaction.range(prefix, afterPrefix(prefix), { limit: 1 });
        while ((await run(this.#engine, look)).length > 0) await setTimeout(POLL_MS);
        this.#stack.push(at, Buffer.from('WAITED_FOR_EMPTY'));
        return true;
      }
      case 'UNIT_TESTS':
        // What a binding cannot show by instructions (options, watches, cancellation) is in the contract suite of the engines.
        return true;
      default:
        return false;
    }
  }

  get #current(): ReusableTransaction {
    return this.#transactions.named(this.#transactionName);
  }
}

function nameOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1');
}

/** A key, or the nearest to it that begins with a prefix or follows all that do. */
function within(prefix: Uint8Array, key: Uint8Array): Uint8Array {
  if (startsWith(key, prefix)) return key;
  return Buffer.compare(key, prefix) < 0 ? prefix : afterPrefix(prefix);
}

function packRows(rows: readonly KeyValue[]): Uint8Array {
  return pack(rows.flatMap(({ key, value }) => [key, value]));
}
