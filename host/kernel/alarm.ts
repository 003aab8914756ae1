import { after, type Answer } from '../store/answer.ts';
import type { Engine } from '../store/engine.ts';
import { storeErrorIn } from './failure.ts';
import { TIMER_RECEIVER, type Levels } from './levels.ts';
import type { Job, Runner } from './runner.ts';
import type { Task } from './task.ts';
import { firstTimer, removeTimer, type StoredTimer } from './timers.ts';

/** The longest that `setTimeout` can wait, in milliseconds. */
const MAX_WAIT_MS = 2 ** 31 - 1;

/** Wakes up when the first timer in the store is due, and runs a task for it. */
export class Alarm {
  readonly #engine: Engine;
  readonly #runner: Runner;
  readonly #levels: Levels;
  readonly #nowMs: () => number;
  readonly #storeFailed: (error: unknown) => void;
  #wait: NodeJS.Timeout | undefined;
  #wakeMs = Infinity;
  /** A timer is being fired: until that has come to its end it is in the store, where another task would find it too. */
  #firing = false;
  #stopped = false;
  /** Called when no timer is due any more. */
  #waiting: (() => void)[] = [];

  constructor(
    engine: Engine,
    runner: Runner,
    levels: Levels,
    nowMs: () => number,
    storeFailed: (error: unknown) => void,
  ) {
    this.#engine = engine;
    this.#runner = runner;
    this.#levels = levels;
    this.#nowMs = nowMs;
    this.#storeFailed = storeFailed;
  }

  /** Looks up the first timer there is, and waits for it. */
  start(): void {
    if (this.#stopped) return;
    try {
      const transaction = this.#engine.begin();
      const looked = after(firstTimer(transaction), (first) => {
        transaction.abort();
        this.#found(first);
      });
      if (looked instanceof Promise) looked.catch((error: unknown) => this.#lookAgain(error));
    } catch (error) {
      this.#storeFailed(error);
    }
  }

  #lookAgain(error: unknown): void {
    if (this.#stopped) return;
    if (storeErrorIn(error)?.retryable === true) this.start();
    else this.#storeFailed(error);
  }

  #found(first: StoredTimer | undefined): void {
    if (first !== undefined) this.expect(Number(first.dueMs));
    if (first === undefined || Number(first.dueMs) > this.#nowMs()) for (const wait of this.#waiting.splice(0)) wait();
  }

  /** Looks at the clock again, which was moved by hand, and resolves when no timer is due any more. */
  catchUp(): Promise<void> {
    clearTimeout(this.#wait);
    this.#wakeMs = Infinity;
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      this.start();
    });
  }

  /** A timer has been set. */
  expect(dueMs: number): void {
    if (this.#stopped || dueMs >= this.#wakeMs) return;
    this.#wakeMs = dueMs;
    clearTimeout(this.#wait);
    this.#wait = setTimeout(() => this.#wake(), Math.min(Math.max(0, dueMs - this.#nowMs()), MAX_WAIT_MS));
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#wait);
  }

  #wake(): void {
    this.#wakeMs = Infinity;
    if (this.#stopped || this.#firing) return;
    this.#firing = true;
    this.#runner.submit(new Fire(this.#runner, this.#levels, this.#nowMs(), () => this.#next()));
  }

  /** A timer has been fired or given up. */
  #next(): void {
    this.#firing = false;
    this.start();
  }
}

/** Runs the first timer that is due, and removes it in the same transaction. */
class Fire implements Job {
  readonly #runner: Runner;
  readonly #levels: Levels;
  readonly #nowMs: number;
  readonly #next: () => void;
  #fired: StoredTimer | undefined;

  constructor(runner: Runner, levels: Levels, nowMs: number, next: () => void) {
    this.#runner = runner;
    this.#levels = levels;
    this.#nowMs = nowMs;
    this.#next = next;
  }

  name(): string {
    return `timer ${this.#fired?.timer}`;
  }

  run(task: Task): Answer<void> {
    this.#fired = undefined;
    return after(firstTimer(task.transaction), (first) => this.#fire(task, first));
  }

  #fire(task: Task, first: StoredTimer | undefined): Answer<void> {
    if (first === undefined || Number(first.dueMs) > this.#nowMs) {
      // It was cancelled, or the clock has been set back.
      task.effects.push(this.#next);
      return;
    }
    this.#fired = first;
    removeTimer(task.transaction, first.timer, first.dueMs);
    task.decisions.push(() => this.#end());
    return after(this.#levels.driver(0), ({ exports }) => exports[TIMER_RECEIVER].fire(first.timer, first.payload));
  }

  /** A timer whose task was undone is not tried again; the driver is told, or when that fails too, is not. */
  failed(): void {
    const fired = this.#fired;
    if (fired === undefined) return this.#end();
    const { timer, payload } = fired;
    this.#remove(
      fired,
      () => after(this.#levels.driver(0), ({ exports }) => exports[TIMER_RECEIVER].undone(timer, payload)),
      () =>
        this.#remove(
          fired,
          () => {},
          () => this.#end(),
        ),
    );
  }

  /** Lets the next one fire in a turn of the event loop of its own, so that a thousand of them do not hold up the people. */
  #end(): void {
    setImmediate(this.#next);
  }

  #remove({ timer, dueMs }: StoredTimer, tell: () => Answer<void>, failed: () => void): void {
    this.#runner.submit({
      name: () => `the removal of timer ${timer}`,
      run: ({ transaction, decisions }) => {
        removeTimer(transaction, timer, dueMs);
        decisions.push(() => this.#end());
        return tell();
      },
      failed,
    });
  }
}
