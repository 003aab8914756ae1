import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { ENGINES } from '../../host/bindgen/javascript/engine.ts';
import { loadComponent } from '../../host/component/index.ts';
import { readProject, writeGenerated } from '../../host/bindgen/generated.ts';
import { checkTypes } from '../../host/bindgen/javascript/type-check.ts';
import { formatProblems } from '../../host/bindgen/problem.ts';
import { Workshop } from './atrium.ts';

const WIT = `package test:typed@1.0.0;
/// Bells of a tower.
interface bells {
  /// How it sounds.
  enum tone { low-tone, high }
  flags where { in-town, abroad }
  record blow { strength: u32, tone: option<tone>, far: s64 }
  variant heard { nothing, by(list<string>), far(where) }
  /// One bell.
  resource bell {
    constructor(name: string);
    strike: func(blow: blow) -> result<heard, string>;
    largest: static func() -> bell;
  }
  delete: func(bell: bell);
  weigh: func(parts: list<f32>, %class: tuple<u8, char>) -> option<option<u32>>;
}
interface rope {
  use bells.{bell, blow};
  record knot { at: u32 }
  resource end { constructor(length: u32); pull: func(blow: blow) -> knot; half: static func(of: borrow<end>) -> end; }
  tie: func(to: borrow<bell>, bytes: list<u8>, sizes: list<u16>, most: u64) -> result<knot, string>;
}
world tower {
  import bells;
  export rope;
  export %default: func(knots: list<option<u8>>) -> result<u8>;
}
`;
const MAIN = `import { Bell, weigh, delete as melt } from 'test:typed/bells';
import type { Blow, Heard } from 'test:typed/bells@1.0.0';
import type { Rope, World } from 'test:typed/tower';

class End implements Rope.End {
  readonly #length: number;
  constructor(length: number) {
    this.#length = length;
  }
  pull(blow: Blow): Rope.Knot {
    return { at: this.#length + blow.strength + Number(blow.far) };
  }
  static half(of: Rope.End): End {
    return new End(of.pull({ strength: 1, far: 2 }).at);
  }
}

function said(heard: Heard): string {
  if (heard.tag === 'by') return heard.val.join();
  return heard.tag === 'far' && heard.val.inTown ? 'in town' : 'nothing';
}

export const rope: World['rope'] = {
  End,
  tie(to, bytes, sizes, most) {
    const heard = said(to.strike({ strength: bytes[0]! + sizes[0]!, tone: 'low-tone', far: Number(most) }));
    if (heard === 'nothing') throw Object.assign(new Error(), { payload: 'no bell' });
    using other = new Bell('small');
    melt(Bell.largest());
    const weight = weigh(FLOATS, [1, 'a']);
    return { at: weight.tag === 'some' ? (weight.val ?? 0) : said(other.strike({ strength: 1, far: 1 })).length };
  },
};

const byDefault: World['default'] = (knots) => knots.filter((one) => one != null).length;
export { byDefault as default };
`;

function tower(workshop: Workshop, engine: string, main = MAIN): string {
  workshop.write('tower/wit/typed.wit', WIT);
  workshop.write(
    'tower/component.json',
    JSON.stringify({ world: 'test:typed/tower@1.0.0', language: 'typescript', engine }),
  );
  const floats = engine === 'spidermonkey' ? 'new Float32Array([1])' : '[1]';
  workshop.write('tower/src/main.ts', main.replace('FLOATS', floats));
  return workshop.path('tower');
}

async function typesOf(folder: string): Promise<string> {
  const project = readProject({ folder });
  writeGenerated(project, join(folder, 'temporary'));
  const said = formatProblems(await checkTypes(folder, 'src/main.ts', project.world));
  return said.replaceAll(`${folder}/`, '');
}

/** What is changed, and what is said of it. */
const WRONG: [from: string, to: string, message: RegExp][] = [
  ["new Bell('small')", 'new Bell(7)', /^src\/main\.ts:28:28: error: TS2345: Argument of type 'number'/],
  ["'low-tone'", "'lowTone'", /^src\/main\.ts:26:\d+: error: TS2820: .*"lowTone"/],
  ['{ Bell, weigh,', '{ Bell, weight,', /^src\/main\.ts:1:16: error: TS2724: .*'weight'.* Did you mean 'weigh'\?/],
  [
    "'test:typed/bells';",
    "'test:typed/bell';",
    /^src\/main\.ts:1:\d+: error: TS2307: Cannot find module 'test:typed\/bell'/,
  ],
  ['tie(to, bytes, ', 'tie(to, bytes: string, ', /^src\/main\.ts:25:3: error: TS2322: /],
  ['pull(blow: Blow)', 'pull(blow: string)', /error: TS2416: Property 'pull' in type 'End'/],
  [
    "World['default'] = (knots)",
    'unknown = (knots: string[])',
    /^src\/main\.ts:\d+: error: default does not fit the world: TS1360/,
  ],
  ['import type { Blow', 'import { Blow', /^src\/main\.ts:2:10: error: TS1484/],
  ['class End ', 'document.title;\nclass End ', /^src\/main\.ts:5:1: error: TS2584: Cannot find name 'document'/],
];

for (const engine of ENGINES) {
  test(`an author's types are those of the world: ${engine}`, async (t) => {
    const folder = tower(new Workshop(t), engine);
    t.is(await typesOf(folder), '');
  });
}

test('what is of another type is said at its place', async (t) => {
  const workshop = new Workshop(t);
  for (const [from, to, message] of WRONG) {
    t.true(MAIN.includes(from), from);
    t.regex(await typesOf(tower(workshop, 'quickjs', MAIN.replace(from, to))), message);
  }
});

test('an editor shows what the world says of itself', (t) => {
  const folder = tower(new Workshop(t), 'quickjs');
  const project = readProject({ folder });
  writeGenerated(project, join(folder, 'temporary'));
  const text = readFileSync(join(folder, 'bindings/world.d.ts'), 'utf8');
  t.regex(text, /\/\*\* Bells of a tower\. \*\/\ndeclare module 'test:typed\/bells@1\.0\.0'/);
  t.regex(text, /\/\*\* One bell\. \*\/\n {2}export class Bell \{/);
  t.regex(text, /@throws an error whose `payload` is string/);
});

test('every world of the golden files has declarations that compile', async (t) => {
  const golden = join(import.meta.dirname, '../bindgen/golden');
  const names = readdirSync(golden).filter((name) => name.endsWith('.wit'));
  t.true(names.length > 10);
  for (const [index, name] of names.entries()) {
    const workshop = new Workshop(t);
    workshop.write('it/wit/it.wit', readFileSync(join(golden, name)));
    workshop.write('it/src/main.ts', 'export {};');
    const engine = ENGINES[index % ENGINES.length]!;
    const folder = workshop.path('it');
    const worlds = [...readFileSync(join(golden, name), 'utf8').matchAll(/^\s*world ([\w-]+)/gm)];
    t.true(worlds.length > 0, name);
    const id = /^package ([\w:-]+)(@[\w.]+)?/m.exec(readFileSync(join(golden, name), 'utf8'))!;
    workshop.write(
      'it/component.json',
      JSON.stringify({ world: `${id[1]}/${worlds.at(-1)![1]}${id[2] ?? ''}`, language: 'typescript', engine }),
    );
    workshop.write(
      'it/src/tsconfig.json',
      '{ "extends": "../bindings/tsconfig.json", "exclude": ["../bindings/fit.ts"] }',
    );
    t.is(await typesOf(folder), '', name);
  }
});

test.serial('types that are wrong keep a component from being built', async (t) => {
  const workshop = new Workshop(t);
  tower(workshop, 'quickjs', MAIN.replace("new Bell('small')", 'new Bell(7)'));
  for (const command of ['check', 'build']) {
    const { code, stderr } = await workshop.atrium([command, 'tower']);
    t.is(code, 1);
    t.regex(stderr, /tower\/src\/main\.ts:28:28: error: TS2345: .*\n {4}using other = new Bell\(7\);/);
  }
  tower(workshop, 'quickjs');
  const { code, stderr } = await workshop.atrium(['build', 'tower']);
  t.is(code, 0, stderr);
  const component = await loadComponent(readFileSync(workshop.path('tower/build/tower.component.wasm')), {
    name: 'tower',
  });
  t.deepEqual(
    component.imports.map(({ name }) => name),
    ['test:typed/bells@1.0.0'],
  );
});

for (const language of ['javascript', 'typescript', 'assemblyscript']) {
  test.serial(`what "atrium new" makes has its types at once: ${language}`, async (t) => {
    const workshop = new Workshop(t);
    t.is((await workshop.atrium(['new', 'gong', '--language', language])).code, 0);
    const bindings = readdirSync(workshop.path('gong/bindings'));
    t.true(bindings.includes('tsconfig.json'));
    if (language === 'assemblyscript') return;
    t.deepEqual(bindings.toSorted(), ['fit.ts', 'tsconfig.json', 'world.d.ts']);
    if (language === 'typescript') t.is(await typesOf(workshop.path('gong')), '');
  });
}
