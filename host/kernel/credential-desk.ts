import type { Connection } from './connection.ts';
import { describeFailure } from './failure.ts';
import type { Journal } from './journal.ts';
import { CREDENTIAL_RECEIVER, type Levels } from './levels.ts';
import { derive, verify } from './passwords.ts';
import type { Job, Runner } from './runner.ts';

/** Requests that may wait; the next one is refused. About two seconds of work. */
const MAX_WAITING = 64;
/** Worked on at once: each takes 19 MiB and a thread of Node's four, which the store's flushes need too. */
const MAX_AT_ONCE = 2;

export type CredentialRequest =
  | { readonly kind: 'derive'; readonly request: bigint; readonly password: string }
  | { readonly kind: 'verify'; readonly request: bigint; readonly password: string; readonly verifier: string };

interface Waiting {
  readonly request: CredentialRequest;
  readonly cause: Connection | undefined;
}

/** Works on passwords outside of tasks, a few at a time, and answers each request with a task. */
export class CredentialDesk {
  readonly #runner: Runner;
  readonly #levels: Levels;
  readonly #journal: Journal;
  readonly #waiting: Waiting[] = [];
  #working = 0;

  constructor(runner: Runner, levels: Levels, journal: Journal) {
    this.#runner = runner;
    this.#levels = levels;
    this.#journal = journal;
  }

  ask(request: CredentialRequest, cause: Connection | undefined): void {
    if (this.#working < MAX_AT_ONCE) void this.#work({ request, cause });
    else if (this.#waiting.length < MAX_WAITING) this.#waiting.push({ request, cause });
    else this.#runner.submit(new Answer(this.#levels, cause, 'refused', request.request));
  }

  /** Never rejects. */
  async #work({ request, cause }: Waiting): Promise<void> {
    this.#working++;
    let answer: Answer;
    try {
      answer =
        request.kind === 'derive'
          ? new Answer(this.#levels, cause, 'derived', request.request, await derive(request.password))
          : new Answer(
              this.#levels,
              cause,
              'verified',
              request.request,
              await verify(request.password, request.verifier),
            );
    } catch (error) {
      this.#journal.log('error', 'credentials', `a request failed and is refused: ${describeFailure(error)}`);
      answer = new Answer(this.#levels, cause, 'refused', request.request);
    }
    this.#working--;
    this.#runner.submit(answer);
    const next = this.#waiting.shift();
    if (next !== undefined) void this.#work(next);
  }
}

/** One call of `kernel:task/credential-receiver`. */
class Answer implements Job {
  readonly #levels: Levels;
  readonly #kind: 'derived' | 'verified' | 'refused';
  readonly #arguments: (bigint | string | boolean)[];
  readonly cause?: Connection;

  constructor(
    levels: Levels,
    cause: Connection | undefined,
    kind: 'derived' | 'verified' | 'refused',
    request: bigint,
    ...answer: (string | boolean)[]
  ) {
    this.#levels = levels;
    if (cause !== undefined) this.cause = cause;
    this.#kind = kind;
    this.#arguments = [request, ...answer];
  }

  name(): string {
    return `${this.#kind} for request ${this.#arguments[0]}`;
  }

  run(): void {
    this.#levels.driver(0).exports[CREDENTIAL_RECEIVER][this.#kind](...this.#arguments);
  }
}
