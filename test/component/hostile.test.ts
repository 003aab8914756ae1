import test from 'ava';
import { handles } from './hostile-handles.ts';
import { expectStopped, type Attempt } from './hostile-world.ts';

const THEMES: Readonly<Record<string, readonly Attempt[]>> = { handles };

for (const [theme, attempts] of Object.entries(THEMES)) {
  for (const attempt of attempts) {
    test(`${theme}: ${attempt.tries}`, async (t) => expectStopped(t, attempt));
  }
}
