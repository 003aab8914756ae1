import { readFileSync, readdirSync } from 'node:fs';
import test from 'ava';
import { loadComponent } from '../../host/component/index.ts';
import { Workshop, type Outcome } from './atrium.ts';

const WIT = `package test:small@1.0.0;
interface greeting {
  greet: func(name: string, times: u32) -> string;
  resource bell {
    constructor(name: string);
    ring: func(n: u8) -> string;
    make: static func() -> bell;
  }
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
import { mark } from './mark.ts';

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
};
`;
const OUT = 'greeter/build/greeter.component.wasm';

function greeter(workshop: Workshop, main = MAIN): void {
  workshop.write('greeter/wit/small.wit', WIT);
  workshop.write('greeter/component.json', '{ "world": "test:small/greeter@1.0.0", "language": "javascript" }');
  workshop.write('greeter/src/main.ts', main);
  workshop.write('greeter/src/mark.ts', "export const mark: string = '!';\n");
}

test.serial('TypeScript in several files becomes a component that has nothing but its world', async (t) => {
  const workshop = new Workshop(t);
  greeter(workshop);
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
});

test.serial('with "wasi" its engine asks for the clock, which a world may grant', async (t) => {
  const workshop = new Workshop(t);
  greeter(workshop);
  workshop.write(
    'greeter/component.json',
    '{ "world": "test:small/greeter@1.0.0", "language": "javascript", "wasi": true }',
  );
  t.is((await workshop.atrium(['build', 'greeter'])).code, 0);
  const component = await loadComponent(readFileSync(workshop.path(OUT)), { name: 'greeter' });
  t.true(component.imports.some(({ name }) => name.startsWith('wasi:clocks/')));
});

/** What is changed in the source, and what is said: place and message. */
const WRONG: [string, string, string][] = [
  [
    'export const greeting',
    'export const greting',
    'greeter/src/main.ts:17: error: greeting is missing: expected "export const greeting = { ... }", for greeter/wit/small.wit:2:11, is greting meant?\n',
  ],
  [
    'greet(name',
    'meet(name',
    'greeter/src/main.ts:17: error: greeting.greet is missing: expected "greet(name, times) { ... }", for greeter/wit/small.wit:3:3\n',
  ],
  [
    'times: number)',
    'times: number, more: number)',
    'greeter/src/main.ts:19: error: greeting.greet takes 3 arguments, and 2 are passed: expected "greet(name, times) { ... }", for greeter/wit/small.wit:3:3\n',
  ],
  [
    '  Bell,\n',
    '',
    'greeter/src/main.ts:17: error: greeting.Bell is missing: expected "class Bell" in greeting, for greeter/wit/small.wit:4:12\n',
  ],
  [
    'static make',
    'static mak',
    'greeter/src/main.ts:17: error: greeting.Bell.make is missing: expected "static make() { ... }", for greeter/wit/small.wit:7:5\n',
  ],
  [
    "'./mark.ts'",
    "'./mark'",
    'greeter/src/main.ts:2: error: there is no file ./mark: write the path with its ending, such as ./bell.js\n',
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
    'greeter/src/main.ts:4: error: TypeScript enum is not supported in strip-only mode\n',
  ],
  ['export const', "throw new Error('at once');\nexport const", 'greeter/src/main.ts:17:7: error: at once\n'],
];

test.serial('what does not fit the world, or does not run, is said with its line', async (t) => {
  const workshop = new Workshop(t);
  const outcomes: [string, Outcome][] = [];
  for (const [from, to, message] of WRONG) {
    t.true(MAIN.includes(from));
    greeter(workshop, MAIN.replace(from, to));
    outcomes.push([message, await workshop.atrium(['check', 'greeter'])]);
  }
  for (const [message, { code, stdout, stderr }] of outcomes) {
    t.deepEqual([code, stdout], [1, '']);
    t.true(stderr.startsWith(message), `expected: ${message}\nsaid: ${stderr}`);
  }
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
