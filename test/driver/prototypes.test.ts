import test from 'ava';
import fc from 'fast-check';
import { c3 } from './prototype-graphs.ts';
import { World, type Person } from './world.ts';

const PROTOTYPES = 5;
const OBJECTS = 3;
const CHANGES = 30;

const names = [
  ...Array.from({ length: PROTOTYPES }, (_, index) => `p${index}`),
  ...Array.from({ length: OBJECTS }, (_, index) => `o${index}`),
];
const WORLD = names
  .map((name, index) => `${index < PROTOTYPES ? 'prototype' : 'object'} ${name} is thing\n  name: ${name}`)
  .concat(
    'verb build:do:\n  roles: actor @ builder, build @ text, do @ text\n  command: build <build> do <do>\n  run: probe script',
  )
  .join('\n');

interface Change {
  readonly what: number;
  readonly to: readonly number[];
}

const changes = fc.array(
  fc.record<Change>({
    what: fc.nat(names.length - 1),
    to: fc.shuffledSubarray(
      Array.from({ length: PROTOTYPES }, (_, index) => index),
      { minLength: 1, maxLength: 3 },
    ),
  }),
  { minLength: CHANGES, maxLength: CHANGES },
);

/** What everything delegates to directly; nothing stands for `thing` alone. */
class Model {
  parents: number[][] = names.map(() => []);

  /** Whether a change keeps everything in order; then it is made. */
  accepts({ what, to }: Change): boolean {
    if (to.some((prototype) => prototype === what || this.#reaches(prototype, what))) return false;
    const parents = this.parents.map((list, index) => (index === what ? [...to] : list));
    if (!parents.every((list) => c3(list, { prototypes: parents }) !== undefined)) return false;
    this.parents = parents;
    return true;
  }

  #reaches(from: number, to: number): boolean {
    return (this.parents[from] as number[]).some((next) => next === to || this.#reaches(next, to));
  }

  /** Whether one delegates to another, as rows of text. */
  table(): string[] {
    return names.flatMap((_, one) =>
      Array.from(
        { length: PROTOTYPES },
        (__, other) => `is: ${one === other || this.#reaches(one, other) ? 'yes' : 'no'}`,
      ),
    );
  }
}

async function table(person: Person): Promise<string[]> {
  const rows: string[] = [];
  for (const name of names) {
    const asked = Array.from({ length: PROTOTYPES }, (_, index) => `is x p${index}`).join('; ');
    rows.push(...(await person.does(`build x do named ${name} x; ${asked}`)).slice(1));
  }
  return rows;
}

test('prototypes change exactly when everything still has an order, and everything follows', async (t) => {
  await fc.assert(
    fc.asyncProperty(changes, async (all) => {
      const world = await World.of(WORLD);
      const ann = await world.player('Ann');
      const ben = await world.player('Ben');
      const model = new Model();
      for (const change of all) {
        const named = change.to.map((index) => `named p${index} q${index}`).join('; ');
        const list = change.to.map((index) => `q${index}`).join(',');
        const said = await ann.does(
          `build x do ${named}; named ${names[change.what]} x; claim x x; prototypes x ${list}`,
        );
        const made = said.at(-1) === 'prototypes: ok';
        t.is(made, model.accepts(change), `${names[change.what]} is ${list}: ${said.at(-1)}`);
        if (!made) t.regex(said.at(-1) as string, /^prototypes: bad-prototypes .*(circle|order|itself)/);
      }
      t.deepEqual(await table(ben), model.table());
      await world.end();
    }),
    { numRuns: 4 },
  );
});

test('what many things hold is found when it has been looked through', async (t) => {
  const count = 7000;
  const objects = Array.from(
    { length: count },
    (_, index) => `object o${index} is lot\n  name: lot ${index}\n  lot/weight: ${index % 50}`,
  );
  const world = await World.of(
    `prototype lot is thing\n  name: lot\n  property weight: integer, readable\n${WORLD.slice(WORLD.lastIndexOf('verb build:do:'))}`,
    objects.slice(0, count / 2).join('\n'),
    objects.slice(count / 2).join('\n'),
  );
  const ann = await world.player('Ann');
  t.deepEqual(
    await ann.does('build x do named lot l; claim l l; declare l weight integer indexed; lookup lot/weight integer 7'),
    ['named: ok', 'claim: ok', 'declare: ok', 'lookup: not-ready'],
  );
  const ask = async (): Promise<string | undefined> =>
    (await ann.does('build x do lookup lot/weight integer 7 1000'))[0];
  let said = await ask();
  // The index is built between tasks, however many of them there are meanwhile.
  while (said === 'lookup: not-ready') said = await ask();
  t.is(said?.split(', ').length, count / 50);
  await world.end();
});
