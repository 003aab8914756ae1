import { once } from 'node:events';
import { readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import test from 'ava';
import { Builder } from '../../host/bindgen/builder.ts';
import { BuildError } from '../../host/bindgen/problem.ts';
import { loadComponent } from '../../host/component/index.ts';
import { finished, Workshop } from './atrium.ts';

const WIT = `package test:small@1.0.0;
interface greeting {
  greet: func(name: string, times: u32) -> string;
  part: func();
  resource bell {
    constructor(name: string);
    ring: func(n: u8) -> option<string>;
    make: static func() -> bell;
  }
}
interface log {
  write: func(text: string);
}
interface chance {
  draw: func() -> u32;
}
world greeter {
  import log;
  export greeting;
}
`;
const GREETING = `import { Resource } from '../bindings/types';
import * as log from '../bindings/test-small/log';

export function greet(name: string, times: u32): string {
  log.write(name);
  return 'Hello, ' + name + '.';
}

export function part(): void {}

export class Bell extends Resource {
  constructor(name: string) {
    super();
  }

  ring(n: u8): string | null {
    return null;
  }

  static make(): Bell {
    return new Bell('');
  }
}
`;
const SOURCE = 'greeter/assembly/greeting.ts';
const OUT = 'greeter/build/greeter.component.wasm';

function greeter(workshop: Workshop, source = GREETING): void {
  workshop.write('greeter/wit/small.wit', WIT);
  workshop.write('greeter/component.json', '{ "world": "test:small/greeter@1.0.0" }');
  workshop.write(SOURCE, source);
}

test.serial('a component is built beside its source, again only when something changed', async (t) => {
  const workshop = new Workshop(t);
  greeter(workshop);
  const first = await workshop.atrium(['build', 'greeter']);
  t.is(first.code, 0);
  t.regex(first.stdout, /^greeter\/build\/greeter\.component\.wasm {2}\d+\.\d KiB\n$/);
  t.regex(first.stderr, /^building greeter\/build\/greeter\.component\.wasm\nbuilt in \d+ ms\n$/);
  const { mtimeMs, size } = statSync(workshop.path(OUT));

  const again = await workshop.atrium(['build', 'greeter', '--json']);
  t.deepEqual(JSON.parse(again.stdout), { component: OUT, outcome: 'unchanged', sizeBytes: size, problems: [] });
  t.is(statSync(workshop.path(OUT)).mtimeMs, mtimeMs);

  // Wherever it is called from.
  const inside = await finished(workshop.start(['build', '--json'], {}, 'greeter'));
  t.is(JSON.parse(inside.stdout).outcome, 'unchanged');

  // A folder that a component in JavaScript would have makes no difference.
  workshop.write('greeter/src/notes.txt', 'text');
  workshop.write(SOURCE, GREETING.replace("+ '.'", "+ '!'"));
  t.regex((await workshop.atrium(['build', 'greeter'])).stderr, /built in/);

  const binary = readFileSync(workshop.path(OUT));
  const bindings = 'greeter/bindings/test-small/log.ts';
  const generated = workshop.read(bindings);
  for (const damage of [
    () => workshop.write(OUT, 'no component'),
    () => workshop.write(bindings, generated.replace('write', 'wrote')),
    () => rmSync(workshop.path(bindings)),
  ]) {
    damage();
    t.regex((await workshop.atrium(['build', 'greeter'])).stderr, /built in/);
    t.deepEqual(readFileSync(workshop.path(OUT)), binary);
    t.is(workshop.read(bindings), generated);
  }

  const component = await loadComponent(binary, { name: 'greeter' });
  const written: string[] = [];
  const imports = { 'test:small/log@1.0.0': { write: (text: string) => void written.push(text) } };
  t.is(component.instantiate({ imports }).exports['test:small/greeting@1.0.0'].greet('Ann', 1), 'Hello, Ann!');
  t.deepEqual(written, ['Ann']);
});

/** What is wrong, what it is replaced by, and what is said: place and message of each problem. */
const WRONG: Record<string, { change: [string, string]; problems: [string, string][] }> = {
  'a function that is missing': {
    change: ['export function part(): void {}\n', ''],
    problems: [
      [
        `${SOURCE}:22:2`,
        'the function part is missing: the world demands part (greeter/wit/small.wit:4:3), add "export function part(): void { ... }"',
      ],
    ],
  },
  'a function of a similar name': {
    change: ['function part', 'function prt'],
    problems: [
      [
        `${SOURCE}:9:17`,
        'the function part is missing: the world demands part (greeter/wit/small.wit:4:3), is prt meant? Rename it, or add "export function part(): void { ... }"',
      ],
    ],
  },
  'a function that is not exported': {
    change: ['export function part', 'function part'],
    problems: [
      [
        `${SOURCE}:9:10`,
        'part is not exported: the world demands part (greeter/wit/small.wit:4:3), write "export" before it',
      ],
    ],
  },
  'something else of its name': {
    change: ['export function part(): void {}', 'export const part: i32 = 1;'],
    problems: [
      [`${SOURCE}:9:14`, 'part is not a function: expected "function part(): void", for greeter/wit/small.wit:4:3'],
    ],
  },
  'parameters and a result of other types': {
    change: [
      "greet(name: string, times: u32): string {\n  log.write(name);\n  return 'Hello, ' + name + '.';",
      'greet(name: u32, times: u64): i32 {\n  return 1;',
    ],
    problems: [
      [
        `${SOURCE}:4:23`,
        'name is u32, and string is passed: expected "function greet(name: string, times: u32): string", for greeter/wit/small.wit:3:3',
      ],
      [
        `${SOURCE}:4:34`,
        'times is u64, and u32 is passed: expected "function greet(name: string, times: u32): string", for greeter/wit/small.wit:3:3',
      ],
      [
        `${SOURCE}:4:47`,
        'greet returns i32, and string is expected: expected "function greet(name: string, times: u32): string", for greeter/wit/small.wit:3:3',
      ],
    ],
  },
  'a parameter too few': {
    change: ['name: string, times: u32', 'name: string'],
    problems: [
      [
        `${SOURCE}:4:17`,
        'greet lacks the parameter times: expected "function greet(name: string, times: u32): string", for greeter/wit/small.wit:3:3',
      ],
    ],
  },
  'a parameter too many': {
    change: ['part()', 'part(often: u32)'],
    problems: [
      [`${SOURCE}:9:22`, 'often is never passed: expected "function part(): void", for greeter/wit/small.wit:4:3'],
    ],
  },
  'a class that is no resource': {
    change: [
      'Bell extends Resource {\n  constructor(name: string) {\n    super();',
      'Bell {\n  constructor(name: string) {',
    ],
    problems: [
      [
        `${SOURCE}:11:14`,
        'Bell does not extend Resource: resource bell (greeter/wit/small.wit:5:12) demands "export class Bell extends Resource", from ../bindings/types',
      ],
    ],
  },
  'a method of another type, and a static function that is missing': {
    change: [
      'ring(n: u8): string | null {\n    return null;\n  }\n\n  static make',
      'ring(n: u32): string | null {\n    return null;\n  }\n\n  static mak',
    ],
    problems: [
      [
        `${SOURCE}:16:8`,
        'n is u32, and u8 is passed: expected "ring(n: u8): string | null", for greeter/wit/small.wit:7:5',
      ],
      [
        `${SOURCE}:11:14`,
        'Bell lacks make: greeter/wit/small.wit:8:5 demands it, is mak meant? Rename it, or add "static make(): Bell { ... }"',
      ],
    ],
  },
  'an interface that the world does not import': {
    change: ["'../bindings/test-small/log'", "'../bindings/test-small/chance'"],
    problems: [
      [
        `${SOURCE}:2:22`,
        `File 'bindings/test-small/chance.ts' not found: world test:small/greeter@1.0.0 does not import test:small/chance@1.0.0: add "import test:small/chance@1.0.0;" to it, at greeter/wit/small.wit:17:7 (TS6054)`,
      ],
    ],
  },
  'a function that an interface does not have': {
    change: ['log.write', 'log.writ'],
    problems: [
      [`${SOURCE}:5:7`, "Property 'writ' does not exist on type 'assembly/greeting/log': did you mean write? (TS2339)"],
    ],
  },
  'an import from elsewhere': {
    change: [
      'export function part(): void {}',
      "@external('env', 'beep') declare function beep(): void;\nexport function part(): void {\n  beep();\n}",
    ],
    problems: [
      [
        `${SOURCE}:9:43`,
        'beep would be imported from outside of the world: a component has what its world imports, use an interface of it from ../bindings',
      ],
    ],
  },
  'an import from elsewhere, declared in a namespace': {
    change: [
      'export function part(): void {}',
      'namespace horns {\n  export declare function beep(): void;\n}\nexport function part(): void {\n  horns.beep();\n}',
    ],
    problems: [
      [
        `${SOURCE}:10:27`,
        'beep would be imported from outside of the world: a component has what its world imports, use an interface of it from ../bindings',
      ],
    ],
  },
  'a constant from elsewhere': {
    change: [
      'export function part(): void {}',
      'declare const volume: i32;\nexport function part(): void {\n  if (volume > 0) log.write("loud");\n}',
    ],
    problems: [
      [
        `${SOURCE}:9:15`,
        'volume would be imported from outside of the world: a component has what its world imports, use an interface of it from ../bindings',
      ],
    ],
  },
  'a function with type parameters': {
    change: ['function part()', 'function part<T>()'],
    problems: [
      [`${SOURCE}:9:17`, 'part has type parameters: expected "function part(): void", for greeter/wit/small.wit:4:3'],
    ],
  },
  'an abstract class': {
    change: ['export class Bell', 'export abstract class Bell'],
    problems: [
      [
        `${SOURCE}:11:23`,
        'Bell is abstract: resource bell (greeter/wit/small.wit:5:12) has a constructor, leave it out',
      ],
    ],
  },
  'a type that is not there': {
    change: ['times: u32', 'times: Often'],
    problems: [[`${SOURCE}:4:44`, "Cannot find name 'Often'. (TS2304)"]],
  },
  'what needs an environment': {
    change: ["'Hello, '", 'Math.random().toString()'],
    problems: [[`${SOURCE}:6:10`, 'Math.random needs a source of chance: use one that the world imports']],
  },
  'what does not parse': {
    change: ['export function part(): void {}', 'export function part(: void {}'],
    problems: [[`${SOURCE}:9:21`, 'Identifier expected. (TS1003)']],
  },
};

/** The compiler is loaded once for all of them; the command is run for one below. */
const builder = new Builder();
test.after.always(() => builder.close());

for (const [what, { change, problems }] of Object.entries(WRONG)) {
  test(`${what} is said with its line and the mend`, async (t) => {
    const workshop = new Workshop(t);
    t.true(GREETING.includes(change[0]));
    greeter(workshop, GREETING.replace(change[0], change[1]));
    const options = { folder: workshop.path('greeter'), out: workshop.path(OUT) };
    const error = await t.throwsAsync(builder.build(options), { instanceOf: BuildError });
    const checked = await t.throwsAsync(builder.check(options), { instanceOf: BuildError });
    t.deepEqual(checked!.problems, error!.problems);
    const here = (text: string): string => text.replaceAll(`${workshop.folder}/`, '');
    const told = error!.problems.map(({ place, message }): [string, string] => [
      here(`${place!.file}:${place!.line}:${place!.column}`),
      here(message),
    ]);
    t.deepEqual(told, problems);
    t.deepEqual(readdirSync(workshop.path('greeter/build')), []);
  });
}

interface Report {
  readonly outcome: string;
  readonly problems: readonly { place: { file: string; line: number; column: number }; message: string }[];
}

test.serial('what is wrong is told to people and to programs', async (t) => {
  const workshop = new Workshop(t);
  greeter(workshop, GREETING.replace('function part', 'function prt'));
  const { code, stdout, stderr } = await workshop.atrium(['build', 'greeter', '--json']);
  t.is(code, 1);
  const { outcome, problems } = JSON.parse(stdout) as Report;
  t.is(outcome, 'failed');
  t.deepEqual(problems[0]?.place, { file: SOURCE, line: 9, column: 17 });
  t.true(
    stderr.includes(`${SOURCE}:9:17: error: ${problems[0]?.message}\n    export function prt(): void {}\n`),
    stderr,
  );
});

test.serial('an export that nothing calls is warned of, and another file may use it', async (t) => {
  const workshop = new Workshop(t);
  greeter(workshop, `${GREETING}\nexport function wave(): void {}\n`);
  const { code, stderr } = await workshop.atrium(['check', 'greeter']);
  t.is(code, 0);
  t.true(
    stderr.startsWith(
      `${SOURCE}:25:17: warning: wave is exported and nothing calls it: test:small/greeting@1.0.0 has no such function`,
    ),
    stderr,
  );
  workshop.write(
    'greeter/assembly/hand.ts',
    "import { wave } from './greeting';\nexport function shake(): void {\n  wave();\n}\n",
  );
  workshop.write(
    SOURCE,
    `import { shake } from './hand';\n${GREETING.replace('part(): void {}', 'part(): void {\n  shake();\n}')}\nexport function wave(): void {}\n`,
  );
  const used = await workshop.atrium(['check', 'greeter', '--json']);
  t.deepEqual(JSON.parse(used.stdout), { ok: true, problems: [] });
});

test.serial('check says what build says, and makes nothing', async (t) => {
  const workshop = new Workshop(t);
  greeter(
    workshop,
    GREETING.replace('name: string, times', 'name: i64, times').replace('log.write(name)', 'log.write(1)'),
  );
  const check = await workshop.atrium(['check', 'greeter']);
  const build = await workshop.atrium(['build', 'greeter']);
  const lines = (text: string): string[] => text.split('\n').filter((line) => !/^(built|building|checked)/.test(line));
  t.is(check.code, 1);
  t.is(check.stdout, '');
  t.deepEqual(lines(check.stderr), lines(build.stderr));
  workshop.write(SOURCE, GREETING);
  const good = await workshop.atrium(['check', 'greeter']);
  t.deepEqual([good.code, good.stdout], [0, 'greeter fits its world\n']);
  t.deepEqual(readdirSync(workshop.path('greeter/build')), []);
});

test.serial('files that are missing are said with what to write in them', async (t) => {
  const workshop = new Workshop(t);
  greeter(workshop);
  rmSync(workshop.path(SOURCE));
  const { code, stderr } = await workshop.atrium(['check', 'greeter']);
  t.is(code, 1);
  t.true(
    stderr.startsWith(`${SOURCE}: error: is missing: the world exports test:small/greeting@1.0.0, write it with
    export class Bell extends Resource { ... }
    export function greet(name: string, times: u32): string { ... }
    export function part(): void { ... }
`),
    stderr,
  );
});

test.serial('a component.json that says something wrong is told of at its line', async (t) => {
  const workshop = new Workshop(t);
  greeter(workshop);
  const wrong: [string, string][] = [
    ['{', 'greeter/component.json: error: is not JSON: '],
    ['[]', 'greeter/component.json: error: names no world: add "world", with one of test:small/greeter@1.0.0, '],
    [
      '{ "world": "test:small/greter@1.0.0" }',
      'greeter/component.json:1:3: error: there is no world "test:small/greter@1.0.0": did you mean test:small/greeter@1.0.0?',
    ],
    [
      '{\n  "world": "test:small/greeter@1.0.0",\n  "language": "rust"\n}',
      'greeter/component.json:3:3: error: there is no language "rust": name one of assemblyscript, javascript',
    ],
    [
      '{\n  "world": "test:small/greeter@1.0.0",\n  "colour": 1\n}',
      'greeter/component.json:3:3: error: has "colour": there are ',
    ],
  ];
  for (const [text, message] of wrong) {
    workshop.write('greeter/component.json', text);
    const { code, stderr } = await workshop.atrium(['check', 'greeter']);
    t.is(code, 1);
    t.true(stderr.startsWith(message), stderr);
  }
  workshop.write('greeter/component.json', '{ "world": "test:small/greeter@1.0.0" }');
  workshop.write('greeter/wit/small.wit', WIT.replace('-> string', '-> strin'));
  const { stderr } = await workshop.atrium(['check', 'greeter']);
  t.true(stderr.startsWith('greeter/wit/small.wit:3:44: error: there is no type `strin` here'), stderr);
});

test.serial('WIT that becomes wrong is told with its place, and the old component stays', async (t) => {
  const workshop = new Workshop(t);
  greeter(workshop);
  t.is((await workshop.atrium(['build', 'greeter'])).code, 0);
  const binary = readFileSync(workshop.path(OUT));
  const wrong: [path: string, text: string, place: object, message: RegExp][] = [
    [
      'greeter/wit/small.wit',
      WIT.replace('greet:', 'greet'),
      { file: 'greeter/wit/small.wit', line: 3, column: 9 },
      /^expected `:`, found `func`$/,
    ],
    [
      'greeter/wit/deps/bell.wasm',
      'no component',
      { file: 'greeter/wit/deps/bell.wasm', line: 1, column: 1 },
      /^is no valid component: /,
    ],
  ];
  for (const [path, text, place, message] of wrong) {
    workshop.write(path, text);
    const { code, stdout, stderr } = await workshop.atrium(['build', 'greeter', '--json']);
    t.is(code, 1, stderr);
    const { component, outcome, problems } = JSON.parse(stdout);
    t.deepEqual([component, outcome, problems.length], [null, 'failed', 1]);
    t.like(problems[0], { severity: 'error', place });
    t.regex(problems[0].message, message);
    t.deepEqual(readFileSync(workshop.path(OUT)), binary);
    workshop.write('greeter/wit/small.wit', WIT);
  }
  rmSync(workshop.path('greeter/wit/deps'), { recursive: true });
  workshop.write('greeter/wit/deps/folder.wit/readme.txt', 'A folder may have any name.');
  t.is(JSON.parse((await workshop.atrium(['build', 'greeter', '--json'])).stdout).outcome, 'unchanged');
});

test.serial('an interrupted build ends with 130 and leaves the old component', async (t) => {
  const workshop = new Workshop(t);
  greeter(workshop);
  t.is((await workshop.atrium(['build', 'greeter'])).code, 0);
  const files = readdirSync(workshop.path('greeter/build'));
  const old = readFileSync(workshop.path(OUT));
  workshop.write(SOURCE, GREETING.replace('Hello', 'Goodbye'));
  const child = workshop.start(['build', 'greeter']);
  const outcome = finished(child);
  await once(child.stderr!, 'data');
  child.kill('SIGINT');
  const { code, stdout } = await outcome;
  t.deepEqual([code, stdout], [130, '']);
  t.deepEqual(readFileSync(workshop.path(OUT)), old);
  t.deepEqual(readdirSync(workshop.path('greeter/build')), files);
});

test.serial('a folder that cannot be made is said, not where in the program it failed', async (t) => {
  const workshop = new Workshop(t);
  greeter(workshop);
  workshop.write('greeter/build', 'a file in its place');
  const { code, stderr } = await workshop.atrium(['build', 'greeter']);
  t.is(code, 1);
  t.regex(stderr, /\ngreeter\/build: error: (?:EEXIST|ENOTDIR): /);
});

test.serial('packages of a component, of deps in folders and files, come before those above it', async (t) => {
  const workshop = new Workshop(t);
  workshop.write('wit/far/far.wit', 'package test:far@1.0.0;\ninterface depth { type number = string; }\n');
  workshop.write(
    'wit/near/near.wit',
    'package test:near@1.0.0;\ninterface reach { use test:far/depth@1.0.0.{number}; get: func() -> number; }\n',
  );
  workshop.write(
    'one/wit/one.wit',
    'package test:one@1.0.0;\nworld w { export test:near/reach@1.0.0; export test:file/thing@1.0.0; }\n',
  );
  workshop.write('one/wit/deps/far/far.wit', 'package test:far@1.0.0;\ninterface depth { type number = u16; }\n');
  workshop.write('one/wit/deps/file.wit', 'package test:file@1.0.0;\ninterface thing { touch: func(); }\n');
  workshop.write('one/component.json', '{ "world": "test:one/w@1.0.0" }');
  workshop.write('one/assembly/reach.ts', 'export function get(): u16 {\n  return 7;\n}\n');
  workshop.write('one/assembly/thing.ts', 'export function touch(): void {}\n');
  t.deepEqual(JSON.parse((await workshop.atrium(['check', 'one', '--json'])).stdout), { ok: true, problems: [] });
});
