import type { ImportedInterface } from '../component/index.ts';
import { NotGranted, type Parameters } from '../grants/index.ts';
import type { Answer } from '../store/answer.ts';
import { Bucket } from '../store/bucket.ts';
import type { KeyValue } from '../store/engine.ts';
import { written, type Written } from './slots.ts';
import { answering, type Pace } from './pace.ts';
import type { TaskScope } from './task.ts';

/** `kernel:store/bucket`, on the bucket that the grant's parameter `bucket` names. */
export function bucket(scope: TaskScope, pace: Pace, { bucket: name }: Parameters): ImportedInterface {
  if (name === undefined || name === '') {
    throw new NotGranted('a grant of kernel:store/bucket@0.1.0 must say which: {"bucket": "NAME"}');
  }
  const own = () => Bucket.within(scope.task.transaction, name);
  return answering(pace, {
    get: (key: Uint8Array): Answer<Uint8Array | undefined> => own().get(key),
    set: (key: Uint8Array, value: Uint8Array): Written => written(own().set(key, value)),
    clear: (key: Uint8Array): void => own().clear(key),
    'clear-range': (start: Uint8Array, end: Uint8Array): void => own().clearRange(start, end),
    range: (start: Uint8Array, end: Uint8Array, limit: number, reverse: boolean): Answer<KeyValue[]> =>
      own().range(start, end, limit, reverse),
  });
}
