import type { Engine, Transaction } from '../../host/store/engine.ts';
import { InterfaceError } from './error-codes.ts';

/** FoundationDB's code for a call of a transaction that was cancelled. */
const TRANSACTION_CANCELLED = 1025;

/** A transaction as FoundationDB's interface has it: after a commit or a reset it goes on as a new one. */
export class ReusableTransaction {
  readonly #engine: Engine;
  #current: Transaction | undefined;
  #committed: Transaction | undefined;
  #isCancelled = false;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  get current(): Transaction {
    if (this.#isCancelled) throw new InterfaceError(TRANSACTION_CANCELLED);
    this.#current ??= this.#engine.begin();
    return this.#current;
  }

  /** The version of the last commit; -1 when there was none since the last reset. */
  get committedVersion(): number {
    return this.#committed?.committedVersion ?? -1;
  }

  commit(): Promise<void> {
    const committed = this.current;
    this.#current = undefined;
    this.#committed = committed;
    return committed.commit();
  }

  cancel(): void {
    this.#current?.abort();
    this.#isCancelled = true;
  }

  reset(): void {
    this.#current?.abort();
    this.#current = undefined;
    this.#committed = undefined;
    this.#isCancelled = false;
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
