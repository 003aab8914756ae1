import { readFileSync, statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { Locked, Unavailable } from './errors.ts';

/** SQLite's code for a lock that another connection holds. */
const SQLITE_BUSY = 5;

/**
 * Takes the lock file for this process alone; the function returned releases it. Throws `Locked` when another holds it.
 *
 * Node has no file locks of its own, but its SQLite takes the kernel's (fcntl) for an exclusive transaction. The kernel drops
 * them when the process ends, however it ends, so neither a stale file nor a reused process id can mislead; and unlike a socket
 * they hold between containers that share the folder. The file stays empty.
 */
export function lockFile(path: string): () => void {
  let holder: DatabaseSync | undefined;
  try {
    holder = new DatabaseSync(path, { timeout: 0 });
    // In memory, so that no journal appears beside the file.
    holder.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
  } catch (error) {
    holder?.close();
    const { errcode, message } = error as { errcode?: number; message?: string };
    if (errcode !== SQLITE_BUSY) {
      throw new Unavailable(`cannot lock ${path} (${message}): give this user access to it`, { cause: error });
    }
    throw new Locked(`${path} is held by ${holderOf(path)}: stop it, or use another data folder`, { cause: error });
  }
  const held = holder;
  return () => held.close();
}

/** The process that holds a lock on a file, in words, from Linux's table of locks. */
function holderOf(path: string): string {
  try {
    const { ino } = statSync(path);
    for (const line of readFileSync('/proc/locks', 'utf8').split('\n')) {
      // 1: POSIX  ADVISORY  WRITE 6737 fe:00:9978673 1073741824 1073742335
      const [, , , , pid, file] = line.split(/\s+/);
      if (file?.endsWith(`:${ino}`)) return `process ${pid}`;
    }
  } catch {
    // The table only helps the message.
  }
  return 'another process';
}
