import { hash, randomBytes } from 'node:crypto';
import type { ImportedInterface } from '../component/index.ts';
import type { Connection } from './connection.ts';
import type { CredentialRequest } from './credential-desk.ts';
import { LimitPassed } from './errors.ts';
import type { Task, TaskScope } from './task.ts';

/** Longest password, in UTF-16 units; what is beyond does not count. */
const MAX_PASSWORD_UNITS = 1_024;
/** Requests one task may make. Entering needs one. */
const MAX_TASK_REQUESTS = 16;
const TOKEN_BYTES = 32;

/** `kernel:task/credentials`; `ask` is called after the commit. */
export function credentials(
  scope: TaskScope,
  ask: (request: CredentialRequest, cause: Connection | undefined) => void,
): ImportedInterface {
  const afterCommit = (task: Task, request: CredentialRequest) => {
    if (++task.credentialRequests > MAX_TASK_REQUESTS) {
      throw new LimitPassed(
        `over ${MAX_TASK_REQUESTS} requests to kernel:task/credentials in one task`,
        'That would have checked too many passwords at once',
      );
    }
    const { cause } = task;
    task.effects.push(() => ask(request, cause));
  };
  return {
    'make-token': (): { secret: string; digest: string } => {
      const secret = randomBytes(TOKEN_BYTES).toString('base64url');
      return { secret, digest: digest(secret) };
    },
    digest,
    derive: (request: bigint, password: string): void =>
      afterCommit(scope.task, { kind: 'derive', request, password: password.slice(0, MAX_PASSWORD_UNITS) }),
    verify: (request: bigint, password: string, verifier: string): void =>
      afterCommit(scope.task, { kind: 'verify', request, password: password.slice(0, MAX_PASSWORD_UNITS), verifier }),
  };
}

function digest(secret: string): string {
  return hash('sha256', secret);
}
