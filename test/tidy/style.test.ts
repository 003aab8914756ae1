import { readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import test from 'ava';

const ROOT = resolve(import.meta.dirname, '../..');

/** Past this a file is probably two. */
const MOST_LINES = 450;

const SOURCE = /\.(ts|js|css)$/;
/** What .gitignore names: made by the build or by running. */
const MADE = new Set(['node_modules', 'build', 'data', 'bindings']);

function files(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true })
    .filter(({ name }) => !MADE.has(name))
    .flatMap((entry) => (entry.isDirectory() ? files(`${folder}/${entry.name}`) : [`${folder}/${entry.name}`]));
}

const sources = ['host', 'components', 'test'].flatMap(files).filter((path) => SOURCE.test(path));

test('the top level holds what it should and nothing else', (t) => {
  const expected = ['ARCHITECTURE.md', 'CONTRIBUTING.md', 'LICENSE', 'Makefile', 'README.md', 'SECURITY.md', 'components', 'docs', 'host', 'package-lock.json', 'package.json', 'test', 'tsconfig.json', 'wit', 'world-image']; // prettier-ignore
  const top = readdirSync(ROOT).filter((name) => !name.startsWith('.') && !MADE.has(name));
  t.deepEqual(top.toSorted(), expected.toSorted());
});

test('no source file is longer than a reader can hold', (t) => {
  const long = sources
    .map((path) => ({ path, lines: readFileSync(join(ROOT, path), 'utf8').split('\n').length - 1 }))
    .filter(({ lines }) => lines > MOST_LINES);
  t.deepEqual(long, []);
  t.true(sources.length > 100);
});

test('file names say what is inside', (t) => {
  const vague = /(^|[/-])(utils?|helpers?|misc|common|new|old|legacy|v\d+)(\.|-|\/|$)/;
  // What `atrium new` does is in files of that name.
  const named = new Set(['host/cli/new.ts', 'test/cli/new.test.ts']);
  t.deepEqual(
    sources.filter((path) => vague.test(path) && !named.has(path)),
    [],
  );
});
