import test from 'ava';
import { entry } from './hostile-entry.ts';
import { exhaustion } from './hostile-exhaustion.ts';
import { handles } from './hostile-handles.ts';
import { linkage } from './hostile-linking.ts';
import { memory } from './hostile-memory.ts';
import { names } from './hostile-names.ts';
import { expectStopped, type Attempt } from './hostile-world.ts';

const THEMES: Readonly<Record<string, readonly Attempt[]>> = { handles, memory, entry, exhaustion, names, linkage };

for (const [theme, attempts] of Object.entries(THEMES)) {
  for (const attempt of attempts) {
    test(`${theme}: ${attempt.tries}`, async (t) => expectStopped(t, attempt));
  }
}
