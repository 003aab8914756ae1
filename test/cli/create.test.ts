import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { hostResource, loadComponent } from '../../host/component/index.ts';
import { Workshop } from './atrium.ts';

const BELLS = `package test:bells@1.0.0;
interface tower { resource rope { pull: func() -> bool; } strike: func(rope: borrow<rope>); height: func() -> f32; }
interface hours { use tower.{rope}; %class: func(rope: rope) -> list<u16>; next-hour: func() -> string; }
world carillon { import tower; import sky: interface { colour: func() -> u8; } import wind: func() -> u8; export hours; export play: func(tune: list<u8>); }
`;

interface Inspection {
  readonly imports: { name: string }[];
  readonly exports: { name: string }[];
  readonly runs: { ok: boolean };
}

/** What `driver:objects` has for the template's program: one thing with one property, and one place to be heard in. */
class Thing {
  times: unknown = { tag: 'nothing' };
}

async function runProgram(binary: Uint8Array, entry: string, calls: number): Promise<string[]> {
  const component = await loadComponent(binary, { name: 'program' });
  const thing = new Thing();
  const heard: string[] = [];
  const functions: Record<string, (...values: never[]) => unknown> = {
    entry: () => entry,
    object: () => thing,
    '[method]handle.get': () => ({ tag: 'ok', val: thing.times }),
    '[method]handle.set': (_thing, _property, value) => {
      thing.times = value;
      return { tag: 'ok' };
    },
    act: (_tone, line: string) => heard.push(line),
  };
  const unused = (name: string) => (): never => {
    throw new Error(`${name} was called`);
  };
  const imports = Object.fromEntries(
    component.imports.map((one) => [
      one.name,
      Object.fromEntries([
        ...one.resources.map((name) => [name, hostResource<Thing>({ name, drop: () => {} })]),
        ...one.functions.map(({ name }) => [name, functions[name] ?? unused(name)]),
      ]),
    ]),
  );
  const { exports } = component.instantiate({ imports });
  for (let call = 0; call < calls; call++) exports['kernel:program/entry@0.1.0'].run();
  return heard;
}

/** What an editor would underline in a folder of AssemblyScript. */
function editorErrors(folder: string): string {
  const tsc = join(import.meta.dirname, '../../node_modules/.bin/tsc');
  const { status, stdout } = spawnSync(process.execPath, [tsc, '-p', folder], { encoding: 'utf8' });
  return status === 0 ? '' : stdout;
}

for (const language of ['assemblyscript', 'javascript']) {
  test.serial(`a program in ${language} is made, built, inspected and run`, async (t) => {
    const workshop = new Workshop(t);
    const made = await workshop.atrium(['new', 'wishing-well', '--language', language]);
    t.is(made.code, 0);
    const files = made.stdout.trimEnd().split('\n');
    for (const file of files) t.true(existsSync(workshop.path(file)), file);
    t.true(files.includes('wishing-well/world/wishing-well.world'));
    t.true(files.includes('wishing-well/test/wishing-well.test.ts'));

    const built = await workshop.atrium(['build', 'wishing-well']);
    t.is(built.code, 0, built.stderr);
    const out = 'wishing-well/build/wishing-well.component.wasm';
    const { imports, exports, runs } = JSON.parse(
      (await workshop.atrium(['inspect', out, '--json'])).stdout,
    ) as Inspection;
    t.true(imports.every(({ name }) => name.startsWith('driver:objects/')));
    t.true(exports.some(({ name }) => name === 'kernel:program/entry@0.1.0'));
    t.deepEqual(runs, { ok: true });

    t.deepEqual(await runProgram(readFileSync(workshop.path(out)), 'try', 2), [
      '{actor} {try|tries} {try}. It hums, for the first time.',
      '{actor} {try|tries} {try}. It hums, for time number 2.',
    ]);
  });
}

/** Every world of Atrium that a component can be made for, and one of an author's own. */
const WORLDS = ['program', 'builder-program', 'driver', 'test:bells/carillon'];

for (const language of ['assemblyscript', 'javascript']) {
  for (const world of WORLDS) {
    test.serial(`what is made in ${language} for ${world} fits it, builds, and passes its own test`, async (t) => {
      const workshop = new Workshop(t);
      workshop.write('bells/wit/bells.wit', BELLS);
      const does = async (...args: string[]): Promise<string> => {
        const { code, stdout, stderr } = await workshop.atrium(args);
        t.is(code, 0, `${args.join(' ')}: ${stdout}${stderr}`);
        return stdout;
      };
      await does('new', 'bells', '--world', world, '--language', language);
      await does('build', 'bells');
      const report = await does('test', 'bells');
      t.regex(report, /fail 0\n/);
      t.regex(report, world === 'program' ? /pass 1\n/ : /pass 2\n/);
    });
  }
}

test.serial('stubs of a world in NAME/wit fit it, in both languages', async (t) => {
  const workshop = new Workshop(t);
  const wit = `package test:mine@2.0.0;
    world station { use test:kinds/kinds@1.0.0.{place}; import where: func() -> place; export trains; export test:kinds/other@1.0.0; export announce: func(text: string, class: u8); }
    interface trains {
      use test:kinds/kinds@1.0.0.{place};
      /// One train.
      resource train {
        /// A train that stands.
        constructor(start: place);
        leave: func(to: option<place>) -> result<u32, string>;
        all: static func() -> list<train>;
      }
      first: func() -> train;
    }`;
  const kinds = `package test:kinds@1.0.0;
    interface kinds {
      record place { name: string, platforms: list<u8> }
      resource lamp { shine: func(arguments: list<string>) -> result<option<u64>>; }
      eval: func(arguments: option<place>) -> list<lamp>;
    }
    interface other { flags days { work, holiday } next: func(days: days) -> tuple<u8, option<u8>>; }`;
  for (const language of ['assemblyscript', 'javascript']) {
    workshop.write(`${language}/wit/own.wit`, wit);
    workshop.write(`${language}/wit/deps/kinds/kinds.wit`, kinds);
    const made = await workshop.atrium(['new', language, '--language', language, '--world', 'station']);
    t.is(made.code, 0, made.stderr);
    const { stdout, stderr } = await workshop.atrium(['check', language, '--json']);
    t.deepEqual(JSON.parse(stdout), { ok: true, problems: [] }, stderr);
  }
  t.is(editorErrors(workshop.path('assemblyscript/assembly')), '');
  t.true(
    workshop
      .read('assemblyscript/assembly/trains.ts')
      .includes('/** A train that stands. */\n  constructor(start: Place) {'),
  );
  t.true(workshop.read('javascript/src/main.js').includes('export function announce(text, class_) {'));
});

test('what cannot be made is refused, and nothing is written', async (t) => {
  const workshop = new Workshop(t);
  workshop.write('full/file.txt', 'text');
  workshop.write('file', 'text');
  const wrong: [string[], RegExp][] = [
    [
      ['Wishing Well'],
      /^atrium: "Wishing Well" is no name for a component: use lower-case words joined by hyphens, for example wishing-well\n$/,
    ],
    [
      ['commands'],
      /^atrium: Atrium has a component commands, whose place yours would take: choose another name, for example my-commands\n$/,
    ],
    [
      ['thing'],
      /^atrium: the world that Atrium comes with has a thing \(world-image\/\S+\): choose another name, for example my-thing\n$/,
    ],
    [['Brücke'], /is no name .* for example brucke\n$/],
    [['7up'], /is no name .* for example up\n$/],
    [['-'], /is no name .* for example wishing-well\n$/],
    [['a'.repeat(61)], /is longer than 60 letters/],
    [['full'], /^atrium: full is not empty \(file\.txt\): name a folder that is not there yet\n$/],
    [['file'], /^atrium: file is a file: name a folder that is not there yet\n$/],
    [['well', '--world', 'programm'], /^atrium: there is no world programm in .*\n(?: {2}\S+\n)+$/],
    [['well', '--world', 'atrium:worlds/progam@0.1.0'], /did you mean atrium:worlds\/program@0\.1\.0\?/],
    [['well', '--language', 'javscript'], /there is no such language, did you mean javascript\?/],
  ];
  for (const [args, message] of wrong) {
    const { code, stdout, stderr } = await workshop.atrium(['new', ...args]);
    t.deepEqual([code, stdout], [1, '']);
    t.regex(stderr, message);
  }
  t.false(existsSync(workshop.path('well')));
  workshop.write('own/wit/own.wit', 'package test:mine;\nworld w { export run: fnc(); }');
  const { stderr } = await workshop.atrium(['new', 'own', '--world', 'w']);
  t.regex(stderr, /^atrium: own\/wit\/own\.wit:2:\d+: /);
  workshop.write('late/wit/late.wit', 'package test:late;\nworld w { export run: async func(); }');
  const late = await workshop.atrium(['new', 'late', '--world', 'w']);
  t.regex(late.stderr, /^atrium: late\/wit\/late\.wit:2:\d+: `async func` `run` cannot be carried/);
  t.deepEqual(readdirSync(workshop.path('late')), ['wit']);
});
