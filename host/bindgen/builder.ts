import { Worker } from 'node:worker_threads';

import { removeTemporaryFolders } from './javascript/temporary.ts';
import { BuildError, type Problem } from './problem.ts';
import { isCurrent, type BuildOptions } from './stamp.ts';

// A build may be interrupted.
process.once('exit', removeTemporaryFolders);

/** What a build did. */
export interface BuildReport {
  readonly outcome: 'built' | 'unchanged';
  readonly out: string;
  readonly warnings: readonly Problem[];
}

export interface Question {
  readonly id: number;
  readonly task: 'build' | 'check';
  readonly options: BuildOptions;
}

export type Answer = { readonly id: number } & (
  { readonly warnings: readonly Problem[] } | { readonly problems: readonly Problem[] } | { readonly fault: string }
);

interface Waiting {
  readonly resolve: (warnings: readonly Problem[]) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Builds components in a thread of its own, which stays: the compiler is loaded once and gets faster with use, and this thread goes
 * on meanwhile. The thread keeps no process alive when nothing is being built.
 */
export class Builder {
  #worker: Worker | undefined;
  #nextId = 0;
  readonly #waiting = new Map<number, Waiting>();

  /** Builds a component if something changed. Throws `BuildError`; then the old component stays. */
  async build(options: BuildOptions): Promise<BuildReport> {
    const { out } = options;
    if (isCurrent(options)) return { outcome: 'unchanged', out, warnings: [] };
    return { outcome: 'built', out, warnings: await this.#ask('build', options) };
  }

  /** Finds what a build would complain of; answers what it would warn of. Throws `BuildError`. */
  check(options: BuildOptions): Promise<readonly Problem[]> {
    return this.#ask('check', options);
  }

  /** Ends the thread, and with it what is being built. */
  async close(): Promise<void> {
    await this.#worker?.terminate();
  }

  #ask(task: Question['task'], options: BuildOptions): Promise<readonly Problem[]> {
    const worker = (this.#worker ??= this.#start());
    const id = this.#nextId++;
    const { promise, resolve, reject } = Promise.withResolvers<readonly Problem[]>();
    this.#waiting.set(id, { resolve, reject });
    worker.ref();
    const question: Question = { id, task, options };
    worker.postMessage(question);
    return promise;
  }

  #start(): Worker {
    const worker = new Worker(new URL('build-worker.ts', import.meta.url));
    worker.on('message', (answer: Answer) => this.#settle(answer, worker));
    worker.on('error', (error) => this.#fail(error instanceof Error ? error : new Error(String(error))));
    // A compiler that crashes ends its thread: the next build starts another one.
    worker.on('exit', () => this.#fail(new Error('the compiler stopped before it was done')));
    return worker;
  }

  #settle(answer: Answer, worker: Worker): void {
    const waiting = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    if (this.#waiting.size === 0) worker.unref();
    if ('warnings' in answer) waiting?.resolve(answer.warnings);
    else if ('problems' in answer) waiting?.reject(new BuildError(answer.problems));
    else waiting?.reject(new Error(answer.fault));
  }

  #fail(error: Error): void {
    this.#worker = undefined;
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}
