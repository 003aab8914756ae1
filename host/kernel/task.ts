import { Buffer } from 'node:buffer';
import { createCipheriv, hash, randomFillSync, type Cipheriv } from 'node:crypto';
import type { Transaction } from '../store/engine.ts';
import type { Slots, SlotStore } from '../store/slots.ts';
import type { LineOutput } from '../wasi/index.ts';
import type { Connection } from './connection.ts';
import { LimitPassed } from './errors.ts';

/** Most a task may send, in UTF-16 units over all messages: a long line to two thousand people. */
export const MAX_TASK_OUTPUT_UNITS = 8 * 1024 * 1024;
/** What one message costs of that beside its text, so that a flood of empty ones ends too. */
const MESSAGE_OVERHEAD_UNITS = 256;

const SEED_BYTES = 32;
/** 64-bit numbers in one SHA-256 digest. */
const NUMBERS_A_BLOCK = 4;

/** A counter that `random` does not come to; what it gives is used as a key, once, so the key needs no nonce. */
const KEY_COUNTER = 2 ** 32 - 1;
const NO_NONCE = new Uint8Array(16);
const NO_BYTES = new Uint8Array(0);
/** How many random bytes are made at once: a call into the cipher costs as much as some hundred of them. */
const POOL_BYTES = 1024;

/** Something that happens to a connection once the task is durable: `text` is sent, `complaint` said, or it is closed. */
export interface Delivery {
  readonly to: Connection;
  readonly kind: 'message' | 'complaint' | 'close';
  readonly text: string;
}

/** What stays the same when a task is run again: its time and its luck. */
export class Circumstances {
  /** Milliseconds since 1970-01-01T00:00Z at the task's start. */
  readonly startedMs: number;
  /** The same, but never less than that of an earlier task: the clock may have been set back. */
  readonly steadyMs: number;
  #seed: Buffer | undefined;

  constructor(startedMs: number, steadyMs: number) {
    this.startedMs = startedMs;
    this.steadyMs = steadyMs;
  }

  /** The digest of a secret seed, drawn when first asked for, and a counter. */
  block(counter: number): Buffer {
    if (this.#seed === undefined) {
      this.#seed = Buffer.alloc(SEED_BYTES + 4);
      randomFillSync(this.#seed, 0, SEED_BYTES);
    }
    this.#seed.writeUInt32LE(counter, SEED_BYTES);
    return hash('sha256', this.#seed, 'buffer');
  }
}

/** One run of a job: a transaction, and the effects that wait for its commit. */
export class Task {
  static #count = 0;

  /** Which of all runs in this process it is, from 1. */
  readonly number: number = ++Task.#count;
  readonly transaction: Transaction;
  readonly circumstances: Circumstances;
  /** The connection that is told when the task, or what it asks for, fails. */
  readonly cause: Connection | undefined;
  readonly deliveries: Delivery[] = [];
  /** Run in order as soon as the task is committed: they hold for the next one. */
  readonly decisions: (() => void)[] = [];
  /** Run in order once the task is durable. */
  readonly effects: (() => void)[] = [];
  /** Lines written to the log. */
  logged = 0;
  /** Standard outputs that were written to: what lacks a newline is logged when the task ends. */
  readonly outputs = new Set<LineOutput>();
  /** Requests made of `credentials`. */
  credentialRequests = 0;
  readonly #slotStore: SlotStore;
  #slots: Slots | undefined;
  #outputUnits = 0;
  #drawn = 0;
  #block: Buffer | undefined;
  #keystream: Cipheriv | undefined;
  /** Random bytes that were made and not given out. */
  #pool: Uint8Array = NO_BYTES;

  constructor(
    transaction: Transaction,
    slotStore: SlotStore,
    circumstances: Circumstances,
    cause: Connection | undefined,
  ) {
    this.transaction = transaction;
    this.#slotStore = slotStore;
    this.circumstances = circumstances;
    this.cause = cause;
  }

  get slots(): Slots {
    this.#slots ??= this.#slotStore.within(this.transaction);
    return this.#slots;
  }

  /** Sends a message to a connection after the commit. */
  send(to: Connection, text: string): void {
    this.#outputUnits += text.length + MESSAGE_OVERHEAD_UNITS;
    if (this.#outputUnits > MAX_TASK_OUTPUT_UNITS) {
      throw new LimitPassed(
        `one task may send ${MAX_TASK_OUTPUT_UNITS} UTF-16 units: send less, or to fewer`,
        'That would have sent too much at once',
      );
    }
    this.deliveries.push({ to, kind: 'message', text });
  }

  /** Closes a connection after the commit and all that is sent before. */
  close(to: Connection): void {
    this.deliveries.push({ to, kind: 'close', text: '' });
  }

  /** 64 random bits. */
  random(): bigint {
    const within = this.#drawn % NUMBERS_A_BLOCK;
    if (within === 0) this.#block = this.circumstances.block(this.#drawn / NUMBERS_A_BLOCK);
    this.#drawn++;
    return this.#block!.readBigUInt64LE(within * 8);
  }

  /** Random bytes, of a stream of their own. */
  randomBytes(length: number): Uint8Array {
    if (length > POOL_BYTES) return this.#nextBytes(length);
    if (length > this.#pool.length) this.#pool = this.#nextBytes(POOL_BYTES);
    const bytes = this.#pool.subarray(0, length);
    this.#pool = this.#pool.subarray(length);
    return bytes;
  }

  #nextBytes(length: number): Uint8Array {
    this.#keystream ??= createCipheriv('aes-256-ctr', this.circumstances.block(KEY_COUNTER), NO_NONCE);
    return this.#keystream.update(new Uint8Array(length));
  }
}

/** Where the imports of all instances find the task that is running. */
export class TaskScope {
  #task: Task | undefined;

  /** Throws outside of a task: while an instance is being made, say. */
  get task(): Task {
    if (this.#task === undefined) throw new Error('called outside of a task: components are called by tasks only');
    return this.#task;
  }

  enter(task: Task): void {
    this.#task = task;
  }

  leave(): void {
    for (const output of this.task.outputs) output.end();
    this.#task = undefined;
  }
}
