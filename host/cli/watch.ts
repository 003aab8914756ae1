import { watch, type FSWatcher } from 'node:fs';
import { sep } from 'node:path';

/** How long after the last change something is done about it, in milliseconds: editors write, rename and set times in a burst. */
const QUIET_MS = 30;

/** What is generated, and what editors keep beside a file: folders and files whose changes mean nothing. */
const IGNORED = /^(?:bindings|build|node_modules|\..*|.*~|\d+|.*\.sw[a-p])$/;

/** Calls `changed` after each burst of changes under a folder, until it is stopped. */
export class FolderWatch {
  readonly #watcher: FSWatcher;
  #quiet: NodeJS.Timeout | undefined;

  /** `failed` is called when nothing is watched any more, with the reason. */
  constructor(folder: string, changed: () => void, failed: (error: Error) => void) {
    this.#watcher = watch(folder, { recursive: true }, (_kind, path) => {
      if (path !== null && path.split(sep).some((part) => IGNORED.test(part))) return;
      clearTimeout(this.#quiet);
      this.#quiet = setTimeout(changed, QUIET_MS);
    });
    this.#watcher.on('error', failed);
  }

  stop(): void {
    clearTimeout(this.#quiet);
    this.#watcher.close();
  }
}
