import type { ImportedInterface } from '../component/index.ts';
import { after, type Answer } from '../store/answer.ts';
import type { Span } from '../store/index-scan.ts';
import type { Subject } from '../store/index-declaration.ts';
import type { Term } from '../store/join.ts';
import { answering, type Pace } from './pace.ts';
import type { TaskScope } from './task.ts';

type Result<T> = { tag: 'ok'; val: T } | { tag: 'err'; val: object };

/** `kernel:store/indices`. */
export function indices(scope: TaskScope, pace: Pace): ImportedInterface {
  const own = () => scope.task.slots.indices;
  return answering(pace, {
    declare: (name: string, subject: Subject, unique: boolean): Answer<Result<undefined>> =>
      after(own().declare(name, subject, unique), (error) =>
        error === undefined ? { tag: 'ok', val: undefined } : { tag: 'err', val: error },
      ),
    'drop-index': (name: string): Answer<void> => own().dropIndex(name),
    state: (name: string) => own().state(name),
    find: (name: string, value: Uint8Array, beyond: bigint, limit: number): Answer<Result<BigUint64Array>> =>
      after(own().find(name, [value], beyond, limit), (found) =>
        Array.isArray(found) ? { tag: 'ok', val: BigUint64Array.from(found) } : { tag: 'err', val: found },
      ),
    scan: (span: Span, reverse: boolean, limit: number, cursor: Uint8Array | undefined) =>
      after(own().scan({ ...span, reverse, limit, cursor }), paged),
    join: (terms: readonly Term[], limit: number, cursor: Uint8Array | undefined) =>
      after(own().join(terms, limit, cursor), paged),
  });
}

function paged(answer: object): Result<object> {
  if (!('oids' in answer)) return { tag: 'err', val: answer };
  const { oids } = answer as { readonly oids: readonly bigint[] };
  return { tag: 'ok', val: { ...answer, oids: BigUint64Array.from(oids) } };
}
