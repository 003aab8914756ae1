import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { setTimeout } from 'node:timers/promises';
import { Unavailable } from './errors.ts';
import { checkWritable, isBusy, lockError } from './folder-lock.ts';

/** How long a process that opens the file waits for the commits of others to end, in milliseconds; meanwhile they begin no further ones. */
const FIRST_WAIT_MS = 50;
const LONGEST_WAIT_MS = 10_000;
/** How often a commit looks whether the opening it waits for is over, in milliseconds: opening takes some. */
const RETRY_MS = 1;

/**
 * Keeps the opening of a data file and commits to it apart, among processes that share it. LMDB sets the number of the latest
 * transaction, which those processes have in common, to the one it has read from the file a moment before (`mdb_env_open2` in lmdb-js
 * 3.5): a commit in that moment would be undone by the next one. Those who commit hold the lock together, who opens holds it alone.
 * It costs a commit some calls of the system. The kernel frees it when a process ends.
 */
export class CommitLock {
  readonly #path: string;
  readonly #connection: DatabaseSync;
  readonly #begin: StatementSync;
  readonly #read: StatementSync;
  readonly #end: StatementSync;

  private constructor(path: string, connection: DatabaseSync) {
    this.#path = path;
    this.#connection = connection;
    this.#begin = connection.prepare('BEGIN');
    this.#read = connection.prepare('SELECT 1 FROM sqlite_schema');
    this.#end = connection.prepare('COMMIT');
  }

  /** Takes the lock alone, for an opening. Throws `Unavailable` when commits do not end. */
  static async take(path: string): Promise<CommitLock> {
    for (let waitMs = FIRST_WAIT_MS; waitMs <= LONGEST_WAIT_MS; waitMs *= 2) {
      let connection: DatabaseSync | undefined;
      try {
        // The wait holds up this process: SQLite keeps others from beginning only in it.
        connection = new DatabaseSync(path, { timeout: waitMs });
        checkWritable(path);
        // In memory, so that no journal appears beside the file.
        connection.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
        const lock = new CommitLock(path, connection);
        // From now on it is waited for in turns of the event loop.
        connection.exec('PRAGMA busy_timeout = 0');
        return lock;
      } catch (error) {
        connection?.close();
        if (!isBusy(error)) throw lockError(path, error);
      }
      // The commit waited for may be one of this process.
      await setTimeout(RETRY_MS);
    }
    throw new Unavailable(
      `commits of other processes hold ${path} and do not end: look for one that is stopped or whose disk hangs`,
    );
  }

  /** Takes the lock together with others, for a commit, as soon as nobody opens the file. */
  async share(): Promise<void> {
    for (;;) {
      try {
        this.#begin.run();
        this.#read.get();
        return;
      } catch (error) {
        if (this.#connection.isTransaction) this.#end.run();
        if (!isBusy(error)) throw lockError(this.#path, error);
      }
      await setTimeout(RETRY_MS);
    }
  }

  release(): void {
    this.#end.run();
  }

  close(): void {
    this.#connection.close();
  }
}
