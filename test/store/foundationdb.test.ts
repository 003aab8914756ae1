import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import test from 'ava';
import { temporaryFolder } from './folders.ts';

const run = promisify(execFile);
const CHILD = join(import.meta.dirname, 'foundationdb-child.ts');

/** How the opening of a cluster goes in a process of its own. */
async function open(clusterFile: string, environment: NodeJS.ProcessEnv = {}): Promise<Record<string, unknown>> {
  const { stdout, stderr } = await run(process.execPath, [CHILD, clusterFile], {
    env: { ...process.env, ...environment },
  });
  return { ...(JSON.parse(stdout) as object), stderr };
}

function clusterFileOf(text: string): string {
  const file = join(temporaryFolder(), 'fdb.cluster');
  writeFileSync(file, text);
  return file;
}

test('a client library that cannot be loaded is one clear line', async (t) => {
  const folder = temporaryFolder();
  // The loader takes the first file of the name, and this is no library: as where none is installed.
  writeFileSync(join(folder, 'libfdb_c.so'), '');
  const outcome = await open(clusterFileOf('a:b@127.0.0.1:4500\n'), { LD_LIBRARY_PATH: folder });
  t.is(outcome['name'], 'Unavailable');
  t.regex(
    String(outcome['message']),
    /^FoundationDB cannot be used: .*libfdb_c\.so.*; install its client library .*LD_LIBRARY_PATH$/,
  );
  t.is(outcome['stderr'], '');
});

test('a cluster file that is missing is named', async (t) => {
  const missing = join(temporaryFolder(), 'none.cluster');
  const outcome = await open(missing);
  t.is(outcome['name'], 'Unavailable');
  t.is(
    outcome['message'],
    `FoundationDB's cluster file ${missing} cannot be read (ENOENT): name the one of your cluster`,
  );
});

for (const text of ['', 'nonsense', 'a@127.0.0.1:4500', 'a:b@', 'a:b@127.0.0.1', 'a:b@127.0.0.1:x', 'a b:c@host:1']) {
  test(`a malformed cluster file is named: ${JSON.stringify(text)}`, async (t) => {
    const outcome = await open(clusterFileOf(text));
    t.is(outcome['name'], 'Unavailable');
    t.regex(String(outcome['message']), /^FoundationDB's cluster file .*fdb\.cluster is malformed: .*name:id@/);
  });
}

if (process.env['FDB_CLUSTER_FILE'] !== undefined) {
  test('a cluster that does not answer is named, with the servers that are silent', async (t) => {
    for (const addresses of ['127.0.0.1:1', 'localhost:1', '[::1]:1', '127.0.0.1:1,127.0.0.1:2']) {
      const outcome = await open(clusterFileOf(`# made by a test\na:b@${addresses}\n`));
      t.is(outcome['name'], 'Unavailable', addresses);
      t.regex(
        String(outcome['message']),
        /^the FoundationDB cluster of .* gave no answer in 1000 ms: nothing answers at .*:1/,
      );
    }
  });
}
