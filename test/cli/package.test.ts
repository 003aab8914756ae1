import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import test from 'ava';
import { removeFolder, startHost } from '../host-process.ts';
import { Player } from '../player.ts';
import { finished, Workshop } from './atrium.ts';

/** How long a process may take to say what it should, in milliseconds: a first build on a busy machine. */
const PATIENCE_MS = 30_000;
const REPOSITORY = resolve(import.meta.dirname, '../..');

/** A folder into which the package was installed as npm does it: unpacked, beside what it depends on. */
const installation = mkdtempSync(join(tmpdir(), 'atrium-package-'));
const command = join(installation, 'node_modules/.bin/atrium');

test.before(async () => {
  // Its script builds the components, which was done before any test.
  await run('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', installation], REPOSITORY);
  const archive = readdirSync(installation).find((name) => name.endsWith('.tgz'))!;
  const modules = join(installation, 'node_modules');
  mkdirSync(join(modules, 'atrium'), { recursive: true });
  await run('tar', ['-xzf', archive, '-C', 'node_modules/atrium', '--strip-components=1'], installation);
  for (const name of readdirSync(join(REPOSITORY, 'node_modules')).filter((entry) => !entry.startsWith('.'))) {
    symlinkSync(join(REPOSITORY, 'node_modules', name), join(modules, name));
  }
  mkdirSync(join(modules, '.bin'));
  symlinkSync('../atrium/host/cli/atrium', command);
});

test.after.always(() => rmSync(installation, { recursive: true, force: true }));

async function run(program: string, args: readonly string[], cwd: string): Promise<void> {
  const { code, stderr } = await finished(spawn(program, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] }));
  if (code !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${code}: ${stderr}`);
}

test.serial('every command of an installed copy does its work', async (t) => {
  const workshop = new Workshop(t, command);
  const host = await startHost();
  t.teardown(async () => {
    await host.kill();
    await removeFolder(host.data);
  });
  const data = { ATRIUM_DATA: host.data };
  const does = async (...args: string[]): Promise<string> => {
    const { code, stdout, stderr } = await workshop.atrium(args, data);
    t.is(code, 0, `${args.join(' ')}: ${stdout}${stderr}`);
    return stdout;
  };
  await does('new', 'well');
  workshop.write('well/assembly/depth.ts', 'export function depth(ropes: i32): i32 {\n  return ropes * 3;\n}\n');
  workshop.write(
    'well/assembly/depth.spec.ts',
    "import { depth } from './depth';\nexport function testDepth(): void {\n  assert(depth(2) == 6);\n}\n",
  );
  await does('check', 'well');
  await does('build', 'well');
  await does('inspect', 'well/build/well.component.wasm');
  t.regex(await does('test', 'well'), /pass 2\n/);
  await does('install', 'well', '--grant');
  const ann = await Player.guest(host.socket);
  await ann.does('try well', 'You try the well. It hums, for the first time.');

  const development = workshop.start(['dev', 'well', '--grant'], data);
  t.teardown(() => development.kill('SIGKILL'));
  await until(development, /installed well/);
  const source = workshop.read('well/assembly/entry.ts');
  workshop.write('well/assembly/entry.ts', source.replace('It hums', 'It sings'));
  await until(development, /installed well/);
  await ann.does('try well', 'You try the well. It sings, for time number 2.');
  const ended = finished(development);
  development.kill('SIGINT');
  t.is((await ended).code, 130);
});

test.serial('a component in JavaScript is tested by an installed copy', async (t) => {
  const workshop = new Workshop(t, command);
  await workshop.atrium(['new', 'well', '--language', 'javascript']);
  const { code, stdout, stderr } = await workshop.atrium(['test', 'well']);
  t.is(code, 0, stdout + stderr);
  t.regex(stdout, /pass 1\n/);
});

/** Resolves when what a process writes from here on matches. */
async function until(child: ChildProcess, pattern: RegExp): Promise<void> {
  let written = '';
  const { promise, resolve: found, reject } = Promise.withResolvers<void>();
  const listen = (text: string): void => {
    written += text;
    if (pattern.test(written)) found();
  };
  const streams = [child.stdout!, child.stderr!];
  for (const stream of streams) stream.setEncoding('utf8').on('data', listen);
  const patience = setTimeout(() => reject(new Error(`waited for ${pattern}; there came: ${written}`)), PATIENCE_MS);
  try {
    await promise;
  } finally {
    clearTimeout(patience);
    for (const stream of streams) stream.off('data', listen);
  }
}

test('what is packed is what is needed', async (t) => {
  const folder = join(installation, 'node_modules/atrium');
  t.deepEqual(readdirSync(folder).toSorted(), [
    'LICENSE',
    'README.md',
    'build',
    'components',
    'docs',
    'host',
    'package.json',
    'wit',
    'world-image',
  ]);
  const generated = readdirSync(join(folder, 'components'), { recursive: true, encoding: 'utf8' }).filter((path) =>
    /(?:^|\/)(?:bindings|build)(?:\/|$)/.test(path),
  );
  t.deepEqual(generated, []);
});
