import { after, type Answer } from '../store/answer.ts';
import type { IndexCatalogue } from '../store/index-catalogue.ts';
import type { Job, Runner } from './runner.ts';
import type { Task } from './task.ts';

/** How long to wait after a step that was undone, in milliseconds: whatever was in its way has time to end. */
const RETRY_MS = 1_000;

/** Builds and erases indices step by step, each in a task of its own between those of the people. */
export class Upkeep {
  readonly #runner: Runner;
  #wait: NodeJS.Timeout | NodeJS.Immediate | undefined;
  #stopped = false;

  constructor(runner: Runner, catalogue: IndexCatalogue) {
    this.#runner = runner;
    catalogue.upkeepNeeded = () => this.start();
  }

  /** Does a step in the next turn of the event loop, and goes on until there is nothing to do. */
  start(): void {
    if (this.#stopped || this.#wait !== undefined) return;
    this.#wait = setImmediate(() => this.#step());
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#wait as NodeJS.Timeout);
    clearImmediate(this.#wait as NodeJS.Immediate);
  }

  #step(): void {
    this.#wait = undefined;
    if (!this.#stopped) this.#runner.submit(new Step(this));
  }

  /** Tries again later. */
  later(): void {
    if (this.#stopped || this.#wait !== undefined) return;
    this.#wait = setTimeout(() => this.#step(), RETRY_MS).unref();
  }
}

class Step implements Job {
  readonly #upkeep: Upkeep;

  constructor(upkeep: Upkeep) {
    this.#upkeep = upkeep;
  }

  name(): string {
    return 'a step of building or erasing an index';
  }

  run(task: Task): Answer<void> {
    return after(task.slots.indices.tend(), (isMore) => {
      if (isMore) task.decisions.push(() => this.#upkeep.start());
    });
  }

  failed(): void {
    this.#upkeep.later();
  }
}
