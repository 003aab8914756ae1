import { after, type Answer } from '../store/answer.ts';
import type { Connection } from './connection.ts';
import { describeFailure } from './failure.ts';
import type { Journal } from './journal.ts';
import { CREDENTIAL_RECEIVER, type Levels } from './levels.ts';
import { derive, verify } from './passwords.ts';
import type { Job, Runner } from './runner.ts';
import type { Task } from './task.ts';

/** Requests that may wait; the next one is refused. About two seconds of work. */
const MAX_WAITING = 64;
/** Of those, from one address: whoever guesses passwords by the hundred leaves places for others. */
const MAX_WAITING_FROM_ADDRESS = 16;
/** Worked on at once: each takes 19 MiB and a thread of Node's four, which the store's flushes need too. */
const MAX_AT_ONCE = 2;

export type CredentialRequest =
  | { readonly kind: 'derive'; readonly request: bigint; readonly password: string }
  | { readonly kind: 'verify'; readonly request: bigint; readonly password: string; readonly verifier: string };

/** A function of the receiver, and what it is given: the request's number first. */
type Kind = 'derived' | 'verified' | 'refused';
type Values = [bigint, ...(string | boolean)[]];

interface Waiting {
  readonly request: CredentialRequest;
  readonly cause: Connection | undefined;
}

/** Works on passwords outside of tasks, a few at a time, and answers each request with a task. */
export class CredentialDesk {
  readonly #runner: Runner;
  readonly #levels: Levels;
  readonly #journal: Journal;
  readonly #answered: (cause: Connection) => void;
  readonly #waiting: Waiting[] = [];
  #working = 0;

  /** `answered` is called for each request that a connection's task made, once the task of its answer has ended. */
  constructor(runner: Runner, levels: Levels, journal: Journal, answered: (cause: Connection) => void) {
    this.#runner = runner;
    this.#levels = levels;
    this.#journal = journal;
    this.#answered = answered;
  }

  ask(request: CredentialRequest, cause: Connection | undefined): void {
    if (this.#working < MAX_AT_ONCE) void this.#work({ request, cause });
    else if (this.#hasPlace(cause)) this.#waiting.push({ request, cause });
    else this.#answer(cause, 'refused', request.request);
  }

  #hasPlace(cause: Connection | undefined): boolean {
    if (this.#waiting.length >= MAX_WAITING) return false;
    const fromThere = this.#waiting.filter((other) => other.cause?.address === cause?.address);
    return fromThere.length < MAX_WAITING_FROM_ADDRESS;
  }

  #answer(cause: Connection | undefined, kind: Kind, ...values: Values): void {
    const ended = cause === undefined ? undefined : () => this.#answered(cause);
    this.#runner.submit(new Reply(this.#levels, cause, kind, values, ended));
  }

  /** Never rejects. */
  async #work({ request, cause }: Waiting): Promise<void> {
    this.#working++;
    let kind: Kind;
    let values: Values;
    try {
      if (request.kind === 'derive') [kind, values] = ['derived', [request.request, await derive(request.password)]];
      else [kind, values] = ['verified', [request.request, await verify(request.password, request.verifier)]];
    } catch (error) {
      this.#journal.log('error', 'credentials', `a request failed and is refused: ${describeFailure(error)}`);
      [kind, values] = ['refused', [request.request]];
    }
    this.#working--;
    this.#answer(cause, kind, ...values);
    const next = this.#waiting.shift();
    if (next !== undefined) void this.#work(next);
  }
}

/** One call of `kernel:task/credential-receiver`. */
class Reply implements Job {
  readonly #levels: Levels;
  readonly #kind: Kind;
  readonly #values: Values;
  readonly #ended: (() => void) | undefined;
  readonly cause?: Connection;

  constructor(
    levels: Levels,
    cause: Connection | undefined,
    kind: Kind,
    values: Values,
    ended: (() => void) | undefined,
  ) {
    this.#levels = levels;
    if (cause !== undefined) this.cause = cause;
    this.#kind = kind;
    this.#values = values;
    this.#ended = ended;
  }

  name(): string {
    return `${this.#kind} for request ${this.#values[0]}`;
  }

  run({ effects }: Task): Answer<void> {
    if (this.#ended !== undefined) effects.push(this.#ended);
    return after(this.#levels.driver(0), ({ exports }) => exports[CREDENTIAL_RECEIVER][this.#kind](...this.#values));
  }

  failed(): void {
    this.#ended?.();
  }
}
