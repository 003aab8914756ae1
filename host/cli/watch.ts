import { statSync, watch, type FSWatcher } from 'node:fs';
import { sep } from 'node:path';

/** How long after the last change something is done about it, in milliseconds: editors write, rename and set times in a burst. */
const QUIET_MS = 30;

/** What is generated, and what editors keep beside a file: folders and files whose changes mean nothing. */
const IGNORED = /^(?:bindings|build|node_modules|\..*|.*~|\d+|.*\.sw[a-p])$/;

/** Calls `changed` after each burst of changes under a folder, until it is stopped. */
export class FolderWatch {
  readonly #watcher: FSWatcher;
  #quiet: NodeJS.Timeout | undefined;
  #isStopped = false;

  /** `failed` is called when nothing is watched any more, with the reason. */
  constructor(folder: string, changed: () => void, failed: (error: Error) => void) {
    const watched = identityOf(folder);
    const look = (): void => {
      if (this.#isStopped) return;
      // A folder that was moved or removed is not watched any more, even if there is one of its name again.
      if (identityOf(folder) === watched) changed();
      else failed(new Error('it was moved or removed'));
    };
    this.#watcher = watch(folder, { recursive: true }, (_kind, path) => {
      if (path !== null && path.split(sep).some((part) => IGNORED.test(part))) return;
      clearTimeout(this.#quiet);
      this.#quiet = setTimeout(look, QUIET_MS);
    });
    this.#watcher.on('error', failed);
    this.#watcher.on('close', look);
  }

  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#quiet);
    this.#watcher.close();
  }
}

/** Calls `changed` after each burst of changes under any of several folders, of which some may come and go, until it is stopped. */
export class FolderWatches {
  readonly #folders: () => readonly string[];
  readonly #changed: () => void;
  readonly #watches = new Map<string, FolderWatch>();

  /** `folders` says which there are. */
  constructor(folders: () => readonly string[], changed: () => void) {
    this.#folders = folders;
    this.#changed = changed;
    this.#follow();
  }

  stop(): void {
    for (const watching of this.#watches.values()) watching.stop();
    this.#watches.clear();
  }

  #follow(): void {
    const folders = this.#folders().filter((folder) => identityOf(folder) !== undefined);
    for (const [folder, watching] of this.#watches) {
      if (folders.includes(folder)) continue;
      watching.stop();
      this.#watches.delete(folder);
    }
    for (const folder of folders) {
      if (!this.#watches.has(folder))
        this.#watches.set(
          folder,
          new FolderWatch(
            folder,
            () => this.#again(),
            () => this.#lost(folder),
          ),
        );
    }
  }

  #again(): void {
    this.#follow();
    this.#changed();
  }

  /** A folder was moved or removed. There may be one of its name again. */
  #lost(folder: string): void {
    this.#watches.get(folder)?.stop();
    this.#watches.delete(folder);
    this.#again();
  }
}

/** The same for as long as it is the same folder; nothing when there is none. */
function identityOf(folder: string): number | undefined {
  return statSync(folder, { throwIfNoEntry: false })?.ino;
}
