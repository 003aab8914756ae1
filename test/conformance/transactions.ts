import type { Engine, Transaction } from '../../host/store/engine.ts';
import { TooOld } from '../../host/store/errors.ts';
import { codeOf, InterfaceError, raisedAs, RETRIED, TRANSACTION_CANCELLED } from './error-codes.ts';

/** FoundationDB's code for calls of a transaction that was committed and not reset. */
const USED_DURING_COMMIT = 2017;

/** Keeps one version readable: FoundationDB does for some seconds, our local engines for as long as a transaction reads at it. */
export class KeptVersion {
  readonly #engine: Engine;
  #reader: Transaction | undefined;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  keep(version: number): void {
    const before = this.#reader;
    this.#reader = this.#engine.begin();
    try {
      this.#reader.setReadVersion(version);
    } catch (error) {
      // Others may have committed meanwhile, or there was no commit. Then it is too old for whoever reads at it, too.
      if (!(error instanceof TooOld)) throw error;
    }
    before?.abort();
  }

  release(): void {
    this.#reader?.abort();
    this.#reader = undefined;
  }
}

/**
 * A transaction as FoundationDB's interface has it: after a reset it goes on as a new one, and what is wrong with a write is told by
 * the next read or by the commit.
 */
export class ReusableTransaction {
  readonly #engine: Engine;
  readonly #kept: KeptVersion;
  #current: Transaction | undefined;
  #committed: Transaction | undefined;
  #failure: Error | undefined;
  #isCancelled = false;

  constructor(engine: Engine) {
    this.#engine = engine;
    this.#kept = new KeptVersion(engine);
  }

  /** The transaction to read with and to commit. */
  get current(): Transaction {
    if (this.#committed !== undefined) throw new InterfaceError(USED_DURING_COMMIT);
    if (this.#isCancelled) throw new InterfaceError(TRANSACTION_CANCELLED);
    if (this.#failure !== undefined) throw this.#failure;
    this.#current ??= this.#engine.begin();
    return this.#current;
  }

  /** The version of the last commit; -1 when there was none since the last reset. */
  get committedVersion(): number {
    return this.#committed?.committedVersion ?? -1;
  }

  write(body: (transaction: Transaction) => void): void {
    try {
      body(this.current);
    } catch (error) {
      codeOf(error);
      this.#failure ??= error as Error;
    }
  }

  async commit(): Promise<void> {
    const committed = this.current;
    this.#current = undefined;
    this.#committed = committed;
    await committed.commit();
    if (this.#committed === committed) this.#kept.keep(committed.committedVersion);
  }

  cancel(): void {
    this.#current?.abort();
    this.#isCancelled = true;
  }

  /** FoundationDB's `on_error`: readies the transaction for another attempt, or raises the error again and cancels it. */
  recover(code: number): void {
    if (this.#isCancelled) throw new InterfaceError(TRANSACTION_CANCELLED);
    if (RETRIED.has(code)) return this.reset();
    this.cancel();
    throw new InterfaceError(raisedAs(code));
  }

  reset(): void {
    this.#current?.abort();
    this.#current = undefined;
    this.#committed = undefined;
    this.#failure = undefined;
    this.#isCancelled = false;
    this.#kept.release();
  }
}

/** The transactions of all machines of one run, by name. */
export class Transactions {
  readonly #engine: Engine;
  readonly #named = new Map<string, ReusableTransaction>();

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  named(name: string): ReusableTransaction {
    return this.#named.get(name) ?? this.renew(name);
  }

  renew(name: string): ReusableTransaction {
    this.#named.get(name)?.reset();
    const transaction = new ReusableTransaction(this.#engine);
    this.#named.set(name, transaction);
    return transaction;
  }

  end(): void {
    for (const transaction of this.#named.values()) transaction.reset();
  }
}
