import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';

import { nearest } from '../component/nearest.ts';
import { readProject, writeGenerated } from '../bindgen/generated.ts';
import { LANGUAGES, worldNamed, worldsOf, type Language } from '../bindgen/project.ts';
import { filesUnder } from '../bindgen/stamp.ts';
import { WitError } from '../bindgen/wit/error.ts';
import type { Package, World } from '../bindgen/wit/model.ts';
import { parseSources } from '../bindgen/wit/packages.ts';
import { findPackages, witFolders } from '../bindgen/wit-path.ts';
import { Failure, type Call } from './command.ts';
import { templateOf } from './templates/index.ts';
import { PACKAGE_FOLDER } from './version.ts';

const STANDARD_WORLD = 'atrium:worlds/program@0.1.0';
/** File names and identifiers of the world are made of it. */
const NAME = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;
const MAX_NAME_UNITS = 60;

/** `atrium new`. */
export async function runNew({ positionals, values, output }: Call): Promise<void> {
  const folder = relative('.', positionals[0]!) || '.';
  const name = basename(folder);
  checkName(name);
  checkNotShipped(name);
  checkFree(folder);
  const language = languageOf(values['language']);
  const world = worldOf(folder, values['world'] ?? STANDARD_WORLD);
  const files = tellingOfWit(() => templateOf({ name, world, language }));
  if ([...files.keys()].some((path) => path.startsWith('world/'))) checkNotInImage(name);
  for (const [path, text] of files) {
    const full = join(folder, path);
    mkdirSync(dirname(full), { recursive: true });
    writeFileSync(full, text);
    output.result(full);
  }
  // What an editor knows of the world.
  tellingOfWit(() => writeGenerated(readProject({ folder }), join(folder, `bindings.${process.pid}`)));
  output.progress(`Next: cd ${folder}, atrium build, and what README.md says`);
}

function checkName(name: string): void {
  const plain = name
    .normalize('NFD')
    .replaceAll(/\p{Mark}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^[-0-9]+|-+$/g, '')
    .slice(0, MAX_NAME_UNITS);
  const mend = plain === '' ? 'for example wishing-well' : `for example ${plain}`;
  if (!NAME.test(name)) {
    throw new Failure(
      `${JSON.stringify(name)} is no name for a component: use lower-case words joined by hyphens, ${mend}`,
    );
  }
  if (name.length > MAX_NAME_UNITS)
    throw new Failure(`the name ${name} is longer than ${MAX_NAME_UNITS} letters: ${mend}`);
}

/** Installed under the name of a component that comes with Atrium, another would take its place. */
function checkNotShipped(name: string): void {
  if (!existsSync(join(PACKAGE_FOLDER, 'components', name))) return;
  throw new Failure(
    `Atrium has a component ${name}, whose place yours would take: choose another name, for example my-${name}`,
  );
}

/** What a component brings along has its name, which nothing else in a world may have. */
function checkNotInImage(name: string): void {
  const defined = new RegExp(String.raw`^(?:prototype|object) (?:atrium-)?${name}(?![\w-])`, 'm');
  const image = join(PACKAGE_FOLDER, 'world-image');
  const file = filesUnder(image).find((one) => defined.test(readFileSync(one, 'utf8')));
  if (file === undefined) return;
  throw new Failure(
    `the world that Atrium comes with has a ${name} (${relative(PACKAGE_FOLDER, file)}): choose another name, for example my-${name}`,
  );
}

/** A `wit/` may be there already: the world that the component is made for. */
function checkFree(folder: string): void {
  if (!existsSync(folder)) return;
  if (!statSync(folder).isDirectory()) throw new Failure(`${folder} is a file: name a folder that is not there yet`);
  const others = readdirSync(folder).filter((entry) => entry !== 'wit');
  if (others.length > 0)
    throw new Failure(`${folder} is not empty (${others[0]}): name a folder that is not there yet`);
}

function languageOf(text = 'assemblyscript'): Language {
  const found = LANGUAGES.find((one) => one === text);
  if (found) return found;
  const meant = nearest(text, LANGUAGES) ?? LANGUAGES.join(' or ');
  throw new Failure(
    `--language ${text}: there is no such language, did you mean ${meant}? Components of other languages are only installed`,
  );
}

function worldOf(folder: string, wanted: string): World {
  const folders = witFolders(folder);
  const packages = tellingOfWit(() => parseSources(findPackages(folders)));
  const found = worldNamed(wanted, packages) ?? byShortName(wanted, packages);
  if (found) return found;
  const ids = worldsOf(packages).map(({ id }) => id);
  const meant = nearest(wanted, ids);
  const mend = meant === undefined ? 'name one of these' : `did you mean ${meant}?`;
  throw new Failure(
    `there is no world ${wanted} in ${folders.join(', ')}: ${mend}\n${ids.map((id) => `  ${id}`).join('\n')}`,
  );
}

/** A world may be named without its version, and without its package where that leaves one. */
function byShortName(wanted: string, packages: readonly Package[]): World | undefined {
  const found = worldsOf(packages).filter(({ id, name }) => name === wanted || id.split('@')[0] === wanted);
  return found.length === 1 ? found[0] : undefined;
}

/** Does what may find that WIT is wrong, or that it cannot be carried. */
function tellingOfWit<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof WitError) throw new Failure(error.message, { cause: error });
    throw error;
  }
}
