import { Buffer } from 'node:buffer';
import test from 'ava';
import fc from 'fast-check';
import { MAX_KEY_BYTES } from '../../host/store/engine.ts';
import { KeySpace } from '../../host/store/foundationdb-keys.ts';
import { hexOf } from './keys.ts';

const prefix = fc.uint8Array({ maxLength: 3, max: 0xfe });
const key = fc.uint8Array({ minLength: 1, maxLength: 4 }).filter((bytes) => bytes[0] !== 0xff);

test('keys keep their order in the cluster, stay below the end, and come back as they were', (t) => {
  fc.assert(
    fc.property(prefix, key, key, (begin, a, b) => {
      const space = new KeySpace(begin);
      t.is(Buffer.compare(space.outer(a), space.outer(b)), Buffer.compare(a, b));
      t.is(Buffer.compare(space.outerBound(Uint8Array.of(0xff)), space.outer(a)), 1);
      t.true(Buffer.compare(space.outerBound(new Uint8Array(0)), space.outer(a)) <= 0);
      t.is(hexOf(space.inner(space.outer(a))), hexOf(a));
      t.is(Buffer.compare(space.outerBound(new Uint8Array(0)), Buffer.from(begin)), 1);
    }),
  );
});

test('a bound longer than any key bounds the same keys when it is cut', (t) => {
  const space = new KeySpace(Uint8Array.of(1));
  const longest = new Uint8Array(MAX_KEY_BYTES).fill(7);
  for (const more of [1, 9, 20_000]) {
    const bound = space.outerBound(new Uint8Array(MAX_KEY_BYTES + more).fill(7));
    t.is(Buffer.compare(space.outer(longest), bound), -1);
    t.true(bound.length <= 1 + MAX_KEY_BYTES + 1);
  }
});
