import type { ImportedInterface } from '../component/index.ts';
import { after, type Answer } from '../store/answer.ts';
import type { WriteError } from '../store/limits.ts';
import { answering, type Pace } from './pace.ts';
import type { TaskScope } from './task.ts';

/** A WIT result without a value: `undefined` is success. */
export type Written = { tag: 'ok'; val: undefined } | { tag: 'err'; val: WriteError };

const OK: Written = { tag: 'ok', val: undefined };

export function written(error: WriteError | undefined): Written {
  return error === undefined ? OK : { tag: 'err', val: error };
}

/** `kernel:store/slots`. */
export function slots(scope: TaskScope, pace: Pace): ImportedInterface {
  const own = () => scope.task.slots;
  return answering(pace, {
    create: (): Answer<bigint> => own().create(),
    load: (object: bigint): Answer<Uint8Array> => own().load(object),
    version: (object: bigint): Answer<bigint> => own().version(object),
    get: (object: bigint, name: string): Answer<Uint8Array | undefined> => own().get(object, name),
    set: (object: bigint, name: string, value: Uint8Array): Answer<Written> =>
      after(own().set(object, name, value), written),
    clear: (object: bigint, name: string): Answer<void> => own().clear(object, name),
    'clear-all': (object: bigint): Answer<void> => own().clearAll(object),
  });
}
