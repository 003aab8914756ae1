import { fork, type ChildProcess } from 'node:child_process';
import type { Socket } from 'node:net';
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

/** The component, or why there is none. */
export type Answer = { readonly component: Uint8Array } | { readonly failure: string };

export type Made = Answer & {
  /** What the module wrote when it was loaded. */
  readonly printed: string;
};

/** What the process writes behind what the module wrote. */
export const END = '\0end\n';

/**
 * How long a module may run when it is loaded, in seconds of a processor. Before the first one for a world the engine is compiled, which
 * takes some 20; that is kept in the cache of the person who builds, and then a second is enough.
 */
export const MAX_LOADING_S = 120;

/**
 * componentize-js, in a process of its own, which stays: its code takes twice as long in the first build. It hands its standard output to
 * the program that runs the module, which a thread cannot do.
 */
export class SpiderMonkeyTool {
  #child: ChildProcess | undefined;
  #last: Promise<unknown> = Promise.resolve();
  #printed = '';
  #ended = (): void => {};
  readonly #maxLoadingS: number;

  constructor(maxLoadingS = MAX_LOADING_S) {
    this.#maxLoadingS = maxLoadingS;
  }

  /** Ends the process. */
  close(): void {
    this.#child?.kill();
  }

  /** One after the other. Rejects only when the tool itself breaks. */
  make(assignment: Assignment): Promise<Made> {
    const made = this.#last.then(() => this.#make(assignment));
    this.#last = made.catch(() => {});
    return made;
  }

  async #make(assignment: Assignment): Promise<Made> {
    const child = (this.#child ??= this.#start());
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    const printed = new Promise<void>((done) => (this.#ended = done));
    this.#printed = '';
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
      const answer = await promise;
      await printed;
      return { ...answer, printed: this.#printed.slice(0, -END.length) };
    } finally {
      child.off('message', resolve);
      child.off('error', reject);
      child.off('exit', ended);
      keepAlive(child, false);
    }
  }

  #start(): ChildProcess {
    // Each process that it starts is ended by the system when it has worked so long; it takes no notice itself.
    const limited = `ulimit -S -t ${this.#maxLoadingS} && exec "$0" "$@"`;
    const child = fork(join(import.meta.dirname, 'spidermonkey-process.ts'), {
      execPath: '/bin/sh',
      execArgv: ['-c', limited, process.execPath, ...process.execArgv],
      serialization: 'advanced',
      stdio: ['ignore', 'pipe', 2, 'ipc'],
    });
    child.stdout!.setEncoding('utf8').on('data', (text: string) => {
      this.#printed += text;
      if (this.#printed.endsWith(END)) this.#ended();
    });
    return child;
  }
}

/** Whether this process waits for the other. */
function keepAlive(child: ChildProcess, whether: boolean): void {
  const step = whether ? 'ref' : 'unref';
  child[step]();
  child.channel?.[step]();
  (child.stdout as Socket)[step]();
}
