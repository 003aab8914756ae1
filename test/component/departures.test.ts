import test from 'ava';
import { hostResource, loadComponent, Trap } from '../../host/component/index.ts';
import { parseComponent } from './build.ts';
import { DEPARTURES, type Departure } from './departures.ts';
import { instantiateWithJco } from './jco.ts';

class Thing {}
class Other {}

/** The host's side of every row; what it got is written to \`seen\`, objects by their class. */
function host(seen: unknown[]): Record<string, (...values: unknown[]) => unknown> {
  const see = (...values: unknown[]): void => {
    for (const value of values) seen.push(value instanceof Thing ? 'Thing' : value instanceof Other ? 'Other' : value);
  };
  return { f: see, take: see, lend: see, both: see, make: () => new Thing(), 'make-other': () => new Other() };
}

/** What a row's call gives and what the host got; or what it throws. */
function outcome(row: Departure, guest: unknown, seen: unknown[]): readonly unknown[] | Error {
  const functions = guest as Record<string, (...values: unknown[]) => unknown>;
  try {
    const answer = row.run === undefined ? functions['attack']!() : row.run(functions);
    return [answer, ...seen];
  } catch (error) {
    return error as Error;
  }
}

for (const row of DEPARTURES) {
  test.serial(`${row.by}: ${row.what}`, async (t) => {
    const bytes = await parseComponent(row.component);
    const seen: unknown[] = [];
    const resources = { thing: hostResource({ name: 'thing' }), other: hostResource({ name: 'other' }) };
    const component = await loadComponent(bytes, { name: 'departure' });
    const ours = outcome(
      row,
      component.instantiate({ imports: { ...host(seen), ...resources } as never }).exports,
      seen,
    );
    if (row.ours instanceof RegExp) {
      t.true(ours instanceof Trap);
      t.regex((ours as Trap).message, row.ours);
    } else {
      t.deepEqual(ours, row.ours);
    }
  });

  test.serial(`jco ${row.jco}: ${row.what}`, async (t) => {
    const bytes = await parseComponent(row.component);
    const seen: unknown[] = [];
    const imports = Object.entries({ ...host(seen), thing: Thing, other: Other });
    const made = instantiateWithJco(
      bytes,
      Object.fromEntries(imports.map(([name, value]) => [name, { default: value }])),
    );
    if (row.theirs === 'refused') {
      await t.throwsAsync(made);
      return;
    }
    const theirs = outcome(row, await made, seen);
    if (row.theirs instanceof RegExp) t.regex((theirs as Error).message, row.theirs);
    else t.deepEqual(theirs, row.theirs);
  });
}
