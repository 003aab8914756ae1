import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import test from 'ava';

import { generateBindings } from '../../host/bindgen/assemblyscript/generate.ts';
import { MEMORY_PATH, SMALL_BLOCKS_PATH, TYPES_PATH } from '../../host/bindgen/assemblyscript/paths.ts';
import { parseSources } from '../../host/bindgen/wit/packages.ts';
import { resolveWorld } from '../../host/bindgen/wit/world.ts';

const FOLDER = join(import.meta.dirname, 'golden');
/** The same for every world, so they are left out. */
const COMMON = [`${SMALL_BLOCKS_PATH}.ts`, `${TYPES_PATH}.ts`, `${MEMORY_PATH}.ts`, 'bindings/abort.ts'];

for (const name of readdirSync(FOLDER).filter((file) => file.endsWith('.wit'))) {
  // To accept a change of the generator: UPDATE_GOLDEN=1 npx ava test/bindgen/golden.test.ts, then read the difference.
  test(`what is generated for ${name} is what was read and accepted`, (t) => {
    const path = join(FOLDER, name.replace('.wit', '.txt'));
    const text = generate(name);
    if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(path, text);
    t.true(existsSync(path), `${path} is missing`);
    t.is(text, readFileSync(path, 'utf8'));
  });
}

function generate(name: string): string {
  const [golden] = parseSources([[{ path: name, text: readFileSync(join(FOLDER, name), 'utf8') }]]);
  const world = golden?.worlds.get('golden');
  if (!world) throw new Error(`${name} has no world golden`);
  const { files, exportNames } = generateBindings(resolveWorld(world));
  const sections = [...files]
    .filter(([path]) => !COMMON.includes(path))
    .map(([path, text]) => `==== ${path}\n\n${text}`);
  const names = [...exportNames].map(([identifier, coreName]) => `${identifier} -> ${coreName}\n`);
  return [...sections, `==== core exports\n\n${names.join('')}`].join('\n');
}
