import { Buffer } from 'node:buffer';
import { randomBytes } from 'node:crypto';
import { after, all, type Answer } from './answer.ts';
import type { Engine, Transaction } from './engine.ts';
import { ALL_CHANGES, TRIMMED } from './layout.ts';
import { pack, Versionstamp } from './tuple.ts';

/*
 * How a process that is not alone on a store learns what others have changed, before it believes its caches: every task adds a record
 * for each object that it changes, under a versionstamp; and every task begins by reading the records from where the last one
 * stopped. So what is cached holds for the snapshot of every task. Nobody conflicts over the records: they are read at the snapshot
 * and written without being read.
 *
 * A record is ("v", versionstamp with the number of the record in its task) -> process (8 bytes), task (u64), and the oid (u64), or
 * one byte for more than one object.
 */

/** More records than this are not worth reading: the cache is cleared instead. */
const MAX_RECORDS = 1_000;
/** Records that a process writes before it removes what was there as long ago. */
const RECORDS_A_TRIM = 1_000;
/** Records of one task, as many as its order has room for: what comes after is one record of everything. */
const MAX_TASK_RECORDS = 65_535;

const PREFIX = ALL_CHANGES.start;
/** Where the versionstamp is in a record's key, after the code that says it is one. */
const STAMP_AT = PREFIX.length + 1;
const PROCESS_BYTES = 8;
const TASK_AT = PROCESS_BYTES;
const SUBJECT_AT = TASK_AT + 8;
const OID_BYTES = 8;
const INDICES = Uint8Array.of(1);
const EVERYTHING = Uint8Array.of(2);

/** What a process keeps of the store, as changes reach it. */
export interface ChangeSink {
  /** An object was changed at a version, by the task of this process with a number, or by another process (-1). */
  object(oid: bigint, version: number, task: number): void;
  indices(version: number, task: number): void;
  everything(): void;
}

/** Follows the changes in a store that other processes write to. */
export class Changes {
  readonly #engine: Engine;
  readonly #sink: ChangeSink;
  readonly #process = randomBytes(PROCESS_BYTES);
  /** The version up to which the sink has heard of every change; -1 before the first task. */
  #heard = -1;
  #written = 0;
  /** How far this process had heard when it last trimmed. */
  #trimTo = -1;

  constructor(engine: Engine, sink: ChangeSink) {
    this.#engine = engine;
    this.#sink = sink;
  }

  /** What is cached holds up to this version. */
  get heard(): number {
    return this.#heard;
  }

  /** Tells the sink of what was committed up to the snapshot of a transaction; its read version. */
  catchUp(transaction: Transaction): Answer<number> {
    const from = this.#heard;
    const start = from < 0 ? ALL_CHANGES.end : recordKey(from + 1);
    // All three are asked for together.
    const records = transaction.range(start, ALL_CHANGES.end, { snapshot: true, limit: MAX_RECORDS });
    const trimmed = transaction.get(TRIMMED, { snapshot: true });
    return after(transaction.getReadVersion(), (version) =>
      after(all<unknown>([records, trimmed]), () =>
        after(records, (heard) =>
          after(trimmed, (mark) => {
            // Another task has heard more meanwhile: what it was told holds, and covers this.
            if (version <= this.#heard) return version;
            const behind = from >= 0 && mark !== undefined && versionOf(mark, 0) > from;
            if (from < 0 || behind || heard.length === MAX_RECORDS) this.#sink.everything();
            else for (const { key, value } of heard) this.#tell(versionOf(key, STAMP_AT), value);
            this.#heard = version;
            return version;
          }),
        ),
      ),
    );
  }

  #tell(version: number, value: Uint8Array): void {
    const own = Buffer.compare(value.subarray(0, PROCESS_BYTES), this.#process) === 0;
    const view = new DataView(value.buffer, value.byteOffset, value.length);
    const task = own ? Number(view.getBigUint64(TASK_AT)) : -1;
    const subject = value.subarray(SUBJECT_AT);
    if (subject.length === OID_BYTES) this.#sink.object(view.getBigUint64(SUBJECT_AT), version, task);
    else if (subject[0] === INDICES[0]) this.#sink.indices(version, task);
    else this.#sink.everything();
  }

  /** What one task writes of its changes. */
  recorder(transaction: Transaction, task: number): Recorder {
    let count = 0;
    const record = (subject: Uint8Array): void => {
      if (count > MAX_TASK_RECORDS) return;
      const value = Buffer.alloc(SUBJECT_AT + subject.length);
      value.set(this.#process);
      value.writeBigUInt64BE(BigInt(task), TASK_AT);
      value.set(count === MAX_TASK_RECORDS ? EVERYTHING : subject, SUBJECT_AT);
      if (count === 0) transaction.onCommit(() => this.#wrote());
      transaction.setVersionstampedKey(stampedKey(count), STAMP_AT, value);
      count++;
    };
    return {
      object(oid) {
        const subject = Buffer.allocUnsafe(OID_BYTES);
        subject.writeBigUInt64BE(oid);
        record(subject);
      },
      indices: () => record(INDICES),
    };
  }

  #wrote(): void {
    if (++this.#written % RECORDS_A_TRIM > 0) return;
    const to = this.#trimTo;
    this.#trimTo = this.#heard;
    if (to < 0) return;
    // Nothing rests on it: what fails now is done by the next.
    new Promise<void>((resolve) => resolve(this.#trim(to))).catch(() => {});
  }

  /** Removes the records up to a version. Reads nothing, so it conflicts with nobody. */
  #trim(version: number): Promise<void> {
    const transaction = this.#engine.begin();
    transaction.clearRange(PREFIX, recordKey(version + 1));
    transaction.mutate('byte-max', TRIMMED, stampOf(version));
    return transaction.commit();
  }
}

export interface Recorder {
  object(oid: bigint): void;
  indices(): void;
}

/** Where the records of a version begin. */
function recordKey(version: number): Uint8Array {
  return Buffer.concat([stampedKey(0).subarray(0, STAMP_AT), stampOf(version)]);
}

/** The key of a task's n-th record, its versionstamp still to be filled in. */
function stampedKey(order: number): Uint8Array {
  const stamp = Buffer.alloc(12, 0);
  stamp.writeUInt16BE(order, 10);
  return pack(['v', new Versionstamp(stamp)]);
}

function stampOf(version: number): Uint8Array {
  const stamp = Buffer.allocUnsafe(8);
  stamp.writeBigUInt64BE(BigInt(version));
  return stamp;
}

function versionOf(bytes: Uint8Array, at: number): number {
  return Number(new DataView(bytes.buffer, bytes.byteOffset, bytes.length).getBigUint64(at));
}
