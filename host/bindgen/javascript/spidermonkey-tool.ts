import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';

import type { Feature } from './spidermonkey.ts';

/** What a module is to be made a component with. */
export interface Assignment {
  /** Holds `entry.js`. */
  readonly folder: string;
  readonly wit: string;
  /** Its full name. */
  readonly world: string;
  readonly disabled: readonly Feature[];
}

export type Made = { readonly component: Uint8Array } | { readonly failure: string };

/** How long a module may run when it is loaded, in seconds of a processor: a hundred times what the engine itself takes. */
export const MAX_LOADING_S = 60;
/** Each process that comes of it is ended by the system when it has worked so long, but for this one, which takes no notice. */
const LIMITED = `ulimit -S -t ${MAX_LOADING_S} && exec "$0" "$@"`;

/**
 * componentize-js, in a process of its own, which stays: its code takes twice as long in the first build. It hands its standard output to
 * the program that runs the module, which a thread cannot do.
 */
export class SpiderMonkeyTool {
  #child: ChildProcess | undefined;
  #last: Promise<unknown> = Promise.resolve();

  /** One after the other. Rejects only when the tool itself breaks. */
  make(assignment: Assignment): Promise<Made> {
    const made = this.#last.then(() => this.#make(assignment));
    this.#last = made.catch(() => {});
    return made;
  }

  async #make(assignment: Assignment): Promise<Made> {
    const child = (this.#child ??= start());
    const { promise, resolve, reject } = Promise.withResolvers<Made>();
    const ended = (): void => {
      this.#child = undefined;
      reject(new Error('componentize-js stopped before it was done'));
    };
    child.once('message', resolve);
    child.once('error', reject);
    child.once('exit', ended);
    keepAlive(child, true);
    child.send(assignment);
    try {
      return await promise;
    } finally {
      child.off('message', resolve);
      child.off('error', reject);
      child.off('exit', ended);
      keepAlive(child, false);
    }
  }
}

function start(): ChildProcess {
  return fork(join(import.meta.dirname, 'spidermonkey-process.ts'), {
    execPath: '/bin/sh',
    execArgv: ['-c', LIMITED, process.execPath, ...process.execArgv],
    serialization: 'advanced',
    // What the module prints when it is loaded is for its author, and no result.
    stdio: ['ignore', 2, 2, 'ipc'],
  });
}

/** Whether this process waits for the other. */
function keepAlive(child: ChildProcess, whether: boolean): void {
  if (whether) {
    child.ref();
    child.channel?.ref();
  } else {
    child.unref();
    child.channel?.unref();
  }
}
