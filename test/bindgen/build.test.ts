import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import test, { type ExecutionContext } from 'ava';

import { loadComponent } from '../../host/component/index.ts';

const WIT = `package test:small@1.0.0;
interface greeting {
  greet: func(name: string) -> string;
}
interface log {
  write: func(text: string);
}
world greeter {
  import log;
  export greeting;
}
`;
const GREETING = 'export function greet(name: string): string {\n  return `Hello, ${name}.`;\n}\n';

/** A folder with a WIT package and one component, removed after the test. */
class Workshop {
  readonly folder = mkdtempSync(join(tmpdir(), 'atrium-bindgen-'));
  readonly component = join(this.folder, 'greeter');
  readonly wit = join(this.folder, 'wit');
  readonly out = join(this.folder, 'out/greeter.wasm');

  constructor(t: ExecutionContext) {
    t.teardown(() => rmSync(this.folder, { recursive: true }));
    this.write('wit/small/small.wit', WIT);
    this.write('greeter/component.json', '{ "world": "test:small/greeter@1.0.0" }');
    this.write('greeter/assembly/greeting.ts', GREETING);
  }

  write(path: string, text: string): void {
    const full = join(this.folder, path);
    mkdirSync(dirname(full), { recursive: true });
    writeFileSync(full, text);
  }

  /** Runs the command; paths in what it prints are relative to the workshop. */
  async build(): Promise<{ code: unknown; text: string }> {
    const { code, text } = await build(this.component, '--out', this.out, '--wit', this.wit);
    return { code, text: text.replaceAll(`${this.folder}/`, '') };
  }
}

async function build(...args: string[]): Promise<{ code: unknown; text: string }> {
  const command = join(import.meta.dirname, '../../host/bindgen/build.ts');
  const child = spawn(process.execPath, [command, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  child.stdout.on('data', (chunk) => (text += String(chunk)));
  child.stderr.on('data', (chunk) => (text += String(chunk)));
  const [code] = (await once(child, 'close')) as [unknown];
  return { code, text };
}

test('a component is built in one step, and not again until something changes', async (t) => {
  const workshop = new Workshop(t);
  const first = await workshop.build();
  t.is(first.code, 0);
  t.regex(first.text, /^out\/greeter\.wasm: built in \d+ ms\n$/);
  const component = await loadComponent(readFileSync(workshop.out), { name: 'greeter' });
  const { exports } = component.instantiate({ imports: {} });
  t.is(exports['test:small/greeting@1.0.0'].greet('Ann'), 'Hello, Ann.');

  const { mtimeMs } = statSync(workshop.out);
  t.deepEqual(await workshop.build(), { code: 0, text: '' });
  t.is(statSync(workshop.out).mtimeMs, mtimeMs);

  workshop.write('greeter/assembly/greeting.ts', GREETING.replace('Hello', 'Goodbye'));
  t.regex((await workshop.build()).text, /built in/);
  workshop.write('wit/small/small.wit', WIT.replace('interface log', '/// For the operator.\ninterface log'));
  t.regex((await workshop.build()).text, /built in/);
});

test('what was generated and is no longer needed is removed', async (t) => {
  const workshop = new Workshop(t);
  await workshop.build();
  const old = join(workshop.component, 'bindings/test-small/log.ts');
  t.true(existsSync(old));
  workshop.write('wit/small/small.wit', WIT.replace('  import log;\n', ''));
  t.is((await workshop.build()).code, 0);
  t.false(existsSync(old));
});

test('a component of every shape compiles without a warning', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'atrium-bindgen-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  cpSync(join(import.meta.dirname, 'components/mirror'), folder, { recursive: true });
  const out = join(folder, 'mirror.wasm');
  const { code, text } = await build(folder, '--out', out, '--wit', join(import.meta.dirname, 'wit'));
  t.is(code, 0);
  t.regex(text, /^\S+mirror\.wasm: built in \d+ ms\n$/);
});

test("an error in the author's source is shown with its file, line and text", async (t) => {
  const workshop = new Workshop(t);
  workshop.write('greeter/assembly/greeting.ts', GREETING.replace('name}', 'nam}'));
  t.deepEqual(await workshop.build(), {
    code: 1,
    text: "greeter/assembly/greeting.ts:2:20: error: Cannot find name 'nam'. (TS2304)\n    return `Hello, ${nam}.`;\n",
  });
  t.false(existsSync(workshop.out));
});

const DEMAND =
  'the world demands greet (wit/small/small.wit:3:3), add "export function greet(name: string): string { ... }"';

test('an export that is not written is named, with the place that demands it', async (t) => {
  const workshop = new Workshop(t);
  workshop.write('greeter/assembly/greeting.ts', GREETING.replace('function greet', 'function meet'));
  const { code, text } = await workshop.build();
  t.is(code, 1);
  t.true(text.startsWith(`greeter/assembly/greeting.ts:3:2: error: the function greet is missing: ${DEMAND}\n`), text);

  rmSync(join(workshop.component, 'assembly/greeting.ts'));
  const without = await workshop.build();
  t.is(without.code, 1);
  t.regex(
    without.text,
    /^greeter\/assembly\/greeting\.ts: error: is missing: .*greeting@1\.0\.0, write it with\n    export function greet\(/,
  );
});

test('an export of another type is named, with the place that demands it', async (t) => {
  const workshop = new Workshop(t);
  workshop.write(
    'greeter/assembly/greeting.ts',
    'export function greet(name: u32): string {\n  return name.toString();\n}\n',
  );
  const { code, text } = await workshop.build();
  t.is(code, 1);
  t.regex(text, /^greeter\/assembly\/greeting\.ts:1:23: error: name is u32, .*wit\/small\/small\.wit:3:3/);
});

test('what needs an environment is refused', async (t) => {
  const workshop = new Workshop(t);
  workshop.write('greeter/assembly/greeting.ts', GREETING.replace('name}', 'name} ${Math.random()}'));
  t.deepEqual(await workshop.build(), {
    code: 1,
    text:
      'greeter/assembly/greeting.ts:2:28: error: Math.random needs a source of chance: use one that the world imports\n' +
      '    return `Hello, ${name} ${Math.random()}.`;\n',
  });
});

test('a component.json that is missing, no JSON, or of another world is refused', async (t) => {
  const workshop = new Workshop(t);
  workshop.write('greeter/component.json', '{ "world": "test:small/other@1.0.0" }');
  const other = await workshop.build();
  t.is(other.code, 1);
  t.regex(
    other.text,
    /^greeter\/component\.json:1:3: error: there is no world "test:small\/other@1\.0\.0": .*greeter@/,
  );
  workshop.write('greeter/component.json', '{');
  t.regex((await workshop.build()).text, /^greeter\/component\.json: error: is not JSON: /);
  rmSync(join(workshop.component, 'component.json'));
  t.deepEqual(await workshop.build(), {
    code: 1,
    text: 'greeter/component.json: error: is missing: write { "world": "..." } in it, with one of test:small/greeter@1.0.0\n',
  });
});

test('a WIT error is shown with its place, and nothing is written', async (t) => {
  const workshop = new Workshop(t);
  workshop.write(
    'wit/small/small.wit',
    WIT.replace('string -> string', 'strin -> string').replace('string)', 'strin)'),
  );
  const { code, text } = await workshop.build();
  t.is(code, 1);
  t.regex(text, /^wit\/small\/small\.wit:3:21: error: there is no type `strin` here/);
  t.false(existsSync(workshop.out));
});

test('the command explains itself', async (t) => {
  t.deepEqual(await build(), {
    code: 1,
    text: 'usage: node host/bindgen/build.ts components/NAME... [--out FILE] [--wit FOLDER]\n',
  });
  const { code, text } = await build('a', 'b', '--out', 'c');
  t.is(code, 1);
  t.regex(text, /^--out is for one component/);
});
