import { pack, unpack } from '../store/tuple.ts';
import type { LocalTransaction } from '../store/engine.ts';
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

  constructor(levels: Levels, connection: Connection) {
    this.#levels = levels;
    this.cause = connection;
  }

  name(): string {
    return `connected on ${describe(this.cause)}`;
  }

  run({ transaction }: Task): void {
    const { id, transport, address } = this.cause;
    transaction.set(connectionKey(id), pack([transport, address]));
    this.#levels.driver(0).exports[RECEIVER].connected(id, transport, address);
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

  run(): void {
    this.#levels.driver(0).exports[RECEIVER].receive(this.cause.id, this.#message);
  }
}

/** A connection is gone: one of this process, or one that an earlier process left in the store. */
export class Disconnected implements Job {
  readonly #levels: Levels;
  readonly #id: bigint;
  readonly #finish: (task: Task) => void;
  readonly #submit: (job: Job) => void;

  /** `finish` adds what the transport and the kernel have left to do; `submit` runs a job that replaces this one when the driver fails. */
  constructor(levels: Levels, id: bigint, finish: (task: Task) => void, submit: (job: Job) => void) {
    this.#levels = levels;
    this.#id = id;
    this.#finish = finish;
    this.#submit = submit;
  }

  name(): string {
    return `disconnected on connection ${this.#id}`;
  }

  run(task: Task): void {
    // Without a record, its `connected` was undone: the driver never heard of it.
    if (task.transaction.get(connectionKey(this.#id)) !== undefined) {
      task.transaction.clear(connectionKey(this.#id));
      this.#levels.driver(0).exports[RECEIVER].disconnected(this.#id);
    }
    this.#finish(task);
  }

  /** The driver is not asked again, or every start of the host would fail at it. */
  failed(): void {
    const id = this.#id;
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
export function recordedConnections(transaction: LocalTransaction): bigint[] {
  return transaction.range(CONNECTIONS.start, CONNECTIONS.end).map(({ key }) => (unpack(key) as [string, bigint])[1]);
}

function describe({ id, address }: Connection): string {
  return `connection ${id} from ${address}`;
}
