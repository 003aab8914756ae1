import type { ImportedInterface } from '../component/index.ts';
import type { Span } from '../store/index-scan.ts';
import type { Subject } from '../store/index-declaration.ts';
import type { Term } from '../store/join.ts';
import type { TaskScope } from './task.ts';

type Result<T> = { tag: 'ok'; val: T } | { tag: 'err'; val: object };

/** `kernel:store/indices`. */
export function indices(scope: TaskScope): ImportedInterface {
  const own = () => scope.task.slots.indices;
  return {
    declare(name: string, subject: Subject, unique: boolean): Result<undefined> {
      const error = own().declare(name, subject, unique);
      return error === undefined ? { tag: 'ok', val: undefined } : { tag: 'err', val: error };
    },
    'drop-index': (name: string): void => own().dropIndex(name),
    state: (name: string) => own().state(name),
    find(name: string, value: Uint8Array, after: bigint, limit: number): Result<BigUint64Array> {
      const found = own().find(name, [value], after, limit);
      return Array.isArray(found) ? { tag: 'ok', val: BigUint64Array.from(found) } : { tag: 'err', val: found };
    },
    scan: (span: Span, reverse: boolean, limit: number, cursor: Uint8Array | undefined) =>
      paged(own().scan({ ...span, reverse, limit, cursor })),
    join: (terms: readonly Term[], limit: number, cursor: Uint8Array | undefined) =>
      paged(own().join(terms, limit, cursor)),
  };
}

function paged(answer: object): Result<object> {
  if (!('oids' in answer)) return { tag: 'err', val: answer };
  const { oids } = answer as { readonly oids: readonly bigint[] };
  return { tag: 'ok', val: { ...answer, oids: BigUint64Array.from(oids) } };
}
