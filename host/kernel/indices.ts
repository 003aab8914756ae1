import type { ImportedInterface } from '../component/index.ts';
import type { IndexError } from '../store/indices.ts';
import type { TaskScope } from './task.ts';

type Declared = { tag: 'ok'; val: undefined } | { tag: 'err'; val: IndexError };
type Found = { tag: 'ok'; val: BigUint64Array } | { tag: 'err'; val: 'not-indexed' };

/** `kernel:store/indices`. */
export function indices(scope: TaskScope): ImportedInterface {
  return {
    declare(slot: string, unique: boolean): Declared {
      const error = scope.task.slots.indices.declare(slot, unique);
      return error === undefined ? { tag: 'ok', val: undefined } : { tag: 'err', val: error };
    },
    'drop-index': (slot: string): void => scope.task.slots.indices.dropIndex(slot),
    find(slot: string, value: Uint8Array, after: bigint, limit: number): Found {
      const found = scope.task.slots.indices.find(slot, value, after, limit);
      return found === 'not-indexed' ? { tag: 'err', val: found } : { tag: 'ok', val: BigUint64Array.from(found) };
    },
  };
}
