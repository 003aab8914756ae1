import { accessSync, constants, readFileSync, statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout } from 'node:timers/promises';
import { Locked, Unavailable } from './errors.ts';

/** SQLite's code for a lock that another connection holds. */
const SQLITE_BUSY = 5;
/** How long a lock for all is tried for, in milliseconds: who opens a folder first has it alone for as long as the check of its file takes. */
const SHARE_WAIT_MS = 2_000;
const SHARE_RETRY_MS = 20;

/*
 * Node has no file locks of its own, but its SQLite takes the kernel's (fcntl): for writing with an exclusive transaction, for
 * reading with one that reads. The kernel drops them when the process ends, however it ends, so neither a stale file nor a reused
 * process id can mislead; and unlike a socket they hold between containers that share the folder. The file stays empty.
 */

/** Takes the lock file for this process alone; the function returned releases it. Throws `Locked` when another holds it. */
export function lockFile(path: string): () => void {
  const holder = take(path, 'BEGIN EXCLUSIVE');
  if (holder !== undefined) return () => holder.close();
  const { process, shared } = holderOf(path);
  throw new Locked(
    shared
      ? `${path} is shared by ${process}: stop all that share it, or use another data folder`
      : `${path} is held by ${process}: stop it, or use another data folder`,
  );
}

/** Takes the lock file together with others that do; the function returned releases it. Throws `Locked` while one holds it for itself. */
export async function shareFile(path: string): Promise<() => void> {
  for (let waitedMs = 0; ; waitedMs += SHARE_RETRY_MS) {
    const holder = take(path, 'BEGIN; SELECT 1 FROM sqlite_schema');
    if (holder !== undefined) return () => holder.close();
    if (waitedMs >= SHARE_WAIT_MS) break;
    await setTimeout(SHARE_RETRY_MS);
  }
  throw new Locked(
    `${path} is held by ${holderOf(path).process} for itself: stop it, or open it there to be shared too, or use another data folder`,
  );
}

/** A connection that holds the lock; none when another is in the way. */
function take(path: string, transaction: string): DatabaseSync | undefined {
  let holder: DatabaseSync | undefined;
  try {
    holder = new DatabaseSync(path, { timeout: 0 });
    checkWritable(path);
    // In memory, so that no journal appears beside the file.
    holder.exec(`PRAGMA journal_mode = MEMORY; ${transaction}`);
    return holder;
  } catch (error) {
    holder?.close();
    if (isBusy(error)) return undefined;
    throw lockError(path, error);
  }
}

/** A file that may only be read is no lock: SQLite takes it for reading then, whatever it is asked, and so do others. */
export function checkWritable(path: string): void {
  accessSync(path, constants.R_OK | constants.W_OK);
}

/** Whether SQLite has refused a lock because another holds it. */
export function isBusy(error: unknown): boolean {
  return (error as { errcode?: number }).errcode === SQLITE_BUSY;
}

/** What another error of SQLite means for a lock. */
export function lockError(path: string, error: unknown): Unavailable {
  return new Unavailable(`cannot lock ${path} (${(error as Error).message}): give this user access to it`, {
    cause: error,
  });
}

/** The process that holds a lock on a file, in words, and whether it lets others share it; from Linux's table of locks. */
function holderOf(path: string): { process: string; shared: boolean } {
  try {
    const { ino } = statSync(path);
    for (const line of readFileSync('/proc/locks', 'utf8').split('\n')) {
      // 1: POSIX  ADVISORY  WRITE 6737 fe:00:9978673 1073741824 1073742335
      const [, , , mode, pid, file] = line.split(/\s+/);
      if (file?.endsWith(`:${ino}`)) return { process: `process ${pid}`, shared: mode === 'READ' };
    }
  } catch {
    // The table only helps the message.
  }
  return { process: 'another process', shared: false };
}
