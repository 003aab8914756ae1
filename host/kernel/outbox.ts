import type { Durability } from './commits.ts';
import type { Connection } from './connection.ts';
import type { Delivery, Task } from './task.ts';

/** What waits until the commits up to `version` are on disk. */
interface Waiting {
  readonly version: number;
  readonly deliveries: readonly Delivery[];
  readonly effects: readonly (() => void)[];
}

/**
 * Lets the effects of tasks happen in the order of their commits, each once what it rests on is on disk, and not before the event loop
 * has handed in all that had arrived. So tasks run one after the other and writes follow one after the other: taking turns would cool
 * the caches for both, and wake the reader for every write.
 */
export class Outbox {
  readonly #disk: Durability;
  readonly #storeFailed: (error: unknown) => void;
  readonly #waiting: Waiting[] = [];
  readonly #corked: Connection[] = [];
  /** Waits for the disk. */
  #watching = false;
  /** Waits for the end of this turn of the event loop. */
  #due = false;

  constructor(disk: Durability, storeFailed: (error: unknown) => void) {
    this.#disk = disk;
    this.#storeFailed = storeFailed;
  }

  /** Takes the effects of a task that rests on the commits up to `version`. */
  add(task: Task, version: number): void {
    const { deliveries, effects } = task;
    if (deliveries.length > 0 || effects.length > 0) this.#wait({ version, deliveries, effects });
  }

  /** Says something in the host's voice, after what was sent to the connection before. */
  complain(to: Connection, sentence: string): void {
    const delivery: Delivery = { to, kind: 'complaint', text: sentence };
    this.#wait({ version: this.#waiting.at(-1)?.version ?? 0, deliveries: [delivery], effects: [] });
  }

  /** Resolves when nothing waits. */
  async settled(): Promise<void> {
    while (this.#waiting.length > 0) {
      await this.#disk.flushed();
      this.#release();
    }
  }

  #wait(waiting: Waiting): void {
    this.#waiting.push(waiting);
    if (waiting.version > this.#disk.durableVersion) this.#watch();
    else this.#releaseSoon();
  }

  #releaseSoon(): void {
    if (this.#due) return;
    this.#due = true;
    setImmediate(() => {
      this.#due = false;
      this.#release();
    });
  }

  #watch(): void {
    if (this.#watching) return;
    this.#watching = true;
    this.#disk.flushed().then(
      () => {
        this.#watching = false;
        this.#release();
      },
      (error: unknown) => {
        // Nobody is told of what may not have happened.
        this.#waiting.length = 0;
        this.#storeFailed(error);
      },
    );
  }

  #release(): void {
    const durable = this.#disk.durableVersion;
    let count = 0;
    while (count < this.#waiting.length && (this.#waiting[count] as Waiting).version <= durable) count++;
    const ready = this.#waiting.splice(0, count);
    for (const { deliveries } of ready) this.#deliverAll(deliveries);
    this.#uncork();
    for (const { effects } of ready) for (const effect of effects) effect();
    if (this.#waiting.length > 0) this.#watch();
  }

  /** Delivers with every port corked, so that all for one connection leaves in one write. */
  #deliverAll(deliveries: readonly Delivery[]): void {
    for (const delivery of deliveries) {
      const { to } = delivery;
      if (!to.corked) {
        to.corked = true;
        to.port.cork();
        this.#corked.push(to);
      }
      deliver(delivery);
    }
  }

  #uncork(): void {
    for (const connection of this.#corked) {
      connection.corked = false;
      connection.port.uncork();
    }
    this.#corked.length = 0;
  }
}

function deliver({ to, kind, text }: Delivery): void {
  if (kind === 'message') to.port.send(text);
  else if (kind === 'complaint') to.port.complain(text);
  else {
    to.closing = true;
    to.port.close();
  }
}
