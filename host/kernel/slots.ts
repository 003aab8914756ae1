import type { ImportedInterface } from '../component/index.ts';
import type { WriteError } from '../store/limits.ts';
import type { TaskScope } from './task.ts';

/** A WIT result without a value: `undefined` is success. */
export type Written = { tag: 'ok'; val: undefined } | { tag: 'err'; val: WriteError };

const OK: Written = { tag: 'ok', val: undefined };

export function written(error: WriteError | undefined): Written {
  return error === undefined ? OK : { tag: 'err', val: error };
}

/** `kernel:store/slots`. */
export function slots(scope: TaskScope): ImportedInterface {
  return {
    create: (): bigint => scope.task.slots.create(),
    load: (object: bigint): Uint8Array => scope.task.slots.load(object),
    version: (object: bigint): bigint => scope.task.slots.version(object),
    get: (object: bigint, name: string): Uint8Array | undefined => scope.task.slots.get(object, name),
    set: (object: bigint, name: string, value: Uint8Array): Written =>
      written(scope.task.slots.set(object, name, value)),
    clear: (object: bigint, name: string): void => scope.task.slots.clear(object, name),
    'clear-all': (object: bigint): void => scope.task.slots.clearAll(object),
  };
}
