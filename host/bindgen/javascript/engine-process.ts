import { fork, type ChildProcess } from 'node:child_process';
import type { Socket } from 'node:net';

import { EngineFailure } from './engine.ts';

/** The component, or why there is none. */
export type Answer = { readonly component: Uint8Array } | { readonly failure: string };

export type Made = Answer & {
  /** What the module wrote when it was loaded. */
  readonly printed: string;
};

/** What the process writes behind what the module wrote. */
export const END = '\0end\n';

export interface EngineProcessOptions {
  /** The path of what the process runs. It takes an assignment as a message, and sends an `Answer` after it has written `END`. */
  readonly program: string;
  /** How long one assignment may take, in milliseconds. */
  readonly maxMs?: number;
  /** How long each process may work that it starts, in seconds of a processor. It takes no notice of the limit itself. */
  readonly maxProcessorS?: number;
}

/**
 * What makes components, in a process of its own, which stays: its code takes twice as long in the first build. A module that never ends
 * ends with it, and so does one that takes more memory than the machine has; by itself it comes to 4 GiB at most. The process hands its standard output to the program that runs the module, which a thread cannot do.
 */
export class EngineProcess<Assignment extends object> {
  readonly #options: EngineProcessOptions;
  #child: ChildProcess | undefined;
  #last: Promise<unknown> = Promise.resolve();
  #printed = '';
  #ended = (): void => {};

  constructor(options: EngineProcessOptions) {
    this.#options = options;
  }

  /** Ends the process. */
  close(): void {
    this.#child?.kill('SIGKILL');
  }

  /** One after the other. Throws `EngineFailure` when the process comes to its end before it has answered. */
  make(assignment: Assignment): Promise<Made> {
    const made = this.#last.then(() => this.#make(assignment));
    this.#last = made.catch(() => {});
    return made;
  }

  async #make(assignment: Assignment): Promise<Made> {
    const { maxMs } = this.#options;
    const child = (this.#child ??= this.#start());
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    const printed = new Promise<void>((done) => (this.#ended = done));
    this.#printed = '';
    let isLate = false;
    const ended = (code: number | null, signal: string | null): void => {
      this.#child = undefined;
      reject(new EngineFailure({ text: isLate ? notLoadedWithin(maxMs! / 1000) : endedBy(signal ?? `code ${code}`) }));
    };
    child.once('message', resolve);
    child.once('error', reject);
    child.once('exit', ended);
    keepAlive(child, true);
    const limit = setTimeout(() => {
      isLate = true;
      child.kill('SIGKILL');
    }, maxMs);
    if (maxMs === undefined) clearTimeout(limit);
    child.send(assignment);
    try {
      const answer = await promise;
      await printed;
      return { ...answer, printed: this.#printed.slice(0, -END.length) };
    } finally {
      clearTimeout(limit);
      child.off('message', resolve);
      child.off('error', reject);
      child.off('exit', ended);
      keepAlive(child, false);
    }
  }

  #start(): ChildProcess {
    const { program, maxProcessorS } = this.#options;
    const limit = maxProcessorS === undefined ? '' : `ulimit -S -t ${maxProcessorS} && `;
    const child = fork(program, {
      execPath: '/bin/sh',
      execArgv: ['-c', `${limit}exec "$0" "$@"`, process.execPath, ...process.execArgv],
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

/** What is said of a module that is still being loaded after so many seconds. */
export function notLoadedWithin(seconds: number): string {
  return `is not loaded within ${seconds} s: does something outside of its functions never end?`;
}

/** What is said when the system has ended what loads a module. */
export function endedBy(what: string): string {
  return `its engine was ended by ${what} while it was loaded: does something outside of its functions take all memory?`;
}

/** Whether this process waits for the other. */
function keepAlive(child: ChildProcess, whether: boolean): void {
  const step = whether ? 'ref' : 'unref';
  child[step]();
  child.channel?.[step]();
  (child.stdout as Socket)[step]();
}
