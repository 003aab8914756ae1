import type { Meter } from '../component/index.ts';
import type { Answer } from '../store/answer.ts';
import type { Engine } from '../store/engine.ts';
import type { SlotStore } from '../store/slots.ts';
import type { Commits } from './commits.ts';
import type { Connection } from './connection.ts';
import { HostProblem } from './errors.ts';
import { describeFailure, sentenceFor, storeErrorIn } from './failure.ts';
import type { Journal } from './journal.ts';
import type { Levels } from './levels.ts';
import type { Outbox } from './outbox.ts';
import { Circumstances, Task, type TaskScope } from './task.ts';

/** Fuel of one task: some 50 ms of guest code, half a second at the worst; a thousand times what a command needs. */
export const TASK_FUEL = 50_000_000;
/** Bytes waiting for the disk above which tasks wait too; far below what the engine refuses. */
const MAX_PENDING_BYTES = 32 * 1024 * 1024;
/** Jobs waiting for their turn above which nothing is read from connections: some seconds of work where each waits for a store elsewhere. */
const MAX_QUEUED = 1_000;

/** Something to be done in one task. It may be run more than once; only the last run counts. */
export interface Job {
  /** What it is, for the log: `receive on connection 12`. */
  name(): string;
  /** The connection that is told when it fails. */
  readonly cause?: Connection;
  /** The connection in whose order it comes: it waits for what was submitted for that before. */
  readonly line?: Connection;
  /** Its share of the meter; `TASK_FUEL` when left out. */
  readonly fuel?: number;
  run(task: Task): Answer<void>;
  /** Whether there is no need for it any more, now that its turn has come. */
  moot?(): boolean;
  /** It was undone, and will not be tried again. The log and the cause have been told. */
  failed?(error: unknown): void;
}

export interface RunnerParts {
  readonly engine: Engine;
  readonly slotStore: SlotStore;
  readonly scope: TaskScope;
  readonly meter: Meter;
  readonly levels: Levels;
  readonly outbox: Outbox;
  readonly commits: Commits;
  readonly journal: Journal;
  readonly nowMs: () => number;
  /** The store can no longer be used. */
  readonly storeFailed: (error: unknown) => void;
  /** Tasks have begun to wait for the store (true), or no longer do (false). */
  readonly congested: (waiting: boolean) => void;
}

interface Attempt {
  readonly job: Job;
  /** Of the first attempt, once there was one. */
  readonly circumstances?: Circumstances;
  readonly number: number;
}

/**
 * Runs jobs one after the other, each as one task in one transaction. On a store that answers at once, a job is run inside `submit`,
 * unless the disk is too far behind; otherwise jobs wait in order. While a commit is being decided, others are run; but the jobs of one
 * connection come one after the other, each when the one before is committed or given up.
 */
export class Runner {
  readonly #parts: RunnerParts;
  readonly #queue: Attempt[] = [];
  /** A job is running: instances and the scope are its own. */
  #running = false;
  /** Commits that are being decided. */
  #committing = 0;
  /** Jobs whose turn has come and that are not settled. */
  #unsettled = 0;
  #awaitsDisk = false;
  #congested = false;
  #stopped = false;
  /** The latest that any task started. */
  #steadyMs = 0;
  #idle: (() => void)[] = [];

  constructor(parts: RunnerParts) {
    this.#parts = parts;
  }

  /** Fuel spent by the job, 0 when it has to wait. */
  submit(job: Job): number {
    if (this.#stopped) return 0;
    const { line } = job;
    if (line !== undefined) {
      if (line.inTurn || line.awaited > 0 || line.parked.length > 0) {
        line.parked.push(job);
        if (line.awaited > 0) line.port.hold(true);
        return 0;
      }
      line.inTurn = true;
    }
    this.#unsettled++;
    if (!this.#ready || this.#queue.length > 0) {
      this.#queue.push({ job, number: 1 });
      this.#checkCongestion();
      return 0;
    }
    this.#begin({ job, number: 1 });
    // Of one that still runs, nobody knows yet.
    const spent = this.#running ? 0 : (job.fuel ?? TASK_FUEL) - Math.max(0, this.#parts.meter.remaining);
    if (this.#queue.length > 0) this.#drain();
    return spent;
  }

  /** A connection waits for no more answers: what is parked there comes next. */
  release(line: Connection): void {
    this.#next(line);
    this.#drain();
  }

  /** Nothing is run from now on, and what waits is forgotten. */
  stop(): void {
    this.#stopped = true;
    this.#queue.length = 0;
    for (const idle of this.#idle.splice(0)) idle();
  }

  /** Resolves when every job that was submitted has been committed or given up. */
  async settled(): Promise<void> {
    while (this.#unsettled > 0 && !this.#stopped) await new Promise<void>((resolve) => this.#idle.push(resolve));
  }

  get #ready(): boolean {
    return !this.#running && !this.#awaitsDisk && !this.#stopped && this.#committing < this.#parts.commits.most;
  }

  #drain(): void {
    while (this.#queue.length > 0 && this.#ready) this.#begin(this.#queue.shift() as Attempt);
    this.#checkCongestion();
  }

  #begin(attempt: Attempt): void {
    const { job } = attempt;
    if (job.moot?.() === true) return this.#settle(job);
    if (attempt.circumstances !== undefined) return this.#run(attempt, attempt.circumstances);
    const nowMs = this.#parts.nowMs();
    this.#steadyMs = Math.max(this.#steadyMs, nowMs);
    this.#run(attempt, new Circumstances(nowMs, this.#steadyMs));
  }

  #run({ job, number }: Attempt, circumstances: Circumstances): void {
    const attempt = { job, circumstances, number };
    const { engine, scope, meter, levels } = this.#parts;
    let task: Task;
    try {
      task = new Task(engine.begin(), this.#parts.slotStore, circumstances, job.cause);
    } catch (error) {
      this.#failStore(error);
      return;
    }
    this.#running = true;
    meter.remaining = job.fuel ?? TASK_FUEL;
    scope.enter(task);
    levels.begin();
    let answer: Answer<void>;
    try {
      answer = job.run(task);
    } catch (error) {
      this.#failed(attempt, task, error);
      return;
    }
    if (!(answer instanceof Promise)) {
      this.#ran(attempt, task);
      return;
    }
    void answer
      .then(
        () => this.#ran(attempt, task),
        (error: unknown) => this.#failed(attempt, task, error),
      )
      .then(() => this.#drain());
  }

  #failed(attempt: Attempt, task: Task, error: unknown): void {
    this.#parts.scope.leave();
    task.transaction.abort();
    this.#parts.levels.dropUsed();
    this.#running = false;
    this.#undone(attempt, error);
  }

  #ran(attempt: Attempt, task: Task): void {
    const { scope, commits } = this.#parts;
    const { transaction } = task;
    scope.leave();
    this.#running = false;
    if (transaction.writtenBytes === 0) {
      // Its reads were of one snapshot; there is nothing to check and nothing to make durable but what it has seen.
      const version = commits.read(transaction);
      transaction.abort();
      this.#succeeded(attempt, task, version);
      return;
    }
    const committed = commits.commit(transaction);
    if (!(committed instanceof Promise)) {
      this.#succeeded(attempt, task, committed);
      if (commits.pendingBytes > MAX_PENDING_BYTES) this.#waitForDisk();
      return;
    }
    this.#committing++;
    void committed
      .then(
        (version) => this.#decided(() => this.#succeeded(attempt, task, version)),
        (error: unknown) => this.#decided(() => this.#undone(attempt, error)),
      )
      .then(() => this.#drain());
  }

  #decided(proceed: () => void): void {
    this.#committing--;
    if (!this.#stopped) proceed();
  }

  /** Takes the effects of a task that rests on the commits up to `version`. */
  #succeeded({ job }: Attempt, task: Task, version: number): void {
    if (task.cause !== undefined) task.cause.awaited += task.credentialRequests;
    for (const decide of task.decisions) decide();
    this.#parts.outbox.add(task, version);
    this.#settle(job);
  }

  #undone(attempt: Attempt, error: unknown): void {
    const { commits } = this.#parts;
    const reason = storeErrorIn(error);
    if (reason?.code === 'conflict') this.#parts.slotStore.counts.conflicts++;
    if (reason !== undefined && reason.retryable && attempt.number < commits.attempts) {
      this.#again({ ...attempt, number: attempt.number + 1 });
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
    this.#settle(job);
  }

  /** Runs a job again, before those that have not been run: after a pause, so that those who met do not meet again. */
  #again(attempt: Attempt): void {
    const pauseMs = this.#parts.commits.pauseMs(attempt.number);
    if (pauseMs > 0) {
      setTimeout(() => {
        if (this.#stopped) return;
        this.#queue.unshift(attempt);
        this.#drain();
      }, pauseMs);
    } else if (this.#ready) this.#begin(attempt);
    else this.#queue.unshift(attempt);
  }

  /** A job has come to its end: the next of its line has its turn. */
  #settle({ line }: Job): void {
    this.#unsettled--;
    if (line !== undefined) {
      line.inTurn = false;
      this.#next(line);
    }
    if (this.#unsettled === 0 && this.#idle.length > 0) for (const idle of this.#idle.splice(0)) idle();
  }

  /** Gives the next job of a line its turn, unless one has it or an answer is awaited. */
  #next(line: Connection): void {
    if (this.#stopped || line.inTurn || line.awaited > 0) return;
    const job = line.parked.shift();
    if (job === undefined) return;
    line.inTurn = true;
    this.#unsettled++;
    this.#queue.push({ job, number: 1 });
  }

  #failStore(error: unknown): void {
    this.#running = false;
    this.stop();
    this.#parts.storeFailed(error);
  }

  #waitForDisk(): void {
    this.#awaitsDisk = true;
    this.#checkCongestion();
    this.#parts.engine.flushed().then(
      () => {
        this.#awaitsDisk = false;
        this.#drain();
      },
      (error: unknown) => this.#failStore(error),
    );
  }

  /** Lets go of the connections only once half of the queue is done, so that they are not held and let go in turn. */
  #checkCongestion(): void {
    const most = this.#congested ? MAX_QUEUED / 2 : MAX_QUEUED;
    const congested = this.#awaitsDisk || this.#queue.length > most;
    if (congested === this.#congested) return;
    this.#congested = congested;
    this.#parts.congested(congested);
  }
}
