import { once } from 'node:events';
import { readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import test from 'ava';
import { loadComponent } from '../../host/component/index.ts';
import { finished, Workshop } from './atrium.ts';
import { GREETING, greeter, OUT, SOURCE, WIT } from './greeter.ts';

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
