import test from 'ava';
import fc from 'fast-check';
import { KeyMap } from '../../host/store/key-map.ts';

const text = fc.string({ unit: fc.integer({ min: 0, max: 255 }).map((byte) => String.fromCharCode(byte)) });

test('what was added is found, in the order in which it came, and nothing else', (t) => {
  fc.assert(
    fc.property(fc.uniqueArray(text, { maxLength: 400 }), fc.array(text, { maxLength: 50 }), (texts, others) => {
      const map = new KeyMap<number>();
      const model = new Map<string, number>();
      for (const [i, added] of [...texts, ...texts.slice(0, 20)].entries()) {
        t.is(map.add(added, i), model.get(added));
        if (!model.has(added)) model.set(added, i);
      }
      t.is(map.size, model.size);
      t.deepEqual(map.values(), [...model.values()]);
      t.deepEqual(map.keys(), [...model.keys()]);
      for (const asked of [...texts, ...others]) t.is(map.get(asked), model.get(asked));
    }),
  );
});

test('a hundred thousand keys that are alike are each found', (t) => {
  // Keys as slots have them: long, alike, and different in the middle.
  const keyOf = (i: number) => `\x02o\0\x18${String.fromCharCode(i & 255, (i >> 8) & 255, i >> 16)}\x02name\0`;
  const map = new KeyMap<number>();
  for (let i = 0; i < 100_000; i++) map.add(keyOf(i), i);
  for (let i = 0; i < 100_000; i++) if (map.get(keyOf(i)) !== i) t.fail(`key ${i} answers ${map.get(keyOf(i))}`);
  t.is(map.get(keyOf(100_000)), undefined);
  t.is(map.size, 100_000);
});
