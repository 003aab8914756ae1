import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { buildComponent } from '../bindgen/build.ts';
import { findWorld, outputPath, readManifest } from '../bindgen/project.ts';
import { parseSources } from '../bindgen/wit/packages.ts';
import { findPackages, witFolders } from '../bindgen/wit-path.ts';
import { compileSpec } from './spec.ts';

/** The tests in AssemblyScript of the component in the working directory, as a file of `node:test`. */

const FOLDER = '.';
const SOURCES = 'assembly';

await buildComponent({ folder: FOLDER, out: outputPath(FOLDER) });
const packages = parseSources(findPackages(witFolders(FOLDER)));
const { runtime, world: worldId } = readManifest(FOLDER, packages);
const world = findWorld(worldId, packages, FOLDER);
const files = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.spec.ts'));
for (const file of files.toSorted()) {
  const path = join(SOURCES, file);
  const spec = await compileSpec(path, { folder: FOLDER, runtime, world, packages });
  if (spec.tests.length === 0)
    void test(path, () => Promise.reject(new Error(`${path} exports no function whose name begins with "test"`)));
  for (const name of spec.tests) void test(`${path} ${name}`, () => spec.run(name));
}
