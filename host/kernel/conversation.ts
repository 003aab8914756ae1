import { pack, unpack } from '../store/tuple.ts';
import { after, type Answer } from '../store/answer.ts';
import type { Transaction } from '../store/engine.ts';
import type { Connection } from './connection.ts';
import { connectionKey, CONNECTIONS } from './key-space.ts';
import { RECEIVER, type Levels } from './levels.ts';
import type { Job } from './runner.ts';
import type { Task } from './task.ts';

/*
 * The calls of `kernel:net/receiver`. Each connection is recorded in the transaction of its `connected`, and the record goes in that of
 * its `disconnected`; so what a killed host leaves in the store is just the connections whose `disconnected` is missing.
 */

/** A connection was made. */
export class Connected implements Job {
  readonly cause: Connection;
  readonly #levels: Levels;
  readonly #identify: () => Answer<void>;

  /** `identify` gives the connection its id, once. */
  constructor(levels: Levels, connection: Connection, identify: () => Answer<void>) {
    this.#levels = levels;
    this.cause = connection;
    this.#identify = identify;
  }

  name(): string {
    return `connected on ${describe(this.cause)}`;
  }

  get line(): Connection {
    return this.cause;
  }

  run({ transaction }: Task): Answer<void> {
    return after(this.#identify(), () => this.#tell(transaction));
  }

  #tell(transaction: Transaction): Answer<void> {
    const { id, transport, address } = this.cause;
    transaction.set(connectionKey(id), pack([transport, address]));
    return after(this.#levels.driver(0), ({ exports }) => exports[RECEIVER].connected(id, transport, address));
  }

  /** A connection that the driver does not know of is of no use. */
  failed(): void {
    this.cause.closing = true;
    this.cause.port.close();
  }
}

/** A message came. */
export class Received implements Job {
  readonly cause: Connection;
  readonly #levels: Levels;
  readonly #message: string;

  constructor(levels: Levels, connection: Connection, message: string) {
    this.#levels = levels;
    this.cause = connection;
    this.#message = message;
  }

  name(): string {
    return `receive on ${describe(this.cause)}`;
  }

  get line(): Connection {
    return this.cause;
  }

  /** A connection that was closed in the meantime receives nothing more. */
  moot(): boolean {
    return this.cause.closing;
  }

  run(): Answer<void> {
    return after(this.#levels.driver(0), ({ exports }) => exports[RECEIVER].receive(this.cause.id, this.#message));
  }
}

/** A connection is gone: one of this process, or one that an earlier process left in the store. */
export class Disconnected implements Job {
  readonly line?: Connection;
  readonly #levels: Levels;
  readonly #lost: { readonly id: bigint };
  readonly #finish: (task: Task) => void;
  readonly #submit: (job: Job) => void;

  /** `finish` adds what the transport and the kernel have left to do; `submit` runs a job that replaces this one when the driver fails. */
  constructor(
    levels: Levels,
    lost: { readonly id: bigint },
    line: Connection | undefined,
    finish: (task: Task) => void,
    submit: (job: Job) => void,
  ) {
    this.#levels = levels;
    this.#lost = lost;
    if (line !== undefined) this.line = line;
    this.#finish = finish;
    this.#submit = submit;
  }

  name(): string {
    return `disconnected on connection ${this.#lost.id}`;
  }

  run(task: Task): Answer<void> {
    const { transaction } = task;
    const told = after(transaction.get(connectionKey(this.#lost.id)), (record) => {
      // Without a record, its `connected` was undone: the driver never heard of it.
      if (record === undefined) return;
      transaction.clear(connectionKey(this.#lost.id));
      return after(this.#levels.driver(0), ({ exports }) => exports[RECEIVER].disconnected(this.#lost.id));
    });
    return after(told, () => this.#finish(task));
  }

  /** The driver is not asked again, or every start of the host would fail at it. */
  failed(): void {
    const { id } = this.#lost;
    const finish = this.#finish;
    this.#submit({
      name: () => `the removal of connection ${id}`,
      run(task) {
        task.transaction.clear(connectionKey(id));
        finish(task);
      },
    });
  }
}

/** The connections that an earlier process left. */
export function recordedConnections(transaction: Transaction): Answer<bigint[]> {
  return after(transaction.range(CONNECTIONS.start, CONNECTIONS.end), (rows) =>
    rows.map(({ key }) => (unpack(key) as [string, bigint])[1]),
  );
}

function describe({ id, address }: Connection): string {
  return `connection ${id} from ${address}`;
}
