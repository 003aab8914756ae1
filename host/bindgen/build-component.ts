import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

import { checkSources, compile } from './compile.ts';
import { componentOf } from './component.ts';
import { readProject, writeAtomically, writeBindings, writeDeclarations, type Project } from './generated.ts';
import { BuildError, type Problem } from './problem.ts';
import { fingerprint, stampOf, stampPath, type BuildOptions } from './stamp.ts';
import { WitError } from './wit/error.ts';

/** Builds one component, whether it is current or not; answers what it warns of. Throws `BuildError`; then the old one stays. */
export async function build(options: BuildOptions): Promise<readonly Problem[]> {
  return tellingAuthor(() => buildOrThrow(options));
}

async function buildOrThrow(options: BuildOptions): Promise<readonly Problem[]> {
  const { out } = options;
  const inputs = fingerprint(options);
  const project = readProject(options);
  mkdirSync(dirname(out), { recursive: true });
  const temporary = `${out}.${process.pid}`;
  const { component, warnings } = await makeComponent(project, temporary);
  writeAtomically(out, component, temporary);
  writeAtomically(stampPath(out), stampOf(inputs, options), temporary);
  return warnings;
}

async function makeComponent(
  project: Project,
  temporary: string,
): Promise<{ component: Uint8Array; warnings: readonly Problem[] }> {
  const { folder, manifest, world, packages } = project;
  if (manifest.language !== 'assemblyscript') {
    writeDeclarations(project, temporary);
    const { componentOfJavaScript } = await import('./javascript/component.ts');
    return componentOfJavaScript({ ...manifest, folder, world, packages });
  }
  const { bindings, expected } = writeBindings(project, temporary);
  const { binary, warnings } = await compile({ folder, runtime: manifest.runtime, world, packages, expected });
  return { component: await componentOf(binary, bindings.exportNames, world, packages), warnings };
}

/** Finds what `build` would complain of, without making a component; answers what it warns of. Throws `BuildError`. */
export async function check(options: BuildOptions): Promise<readonly Problem[]> {
  return tellingAuthor(async () => {
    const project = readProject(options);
    const { folder, manifest, world, packages } = project;
    mkdirSync(dirname(options.out), { recursive: true });
    const temporary = `${options.out}.${process.pid}`;
    // What JavaScript exports is only known when it has run.
    if (manifest.language !== 'assemblyscript') return (await makeComponent(project, temporary)).warnings;
    const { expected } = writeBindings(project, temporary);
    return checkSources({ folder, runtime: manifest.runtime, world, packages, expected });
  });
}

async function tellingAuthor<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof WitError) throw new BuildError([problemOfWit(error)], { cause: error });
    const { code, path, message } = error as NodeJS.ErrnoException;
    if (code === undefined || path === undefined) throw error;
    // The disk is full, or a path may not be read or written.
    throw new BuildError([{ severity: 'error', place: { file: path }, message }], { cause: error });
  }
}

function problemOfWit({ location, message }: WitError): Problem {
  const { file, line, column } = location;
  // The message begins with the place.
  return { severity: 'error', place: { file, line, column }, message: message.replace(/^\S+:\d+:\d+: /, '') };
}
