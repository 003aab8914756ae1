import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { Builder } from '../bindgen/builder.ts';
import { BuildError } from '../bindgen/problem.ts';
import { componentName, outputPath } from '../bindgen/project.ts';
import { MAX_PROGRAM_BYTES, type Installed } from '../kernel/index.ts';
import { tellProblems, tellWarnings } from './problems.ts';
import { Failure, type Call } from './command.ts';
import { folderOf } from './folder.ts';
import { meanings } from './meaning.ts';
import { OperatorClient, Refused } from './operator-client.ts';
import type { Output } from './output.ts';
import { sizeText } from './size-text.ts';
import { readWorldFiles, worldFolderOf } from './world-folder.ts';

const FAILED = 1;
const COMPONENT_SUFFIX = /(\.component)?\.wasm$/;
/** Digits of a hash that people compare. */
const HASH_DIGITS = 12;
const STANDARD_DATA_FOLDER = './data';

/** What is to be installed: a component's folder, which is built first, or a file. */
interface Source {
  readonly file: string;
  readonly name: string;
  /** Where its WIT is looked for. */
  readonly folder: string;
  readonly worldFolder: string | undefined;
}

/** `atrium install`. */
export async function runInstall({ positionals, values, switches, output }: Call): Promise<number> {
  const source = await sourceOf(positionals[0]!, output);
  if (source === undefined) {
    if (switches.has('json')) output.json({ error: { code: 'not-built', message: 'it does not build', missing: [] } });
    return FAILED;
  }
  const name = values['as'] ?? source.name;
  const worldFolder = values['world'] ?? source.worldFolder;
  const client = new OperatorClient(dataFolder(values['data']));
  try {
    const installed = await client.install({
      name,
      binary: readProgram(source.file),
      grant: switches.has('grant'),
      ...(worldFolder !== undefined && { files: readWorldFiles(worldFolder) }),
    });
    tellWarnings(installed.warnings, output);
    if (switches.has('json')) output.json(installed);
    else output.result(describeInstalled(installed, output));
    return 0;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    if (!switches.has('json')) throw new Failure(describeRefusal(error, source.folder, name), { cause: error });
    output.json({ error: { code: error.code, message: error.message, missing: error.missing } });
    return FAILED;
  }
}

/** Reads a component's file. Throws `Failure` for one that no host would take. */
export function readProgram(file: string): Uint8Array {
  const binary = readFileSync(file);
  if (binary.length <= MAX_PROGRAM_BYTES) return binary;
  throw new Failure(`${file} has ${binary.length} bytes: a program has at most ${MAX_PROGRAM_BYTES}`);
}

/** The data folder of the host that is meant. */
export function dataFolder(given: string | undefined): string {
  return given ?? (process.env['ATRIUM_DATA'] || STANDARD_DATA_FOLDER);
}

/** What an argument names, built when it is a folder; undefined when it does not build, which has been told. */
async function sourceOf(argument: string, output: Output): Promise<Source | undefined> {
  if (!existsSync(argument)) throw new Failure(`there is no ${argument}: name a component's file, or its folder`);
  if (!statSync(argument).isDirectory()) {
    const name = basename(argument).replace(COMPONENT_SUFFIX, '');
    return { file: argument, name, folder: dirname(argument), worldFolder: undefined };
  }
  const folder = folderOf(argument);
  const file = outputPath(folder);
  if (!(await buildAndTell(folder, file, output))) return undefined;
  return { file, name: componentName(folder), folder, worldFolder: worldFolderOf(folder) };
}

/** Stays for as long as this process: the second build of `atrium dev` finds its compiler warm. */
const builder = new Builder();

/** Builds a component and tells its problems. Whether it was built, or is current. */
export async function buildAndTell(folder: string, out: string, output: Output): Promise<boolean> {
  try {
    const { warnings } = await builder.build({ folder, out });
    tellProblems(warnings, output);
    return true;
  } catch (error) {
    if (!(error instanceof BuildError)) throw error;
    tellProblems(error.problems, output);
    return false;
  }
}

/** One line, and one for each interface that was granted. */
function describeInstalled({ name, hash, sizeBytes, replaced, granted }: Installed, output: Output): string {
  const before = replaced === undefined || replaced === hash ? '' : `, in place of ${replaced.slice(0, HASH_DIGITS)}`;
  return [
    `${output.style('green', 'installed')} ${name}  ${sizeText(sizeBytes)}  ${hash.slice(0, HASH_DIGITS)}${before}`,
    ...granted.map((one) => `  granted ${one}`),
  ].join('\n');
}

/** Why a host has refused a component, and what would mend it. Its WIT is looked for from `folder`. */
export function describeRefusal({ message, missing }: Refused, folder: string, name: string): string {
  if (missing.length === 0) return message;
  const known = meanings(folder);
  return [
    `${name} asks for what it is not granted:`,
    ...missing.map((one) => `  ${one}${known.has(one) ? `  ${known.get(one)}` : ''}`),
    'To grant exactly this, add --grant.',
  ].join('\n');
}
