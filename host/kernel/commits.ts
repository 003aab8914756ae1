import type { Answer } from '../store/answer.ts';
import { markCommit, type CommitMark } from '../store/commit-marks.ts';
import type { Engine, LocalEngine, LocalTransaction, Transaction } from '../store/engine.ts';
import { CommitUnknown, Conflict } from '../store/errors.ts';
import { settleCommit } from '../store/retry.ts';
import { isLocal } from './pace.ts';

/** How often a task is run before it is given up, where nobody else writes: then hardly anything conflicts. */
const LOCAL_ATTEMPTS = 5;
/** The same where others write too: what still loses then is contended beyond help. */
const SHARED_ATTEMPTS = 20;
/** Longest pause before the second attempt, in milliseconds: about the time of a commit. It doubles with each one. */
const FIRST_PAUSE_MS = 4;
/** Longest pause of all, in milliseconds: people wait for it. */
const MAX_PAUSE_MS = 500;

/** What is on disk. */
export interface Durability {
  /** All up to this is on disk. */
  readonly durableVersion: number;
  /** Resolves when more is on disk than now, and what was committed before on a local engine; rejects when the store has failed. */
  flushed(): Promise<void>;
}

/** Commits the tasks of one process, and tells what each rests on: versions here only order them. */
export interface Commits extends Durability {
  /** Most attempts of one task. */
  readonly attempts: number;
  /** Most commits that may be under way. */
  readonly most: number;
  /** Bytes that wait for the disk. */
  readonly pendingBytes: number;
  /** How long to wait before an attempt, in milliseconds. */
  pauseMs(attempt: number): number;
  /** The version on which a transaction rests that has only read. */
  read(transaction: Transaction): number;
  /** Commits: the version at once when the next task sees it already, a promise until it is on disk otherwise. Rejects with a store error. */
  commit(transaction: Transaction): Answer<number>;
}

export function commitsOf(engine: Engine): Commits {
  return isLocal(engine) ? new LocalCommits(engine) : new SharedCommits(engine);
}

/** On an engine that decides at once and writes later: the outbox waits for the disk over all tasks. */
class LocalCommits implements Commits {
  readonly attempts = LOCAL_ATTEMPTS;
  readonly most = Infinity;
  readonly #engine: LocalEngine;

  constructor(engine: LocalEngine) {
    this.#engine = engine;
  }

  get durableVersion(): number {
    return this.#engine.durableVersion;
  }

  get pendingBytes(): number {
    return this.#engine.pendingBytes;
  }

  flushed(): Promise<void> {
    return this.#engine.flushed();
  }

  pauseMs(): number {
    return 0;
  }

  read(transaction: Transaction): number {
    return (transaction as LocalTransaction).readVersion;
  }

  commit(transaction: Transaction): Answer<number> {
    const durable = transaction.commit();
    const version = transaction.committedVersion;
    if (version < 0) return durable.then(() => -1);
    durable.catch(ignore);
    return version;
  }
}

/** Commits under way at once in one process: some milliseconds each, they share the flushes. */
const MAX_COMMITTING = 64;

/**
 * On an engine that others write to, or that is elsewhere: a commit is decided and on disk when its promise resolves. Here versions are
 * the order in which commits were begun, and all before the first that is under way are durable: so what one task has seen of another
 * goes out after what that one sent.
 */
class SharedCommits implements Commits {
  readonly attempts = SHARED_ATTEMPTS;
  readonly most = MAX_COMMITTING;
  readonly pendingBytes = 0;
  readonly #engine: Engine;
  readonly #underWay = new Set<number>();
  #latest = 0;
  #next: PromiseWithResolvers<void> | undefined;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /** Commits begin in order, so the first of the set is the oldest. */
  get durableVersion(): number {
    const [oldest] = this.#underWay;
    return oldest === undefined ? this.#latest : oldest - 1;
  }

  flushed(): Promise<void> {
    if (this.#underWay.size === 0) return Promise.resolve();
    this.#next ??= Promise.withResolvers();
    return this.#next.promise;
  }

  pauseMs(attempt: number): number {
    return Math.random() * Math.min(MAX_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (attempt - 2));
  }

  read(): number {
    return this.#latest;
  }

  async commit(transaction: Transaction): Promise<number> {
    const version = ++this.#latest;
    this.#underWay.add(version);
    const mark = markCommit(transaction);
    let outcome: 'committed' | 'not committed' = 'not committed';
    try {
      await this.#commit(transaction, mark);
      outcome = 'committed';
    } finally {
      mark.settled(outcome);
      this.#underWay.delete(version);
      this.#next?.resolve();
      this.#next = undefined;
    }
    return version;
  }

  async #commit(transaction: Transaction, mark: CommitMark): Promise<void> {
    try {
      await transaction.commit();
    } catch (error) {
      if (!(error instanceof CommitUnknown)) throw error;
      if (await settleCommit(this.#engine, mark)) return;
      throw new Conflict('the answer to a commit was lost, and it had not happened: run the transaction again');
    }
  }
}

function ignore(): void {}
