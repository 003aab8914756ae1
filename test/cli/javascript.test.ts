import { once } from 'node:events';
import { cpSync, readFileSync, readdirSync, watch } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { Builder } from '../../host/bindgen/builder.ts';
import { ENGINES } from '../../host/bindgen/javascript/engine.ts';
import { quickJsTool } from '../../host/bindgen/javascript/quickjs-tool.ts';
import { spiderMonkeyTool } from '../../host/bindgen/javascript/spidermonkey-tool.ts';
import { BuildError } from '../../host/bindgen/problem.ts';
import { loadComponent, Trap } from '../../host/component/index.ts';
import { everything } from '../wasi/powers.ts';
import { finished, Workshop } from './atrium.ts';

const WIT = `package test:small@1.0.0;
interface greeting {
  greet: func(name: string, times: u32) -> string;
  resource bell {
    constructor(name: string);
    ring: func(n: u8) -> string;
    make: static func() -> bell;
  }
  weigh: func(n: u8) -> result<string, string>;
}
interface log {
  write: func(text: string);
}
world greeter {
  import log;
  export greeting;
}
`;
const MAIN = `import { write } from 'test:small/log';
import { checkWeight, mark } from './mark.ts';

class Bell {
  #name: string;
  constructor(name: string) {
    this.#name = name;
  }
  ring(n: number): string {
    return this.#name.repeat(n);
  }
  static make(): Bell {
    return new Bell('ding');
  }
}

export const greeting = {
  Bell,
  greet(name: string, times: number): string {
    write(name);
    return name.repeat(times) + mark;
  },
  weigh(n: number): string {
    if (n === 1) throw Object.assign(new Error(), { payload: 'too light' });
    if (n === 2) checkWeight(n);
    return 'fine';
  },
};
`;
const MARK = `export const mark: string = '!';
export function checkWeight(n: number): void {
  throw new RangeError(\`\${n} is no weight\`);
}
`;
/** A world with a clock of WASI, and the packages of WASI. */
const CLOCK_WIT = `package test:small@1.0.0;
world greeter {
  import wasi:clocks/wall-clock@0.2.12;
  export time: func() -> string;
}
`;
const WASI = join(import.meta.dirname, '../../node_modules/@bytecodealliance/jco/lib/wit/builtin/0.2.12');
const OUT = 'greeter/build/greeter.component.wasm';

function greeter(workshop: Workshop, settings: Record<string, unknown> = {}, main = MAIN): void {
  workshop.write('greeter/wit/small.wit', WIT);
  const manifest = { world: 'test:small/greeter@1.0.0', language: 'typescript', ...settings };
  workshop.write('greeter/component.json', JSON.stringify(manifest));
  workshop.write('greeter/src/main.ts', main);
  workshop.write('greeter/src/mark.ts', MARK);
}

for (const engine of ENGINES) {
  test.serial(
    `TypeScript in several files becomes a component that has nothing but its world: ${engine}`,
    async (t) => {
      const workshop = new Workshop(t);
      greeter(workshop, { engine });
      const { code, stderr } = await workshop.atrium(['build', 'greeter']);
      t.is(code, 0, stderr);
      t.deepEqual(readdirSync(workshop.path('greeter/build')).toSorted(), [
        'greeter.component.wasm',
        'greeter.component.wasm.stamp',
      ]);
      const component = await loadComponent(readFileSync(workshop.path(OUT)), { name: 'greeter' });
      t.deepEqual(
        component.imports.map(({ name }) => name),
        ['test:small/log@1.0.0'],
      );
      const written: string[] = [];
      const imports = { 'test:small/log@1.0.0': { write: (text: string) => void written.push(text) } };
      const greeting = component.instantiate({ imports }).exports['test:small/greeting@1.0.0'];
      t.is(greeting.greet('Ann', 2), 'AnnAnn!');
      t.is(greeting['[method]bell.ring'](greeting['[static]bell.make'](), 2), 'dingding');
      t.deepEqual(written, ['Ann']);
      t.regex((await workshop.atrium(['build', 'greeter'])).stderr, /unchanged\n$/);
    },
  );

  test.serial(`with "wasi" its engine asks for the clock, which a world may grant: ${engine}`, async (t) => {
    const workshop = new Workshop(t);
    greeter(workshop, { engine, wasi: true });
    t.is((await workshop.atrium(['build', 'greeter'])).code, 0);
    const component = await loadComponent(readFileSync(workshop.path(OUT)), { name: 'greeter' });
    t.true(component.imports.some(({ name }) => name.startsWith('wasi:clocks/')));
  });

  test.serial(`a world may name WASI: ${engine}`, async (t) => {
    const workshop = new Workshop(t);
    const main = `import { now } from 'wasi:clocks/wall-clock';\nexport const time = () => String(now().seconds);\n`;
    greeter(workshop, { engine }, main);
    workshop.write('greeter/wit/small.wit', CLOCK_WIT);
    cpSync(WASI, workshop.path('greeter/wit/deps'), { recursive: true });
    const { code, stderr } = await workshop.atrium(['build', 'greeter']);
    t.is(code, 0, stderr);
    const component = await loadComponent(readFileSync(workshop.path(OUT)), { name: 'greeter' });
    const asksForChance = component.imports.some(({ name }) => name.startsWith('wasi:random/'));
    // QuickJS has all of WASI or none.
    t.is(asksForChance, engine === 'quickjs');
    const { imports } = everything({ wallNs: () => 7_000_000_000n });
    t.is(component.instantiate({ imports }).exports['time'](), '7');
  });
}

for (const engine of ENGINES) {
  test.serial(`what nobody catches ends the call with its message and its place: ${engine}`, async (t) => {
    const workshop = new Workshop(t);
    const main = MAIN.replace('return this.#name', "if (n > 5) throw new Error('too loud');\n    return this.#name");
    greeter(workshop, { engine }, main);
    const { code, stderr } = await workshop.atrium(['build', 'greeter']);
    t.is(code, 0, stderr);
    const component = await loadComponent(readFileSync(workshop.path(OUT)), { name: 'greeter' });
    const fail = (): never => {
      throw new Error('not reached');
    };
    const make = () =>
      component.instantiate({ imports: { 'test:small/log@1.0.0': { write: fail } } }).exports[
        'test:small/greeting@1.0.0'
      ];
    const bells = make();
    const loud = t.throws<Trap>(() => bells['[method]bell.ring'](bells['[static]bell.make'](), 6), {
      instanceOf: Trap,
    });
    t.is(loud?.reason, 'too loud');
    t.is(loud?.function, 'test:small/greeting.[method]bell.ring');
    t.true(loud?.message.startsWith('greeter: test:small/greeting.[method]bell.ring: too loud at src/main.ts:10:'));
    t.regex(loud?.source ?? '', /^src\/main\.ts:10:\d+$/);
    const heavy = t.throws<Trap>(() => make().weigh(2), { instanceOf: Trap });
    t.is(heavy?.reason, 'RangeError: 2 is no weight');
    t.regex(heavy?.source ?? '', /^src\/mark\.ts:3:\d+$/);
    const weighing = make();
    t.deepEqual(weighing.weigh(1), { tag: 'err', val: 'too light' });
    t.deepEqual(weighing.weigh(3), { tag: 'ok', val: 'fine' });
  });
}

test.serial('packages of WASI that are not whole are told of', async (t) => {
  const workshop = new Workshop(t);
  greeter(workshop, {}, 'export const time = () => 1;');
  workshop.write('greeter/wit/small.wit', CLOCK_WIT);
  workshop.write(
    'greeter/wit/deps/clocks.wit',
    'package wasi:clocks@0.2.12;\ninterface wall-clock { now: func() -> u64; }\ninterface monotonic-clock { now: func() -> u64; }\n',
  );
  const { code, stderr } = await workshop.atrium(['check', 'greeter']);
  t.is(code, 1);
  t.regex(stderr, /main\.ts: error: the packages of WASI in wit\/deps are not whole/);
});

/** What is changed in the source, and what is said: place and message. */
const WRONG: [string, string, string][] = [
  [
    'export const greeting',
    'export const greting',
    'greeter/src/main.ts:17: error: greeting is missing: expected "export const greeting = { ... }", for greeter/wit/small.wit:2:11, is greting meant?',
  ],
  [
    'greet(name',
    'meet(name',
    'greeter/src/main.ts:17: error: greeting.greet is missing: expected "greet(name, times) { ... }", for greeter/wit/small.wit:3:3',
  ],
  [
    'times: number)',
    'times: number, more: number)',
    'greeter/src/main.ts:19: error: greeting.greet takes 3 arguments, and 2 are passed: expected "greet(name, times) { ... }", for greeter/wit/small.wit:3:3',
  ],
  [
    '  Bell,\n',
    '',
    'greeter/src/main.ts:17: error: greeting.Bell is missing: expected "class Bell" in greeting, for greeter/wit/small.wit:4:12',
  ],
  [
    'static make',
    'static mak',
    'greeter/src/main.ts:17: error: greeting.Bell.make is missing: expected "static make() { ... }", for greeter/wit/small.wit:7:5',
  ],
  [
    "'./mark.ts'",
    "'./mark'",
    'greeter/src/main.ts:2: error: there is no file ./mark: write the path with its ending, such as ./bell.js',
  ],
  [
    "'test:small/log'",
    "'test:small/lug'",
    'greeter/src/main.ts:1: error: there is no module test:small/lug: import an interface of the world',
  ],
  ['write(name);', 'write(name;', 'greeter/src/main.ts:20: error: '],
  [
    'class Bell {',
    'enum Colour { Red }\nclass Bell {',
    'greeter/src/main.ts:4: error: TypeScript enum is not supported in strip-only mode',
  ],
  ['export const', "throw new Error('at once');\nexport const", 'greeter/src/main.ts:17:THROW: error: at once'],
  ['{ write }', '{ wrote as write }', 'greeter/src/main.ts:1'],
  [', mark }', ', marc as mark }', 'greeter/src/main.ts:2'],
  [
    'class Bell {',
    "write('early');\nclass Bell {",
    'greeter/src/main.ts: error: calls write of test:small/log@1.0.0 while it is loaded, when there is no world: call it inside of a function',
  ],
  [
    'class Bell {',
    'await new Promise(() => {});\nclass Bell {',
    'greeter/src/main.ts: error: is not loaded to its end: outside of its functions it awaits what never comes',
  ],
];

for (const engine of ENGINES) {
  test.serial(`what does not fit the world, or does not run, is said with its line: ${engine}`, async (t) => {
    const workshop = new Workshop(t);
    const builder = new Builder();
    t.teardown(() => builder.close());
    const folder = workshop.path('greeter');
    for (const [from, to, message] of WRONG) {
      t.true(MAIN.includes(from));
      greeter(workshop, { engine }, MAIN.replace(from, to));
      const error = await t.throwsAsync(builder.check({ folder, out: workshop.path(OUT) }), { instanceOf: BuildError });
      const said = error.message.replaceAll(`${workshop.path('')}/`, '');
      t.true(
        said.startsWith(message.replace('17:THROW', engine === 'quickjs' ? '17:11' : '17:7')),
        `expected: ${message}\nsaid: ${said}`,
      );
    }
    t.deepEqual(readdirSync(workshop.path('greeter/build')), []);
  });
}

test.serial('what is wrong ends a command with 1, and is no result', async (t) => {
  const workshop = new Workshop(t);
  greeter(workshop, {}, MAIN.replace('write(name);', 'write(name;'));
  const { code, stdout, stderr } = await workshop.atrium(['build', 'greeter']);
  t.deepEqual([code, stdout], [1, '']);
  t.regex(stderr, /greeter\/src\/main\.ts:20: error: Expected/);
});

test.serial('what a module writes while it is loaded is no result', async (t) => {
  const workshop = new Workshop(t);
  greeter(workshop, {}, MAIN.replace('class Bell', "console.log('I am loaded');\nclass Bell"));
  const { code, stdout, stderr } = await workshop.atrium(['build', 'greeter', '--json']);
  t.is(code, 0, stderr);
  t.true(stderr.includes('I am loaded\n'));
  t.notThrows(() => JSON.parse(stdout));
});

test.serial('an engine that there is not is refused at its line', async (t) => {
  const workshop = new Workshop(t);
  greeter(workshop, { engine: 'hamster' });
  const { code, stderr } = await workshop.atrium(['check', 'greeter']);
  t.is(code, 1);
  t.regex(
    stderr,
    /^greeter\/component\.json:1:\d+: error: there is no engine "hamster": name one of spidermonkey, quickjs\n/,
  );
});

test.serial('a module that never ends is ended, and the tool goes on', async (t) => {
  const tool = spiderMonkeyTool(3);
  t.teardown(() => tool.close());
  const workshop = new Workshop(t);
  workshop.write('entry.js', 'export const greet = () => 1;\nfor (;;);');
  const assignment = {
    folder: workshop.path(''),
    wit: 'package test:small;\nworld greeter { export greet: func() -> u32; }',
    world: 'test:small/greeter',
    disabled: ['stdio', 'random', 'clocks', 'http', 'fetch-event'] as const,
  };
  for (let attempt = 0; attempt < 2; attempt++) {
    const made = await tool.make(assignment);
    t.regex('failure' in made ? made.failure : '', /killed by signal: SIGXCPU/);
  }
});

test.serial('a module that never ends ends its process, and the tool goes on', async (t) => {
  const tool = quickJsTool(5000);
  t.teardown(() => tool.close());
  const workshop = new Workshop(t);
  workshop.write('world.wit', 'package test:small;\nworld greeter { export greet: func() -> u32; }');
  const jsSource = 'export const greet = () => 1;';
  const assignment = { witPath: workshop.path('world.wit'), world: 'greeter', jsSource, optSize: true, sync: true };
  await t.throwsAsync(tool.make({ ...assignment, jsSource: `${jsSource}\nfor (;;);` }), {
    message: 'is not loaded within 5 s: does something outside of its functions never end?',
  });
  t.true('component' in (await tool.make(assignment)));
});

test.serial('a module that takes all memory is told of', async (t) => {
  const workshop = new Workshop(t);
  const hungry = 'const all = [new ArrayBuffer(2 ** 31 - 1), new ArrayBuffer(2 ** 31 - 1)];\n';
  greeter(workshop, { engine: 'quickjs' }, `${hungry}${MAIN}`);
  const { code, stderr } = await workshop.atrium(['check', 'greeter']);
  t.is(code, 1);
  t.regex(stderr, /greeter\/src\/main\.ts:1:39: error: out of memory\n/);
});

test.serial('a build that is interrupted leaves nothing behind', async (t) => {
  const workshop = new Workshop(t);
  greeter(workshop, { engine: 'quickjs' }, `for (;;);\n${MAIN}`);
  workshop.write('temporary/file', '');
  const child = workshop.start(['build', 'greeter'], { TMPDIR: workshop.path('temporary') });
  const ended = finished(child);
  const appeared = watch(workshop.path('temporary'));
  const folders = (): string[] => readdirSync(workshop.path('temporary')).filter((name) => name.startsWith('atrium-'));
  while (folders().length === 0) await once(appeared, 'change');
  appeared.close();
  child.kill('SIGINT');
  t.is((await ended).code, 130);
  t.deepEqual(folders(), []);
  t.deepEqual(readdirSync(workshop.path('greeter/build')), []);
});

test.serial('a source that is missing, or there twice, is said', async (t) => {
  const workshop = new Workshop(t);
  greeter(workshop);
  workshop.write('greeter/src/main.js', 'export const greeting = {};');
  t.regex(
    (await workshop.atrium(['check', 'greeter'])).stderr,
    /^greeter\/src\/main\.js: error: is there beside src\/main\.ts: keep one of them\n/,
  );
  workshop.write('other/component.json', '{ "world": "atrium:worlds/program@0.1.0", "language": "javascript" }');
  t.regex(
    (await workshop.atrium(['check', 'other'])).stderr,
    /^other\/src\/main\.js: error: is missing: a component in JavaScript begins there/,
  );
});
