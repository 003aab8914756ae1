import { mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What the names of this process's folders begin with, whichever thread makes them. */
const PREFIX = `atrium-build-${process.pid}-`;

/** A folder for what an engine reads. Beside a component its path could hold a space, by which componentize-js takes paths apart. */
export function temporaryFolder(): string {
  return realpathSync(mkdtempSync(join(tmpdir(), PREFIX)));
}

/** Removes those that are left of builds that were interrupted. */
export function removeTemporaryFolders(): void {
  for (const name of readdirSync(tmpdir())) {
    // A thread may still write one more file.
    if (name.startsWith(PREFIX))
      rmSync(join(tmpdir(), name), { recursive: true, force: true, maxRetries: 10, retryDelay: 10 });
  }
}
