import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Failure, type Call } from './command.ts';
import { folderOf } from './folder.ts';

const TESTING = join(import.meta.dirname, '../testing');
const FAILED = 1;

/** `atrium test`: the report is that of node:test. */
export async function runTest({ positionals }: Call): Promise<number> {
  const folder = folderOf(positionals[0]);
  const files = filesIn(join(folder, 'test'), /\.test\.[cm]?[jt]s$/).map((file) => join('test', file));
  const specs = filesIn(join(folder, 'assembly'), /\.spec\.ts$/);
  if (files.length + specs.length === 0) {
    throw new Failure(
      `${folder} has no tests: write ${join(folder, 'test', 'NAME.test.ts')}, or ${join(folder, 'assembly', 'NAME.spec.ts')}`,
    );
  }
  const runner = specs.length > 0 ? [join(TESTING, 'run-specs.ts')] : [];
  const flags = ['--disable-warning=ExperimentalWarning', '--import', join(TESTING, 'register.ts'), '--test'];
  // What runs this may itself be a test: its runner is not to count these among its own.
  const { NODE_TEST_CONTEXT: _, ...environment } = process.env;
  // As this process was told to read TypeScript, first of all, so is that one.
  const child = spawn(process.execPath, [...process.execArgv, ...flags, ...runner, ...files], {
    cwd: resolve(folder),
    env: environment,
    stdio: 'inherit',
  });
  // Interrupted alone, it takes the tests with it.
  process.once('exit', () => child.kill());
  const [code] = (await once(child, 'exit')) as [number | null];
  return code === 0 ? 0 : FAILED;
}

function filesIn(folder: string, name: RegExp): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => name.test(path))
    .toSorted();
}
