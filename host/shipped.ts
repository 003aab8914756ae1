import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { HostProblem, type Built, type ImageFile } from './kernel/index.ts';

const ROOT = join(import.meta.dirname, '..');
const BUILD_FOLDER = join(ROOT, 'build');
const IMAGE_FOLDER = join(ROOT, 'world-image');
const COMPONENT_SUFFIX = '.component.wasm';
const IMAGE_SUFFIX = '.world';
const DRIVER = 'driver';

/** The web client's files. */
export const CLIENT_FOLDER = join(ROOT, 'host', 'client');
/** What the shipped components may import. */
export const GRANTS_FILE = join(ROOT, 'host', 'grants', 'shipped.json');

export function readPackage(): { name: string; version: string } {
  return JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { name: string; version: string };
}

/** The components that were built with this host. Throws `HostProblem` when they have not been. */
export function readComponents(): { driver: Built; programs: Built[] } {
  const built = list(BUILD_FOLDER, false)
    .filter((path) => path.endsWith(COMPONENT_SUFFIX))
    .map((path) => ({ name: path.slice(0, -COMPONENT_SUFFIX.length), binary: readFileSync(join(BUILD_FOLDER, path)) }));
  const driver = built.find(({ name }) => name === DRIVER);
  if (driver === undefined) {
    throw new HostProblem(`${relative('.', BUILD_FOLDER)}/${DRIVER}${COMPONENT_SUFFIX} is missing: run "make build"`);
  }
  return { driver, programs: built.filter((component) => component !== driver) };
}

/** The files of the shipped world, in the order of their paths. Throws `HostProblem` when there are none. */
export function readImage(): ImageFile[] {
  const files = readWorldFiles(IMAGE_FOLDER, '');
  if (files.length === 0) {
    throw new HostProblem(
      `there is no *${IMAGE_SUFFIX} file in ${IMAGE_FOLDER}: a first start needs a world to begin with`,
    );
  }
  return files;
}

/** Every world file under a folder, in the order of their paths, which begin with `prefix`; none when there is no such folder. */
export function readWorldFiles(folder: string, prefix = folder): ImageFile[] {
  const paths = list(folder, true).filter((path) => path.endsWith(IMAGE_SUFFIX));
  return paths.map((path) => ({ path: join(prefix, path), text: readFileSync(join(folder, path), 'utf8') }));
}

/** Paths inside a folder with `/` between parts, in order; none when there is no such folder. */
function list(folder: string, recursive: boolean): string[] {
  try {
    return readdirSync(folder, { recursive, encoding: 'utf8' })
      .map((path) => path.split(sep).join('/'))
      .toSorted();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
