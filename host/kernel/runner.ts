import type { Meter } from '../component/index.ts';
import type { LocalEngine } from '../store/engine.ts';
import type { SlotStore } from '../store/slots.ts';
import type { Connection } from './connection.ts';
import { HostProblem } from './errors.ts';
import { describeFailure, sentenceFor, storeErrorIn } from './failure.ts';
import type { Journal } from './journal.ts';
import type { Levels } from './levels.ts';
import type { Outbox } from './outbox.ts';
import { Circumstances, Task, type TaskScope } from './task.ts';

/** Fuel of one task: some 50 ms of guest code, half a second at the worst; a thousand times what a command needs. */
export const TASK_FUEL = 50_000_000;
/** How often a task is run before it is given up. One process runs tasks one after the other: only other processes conflict. */
const MAX_ATTEMPTS = 5;
/** Bytes waiting for the disk above which tasks wait too; far below what the engine refuses. */
const MAX_PENDING_BYTES = 32 * 1024 * 1024;

/** Something to be done in one task. It may be run more than once; only the last run counts. */
export interface Job {
  /** What it is, for the log: `receive on connection 12`. */
  name(): string;
  /** The connection that is told when it fails. */
  readonly cause?: Connection;
  /** Its share of the meter; `TASK_FUEL` when left out. */
  readonly fuel?: number;
  run(task: Task): void;
  /** It was undone, and will not be tried again. The log and the cause have been told. */
  failed?(error: unknown): void;
}

export interface RunnerParts {
  readonly engine: LocalEngine;
  readonly slotStore: SlotStore;
  readonly scope: TaskScope;
  readonly meter: Meter;
  readonly levels: Levels;
  readonly outbox: Outbox;
  readonly journal: Journal;
  readonly nowMs: () => number;
  /** The store can no longer be used. */
  readonly storeFailed: (error: unknown) => void;
  /** Tasks have begun to wait for the disk (true), or no longer do (false). */
  readonly congested: (waiting: boolean) => void;
}

interface Attempt {
  readonly job: Job;
  readonly circumstances: Circumstances;
  readonly number: number;
}

/**
 * Runs jobs one after the other, each as one task in one transaction. A job is run at once, inside `submit`, unless another is running
 * or being tried again, or the disk is too far behind; then they wait in order.
 */
export class Runner {
  readonly #parts: RunnerParts;
  readonly #queue: Job[] = [];
  /** A job is running, or its conflict is being reported. */
  #busy = false;
  #congested = false;
  #stopped = false;
  /** The latest that any task started. */
  #steadyMs = 0;

  constructor(parts: RunnerParts) {
    this.#parts = parts;
  }

  /** Fuel spent by the job, 0 when it has to wait. */
  submit(job: Job): number {
    if (this.#stopped) return 0;
    if (this.#busy || this.#congested || this.#queue.length > 0) {
      this.#queue.push(job);
      return 0;
    }
    this.#first(job);
    const spent = (job.fuel ?? TASK_FUEL) - Math.max(0, this.#parts.meter.remaining);
    if (this.#queue.length > 0) this.#drain();
    return spent;
  }

  /** Nothing is run from now on, and what waits is forgotten. */
  stop(): void {
    this.#stopped = true;
    this.#queue.length = 0;
  }

  /** Whether jobs wait. */
  get idle(): boolean {
    return !this.#busy && this.#queue.length === 0;
  }

  #drain(): void {
    while (this.#queue.length > 0 && !this.#busy && !this.#congested && !this.#stopped) {
      this.#first(this.#queue.shift() as Job);
    }
  }

  #first(job: Job): void {
    const nowMs = this.#parts.nowMs();
    this.#steadyMs = Math.max(this.#steadyMs, nowMs);
    this.#attempt({ job, circumstances: new Circumstances(nowMs, this.#steadyMs), number: 1 });
  }

  #attempt(attempt: Attempt): void {
    const { engine, scope, meter, levels } = this.#parts;
    const { job } = attempt;
    let task: Task;
    try {
      task = new Task(engine.begin(), this.#parts.slotStore, attempt.circumstances, job.cause);
    } catch (error) {
      this.#failStore(error);
      return;
    }
    const { transaction } = task;
    this.#busy = true;
    meter.remaining = job.fuel ?? TASK_FUEL;
    scope.enter(task);
    levels.begin();
    try {
      job.run(task);
    } catch (error) {
      scope.leave();
      transaction.abort();
      levels.dropUsed();
      this.#busy = false;
      this.#undone(attempt, error);
      return;
    }
    scope.leave();
    this.#busy = false;

    if (transaction.writtenBytes === 0) {
      // Its reads were of one snapshot; there is nothing to check and nothing to make durable but what it has seen.
      transaction.abort();
      this.#succeeded(task, transaction.readVersion);
      return;
    }
    let version = 0;
    transaction.onCommit((committed) => (version = committed));
    const durable = transaction.commit();
    if (version === 0) {
      this.#refused(attempt, durable);
      return;
    }
    // The outbox waits for the disk over all tasks at once, and reports its failure.
    durable.catch(ignore);
    this.#succeeded(task, version);
    if (engine.pendingBytes > MAX_PENDING_BYTES) this.#waitForDisk();
  }

  /** Takes the effects of a task that rests on the commits up to `version`. */
  #succeeded(task: Task, version: number): void {
    if (task.cause !== undefined) task.cause.awaited += task.credentialRequests;
    for (const decide of task.decisions) decide();
    this.#parts.outbox.add(task, version);
  }

  /** A commit did not happen; its promise says why. */
  #refused(attempt: Attempt, refusal: Promise<void>): void {
    this.#busy = true;
    refusal.then(
      () => {
        throw new Error('the engine accepted a commit without saying its version');
      },
      (error: unknown) => {
        this.#busy = false;
        this.#undone(attempt, error);
        this.#drain();
      },
    );
  }

  #undone(attempt: Attempt, error: unknown): void {
    const reason = storeErrorIn(error);
    if (reason?.code === 'conflict') this.#parts.slotStore.counts.conflicts++;
    if (reason !== undefined && reason.retryable && attempt.number < MAX_ATTEMPTS) {
      this.#attempt({ ...attempt, number: attempt.number + 1 });
      return;
    }
    if (reason !== undefined && !reason.retryable && reason.code !== 'too-large') {
      this.#failStore(reason);
      return;
    }
    const { job } = attempt;
    // A problem of the operator's is told by whoever ends the host for it.
    if (!(error instanceof HostProblem)) {
      this.#parts.journal.log('error', 'task', `${job.name()} was undone: ${describeFailure(error)}`);
    }
    if (job.cause !== undefined) {
      this.#parts.outbox.complain(job.cause, sentenceFor(error, job.cause.explainsFailures));
    }
    job.failed?.(error);
  }

  #failStore(error: unknown): void {
    this.stop();
    this.#parts.storeFailed(error);
  }

  #waitForDisk(): void {
    this.#congested = true;
    this.#parts.congested(true);
    this.#parts.engine.flushed().then(
      () => {
        this.#congested = false;
        this.#parts.congested(false);
        this.#drain();
      },
      (error: unknown) => this.#failStore(error),
    );
  }
}

function ignore(): void {}
