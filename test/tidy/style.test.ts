import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import test from 'ava';

const ROOT = resolve(import.meta.dirname, '../..');

/** Past this a file is probably two. */
const MOST_LINES = 450;

const SOURCE = /^(host|components|test)\/.*\.(ts|js|css)$/;

const files = execFileSync('git', ['ls-files'], { cwd: ROOT, encoding: 'utf8' })
  .split('\n')
  .filter((path) => path !== '' && existsSync(join(ROOT, path)));

test('the top level holds what it should and nothing else', (t) => {
  const expected = ['ARCHITECTURE.md', 'CONTRIBUTING.md', 'LICENSE', 'Makefile', 'README.md', 'SECURITY.md', 'components', 'docs', 'host', 'package-lock.json', 'package.json', 'test', 'tsconfig.json', 'wit', 'world-image']; // prettier-ignore
  const top = new Set(files.map((path) => path.split('/')[0] as string).filter((name) => !name.startsWith('.')));
  t.deepEqual([...top].sort(), expected.toSorted());
});

test('no source file is longer than a reader can hold', (t) => {
  const long = files
    .filter((path) => SOURCE.test(path))
    .map((path) => ({ path, lines: readFileSync(join(ROOT, path), 'utf8').split('\n').length - 1 }))
    .filter(({ lines }) => lines > MOST_LINES);
  t.deepEqual(long, []);
});

test('file names say what is inside', (t) => {
  const vague = /(^|[/-])(utils?|helpers?|misc|common|new|old|legacy|v\d+)(\.|-|\/|$)/;
  t.deepEqual(
    files.filter((path) => SOURCE.test(path) && vague.test(path)),
    [],
  );
});
