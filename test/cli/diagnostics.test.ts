import { readdirSync } from 'node:fs';
import test from 'ava';
import { Builder } from '../../host/bindgen/builder.ts';
import { BuildError } from '../../host/bindgen/problem.ts';
import { Workshop } from './atrium.ts';
import { GREETING, greeter, OUT, SOURCE } from './greeter.ts';

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
