import { Buffer } from 'node:buffer';
import { hostResource, type ImportedInterface } from '../component/index.ts';
import { NotGranted, type Parameters } from '../grants/index.ts';
import { after, all, type Answer } from '../store/answer.ts';
import { Bucket } from '../store/bucket.ts';
import type { WriteError } from '../store/limits.ts';
import { answering, type Pace } from './pace.ts';
import type { TaskScope } from './task.ts';

/*
 * `wasi:keyvalue` over a bucket of the store, for components that are not written for this host. It promises more than WASI asks: all
 * calls of a task are in its transaction, so a task sees its own writes and nothing of another's.
 */

const VERSION = '0.2.0-draft2';
const STORE = `wasi:keyvalue/store@${VERSION}`;
const ATOMICS = `wasi:keyvalue/atomics@${VERSION}`;
const BATCH = `wasi:keyvalue/batch@${VERSION}`;

/** Keys of one page of `list-keys`. */
const PAGE_KEYS = 1_000;
const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const DECIMAL = /^-?\d{1,19}$/;

type StoreError = { tag: 'no-such-store' } | { tag: 'other'; val: string };
type Result<T> = { tag: 'ok'; val: T } | { tag: 'err'; val: StoreError };

/** An open bucket: the name that the grant has bound. It may be kept from one task to the next. */
class Handle {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

/** What a key held when somebody last looked. */
class Swap {
  readonly bucket: Handle;
  readonly key: string;
  readonly seen: Uint8Array | undefined;

  constructor(bucket: Handle, key: string, seen: Uint8Array | undefined) {
    this.bucket = bucket;
    this.key = key;
    this.seen = seen;
  }
}

const bucketResource = hostResource<Handle>({ name: 'bucket' });
const casResource = hostResource<Swap>({ name: 'cas' });

/** One interface of `wasi:keyvalue`, or none when it is not of it. The grant of `store` names the bucket; there is no other to open. */
export function keyvalue(
  scope: TaskScope,
  pace: Pace,
  name: string,
  parameters: Parameters,
): ImportedInterface | undefined {
  const within = (handle: Handle): Bucket => Bucket.within(scope.task.transaction, handle.name);
  switch (name) {
    case STORE:
      return store(within, pace, parameters);
    case ATOMICS:
      return atomics(within, pace);
    case BATCH:
      return batch(within, pace);
    default:
      return undefined;
  }
}

type Within = (handle: Handle) => Bucket;

function store(within: Within, pace: Pace, { bucket: granted }: Parameters): ImportedInterface {
  if (granted === undefined || granted === '') {
    throw new NotGranted(`a grant of ${STORE} must say which bucket: {"bucket": "NAME"}`);
  }
  const functions = {
    open: (identifier: string): Result<Handle> =>
      identifier === '' || identifier === granted ? ok(new Handle(granted)) : failed({ tag: 'no-such-store' }),
    '[method]bucket.get': (handle: Handle, key: string) => after(within(handle).get(bytes(key)), ok),
    '[method]bucket.set': (handle: Handle, key: string, value: Uint8Array) =>
      written(within(handle).set(bytes(key), value)),
    '[method]bucket.delete': (handle: Handle, key: string) => ok(within(handle).clear(bytes(key))),
    '[method]bucket.exists': (handle: Handle, key: string) =>
      after(within(handle).get(bytes(key)), (value) => ok(value !== undefined)),
    '[method]bucket.list-keys': (handle: Handle, cursor: string | undefined) =>
      // Any text is a place: one that was made up lists this bucket's keys from there.
      after(within(handle).keys(Buffer.from(cursor ?? '', 'base64url'), PAGE_KEYS), (found) => {
        const last = found.at(-1);
        return ok({
          keys: found.flatMap(textOf),
          cursor: last === undefined ? undefined : Buffer.from(last).toString('base64url'),
        });
      }),
  };
  return { bucket: bucketResource, ...answering(pace, functions) };
}

function atomics(within: Within, pace: Pace): ImportedInterface {
  const look = (bucket: Handle, key: string) =>
    after(within(bucket).get(bytes(key)), (seen) => new Swap(bucket, key, seen));
  const functions = {
    '[static]cas.new': (bucket: Handle, key: string) => after(look(bucket, key), ok),
    '[method]cas.current': ({ seen }: Swap) => ok(seen),
    increment: (bucket: Handle, key: string, delta: bigint): Answer<Result<bigint>> =>
      after(within(bucket).get(bytes(key)), (stored) => {
        const text = stored === undefined ? '0' : Buffer.from(stored).toString('latin1');
        if (!DECIMAL.test(text))
          return failed({ tag: 'other', val: 'the value is not a whole number in decimal digits' });
        const sum = BigInt(text) + delta;
        if (sum !== BigInt.asIntN(64, sum))
          return failed({ tag: 'other', val: `${sum} is out of the range of an s64` });
        const refusal = written(within(bucket).set(bytes(key), Buffer.from(`${sum}`)));
        return refusal.tag === 'err' ? refusal : ok(sum);
      }),
    // What other tasks change meanwhile makes the task run again; so only its own writes can have come between.
    swap: ({ bucket, key, seen }: Swap, value: Uint8Array) =>
      after(look(bucket, key), (now): object => {
        if (!same(now.seen, seen)) return { tag: 'err', val: { tag: 'cas-failed', val: now } };
        const result = written(within(bucket).set(bytes(key), value));
        return result.tag === 'ok' ? result : { tag: 'err', val: { tag: 'store-error', val: result.val } };
      }),
  };
  return { cas: casResource, ...answering(pace, functions) };
}

function batch(within: Within, pace: Pace): ImportedInterface {
  return answering(pace, {
    'get-many': (bucket: Handle, keys: readonly string[]) =>
      after(all(keys.map((key) => within(bucket).get(bytes(key)))), (values) =>
        ok(keys.map((key, i) => [key, values[i]])),
      ),
    'set-many'(bucket: Handle, entries: readonly (readonly [string, Uint8Array])[]): Result<undefined> {
      for (const [key, value] of entries) {
        const result = written(within(bucket).set(bytes(key), value));
        if (result.tag === 'err') return result;
      }
      return ok(undefined);
    },
    'delete-many'(bucket: Handle, keys: readonly string[]): Result<undefined> {
      for (const key of keys) within(bucket).clear(bytes(key));
      return ok(undefined);
    },
  });
}

function ok<T>(val: T): Result<T> {
  return { tag: 'ok', val };
}

function failed(val: StoreError): { tag: 'err'; val: StoreError } {
  return { tag: 'err', val };
}

function written(error: WriteError | undefined): Result<undefined> {
  switch (error?.tag) {
    case undefined:
      return ok(undefined);
    case 'bad-name':
      return failed({ tag: 'other', val: `a key of ${error.val} bytes: give it 1 to 1,024 bytes of UTF-8` });
    case 'value-too-large':
      return failed({ tag: 'other', val: `a value of ${error.val} bytes: the most is 90,000, store it in parts` });
    default:
      return failed({ tag: 'other', val: 'the task has written its fill: write the rest in another' });
  }
}

function bytes(key: string): Uint8Array {
  return Buffer.from(key, 'utf8');
}

/** A key that was written by other means may be no text: then it has no name here. */
function textOf(key: Uint8Array): string[] {
  try {
    return [UTF8.decode(key)];
  } catch {
    return [];
  }
}

function same(some: Uint8Array | undefined, other: Uint8Array | undefined): boolean {
  if (some === undefined || other === undefined) return some === other;
  return Buffer.compare(some, other) === 0;
}
