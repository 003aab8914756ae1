import { dirname, join } from 'node:path';

import { camelCase } from '../../component/names.ts';
import { nearest } from '../../component/nearest.ts';
import { unversioned } from '../../component/versions.ts';
import { pascalCase } from '../assemblyscript/names.ts';
import type { Problem } from '../problem.ts';
import type { World } from '../wit/model.ts';
import type { Demand } from './demands.ts';
import type { Reason } from './engine.ts';
import { mismatchesIn, type Mismatches } from './entry.ts';
import { placeOf } from './sources.ts';

/** What an engine was to make a component of. */
export interface Attempt {
  readonly folder: string;
  /** Path of the module that it begins with. */
  readonly main: string;
  /** Paths of all modules. */
  readonly sources: readonly string[];
  readonly world: World;
  readonly demands: readonly Demand[];
}

/** Why there is no component, as problems at places of the author's files. */
export function problemsOf(reason: Reason, attempt: Attempt): Problem[] {
  const mismatches = mismatchesIn(reason.text);
  if (mismatches !== undefined) return mismatchProblems(mismatches, attempt);
  const { folder, main } = attempt;
  const { text, frame, absent, unresolved } = reason;
  if (absent !== undefined) return [absentProblem(absent, frame, attempt)];
  if (unresolved !== undefined) return [unresolvedProblem(unresolved, attempt)];
  if (frame === undefined) return [{ severity: 'error', place: { file: join(folder, main) }, message: text }];
  const { path, line, column } = frame;
  return [{ severity: 'error', place: { file: join(folder, path), line, column }, message: text }];
}

/** A module has no export of a name. When the engine does not say where that is imported, the first line that says so is meant. */
function absentProblem(
  { module, name }: NonNullable<Reason['absent']>,
  frame: Reason['frame'],
  { folder, main, sources, world }: Attempt,
): Problem {
  const named = new RegExp(String.raw`(?<![\w$])${RegExp.escape(name)}(?![\w$])`);
  const places = sources.map((path) => placeOf(folder, path, (line) => named.test(line)));
  const place =
    frame === undefined
      ? (places.find(({ line }) => line !== undefined) ?? { file: join(folder, main) })
      : { file: join(folder, frame.path), line: frame.line, column: frame.column };
  const names = namesIn(world, module);
  const meant = nearest(name, names);
  const mend =
    meant !== undefined
      ? `: is ${meant} meant?`
      : names.length > 0
        ? `: it has ${names.join(', ')}`
        : ': export it there';
  return { severity: 'error', place, message: `${module} has no ${name}${mend}` };
}

/** What JavaScript can import from an interface of a world, named with its version or without. */
function namesIn(world: World, module: string): string[] {
  for (const { target } of world.imports.values()) {
    if (target.kind !== 'interface' || (target.id !== module && unversioned(target.id) !== module)) continue;
    const resources = [...target.types.values()].filter(({ definition }) => definition.kind === 'resource');
    return [
      ...[...target.functions.keys()].map((one) => camelCase(one)),
      ...resources.map((one) => pascalCase(one.name)),
    ];
  }
  return [];
}

function unresolvedProblem(unresolved: NonNullable<Reason['unresolved']>, { folder, main, sources }: Attempt): Problem {
  const { specifier, importer, path } = unresolved;
  const quoted = (line: string): boolean => line.includes(`'${specifier}'`) || line.includes(`"${specifier}"`);
  const importers =
    importer === undefined ? sources.filter((one) => join(dirname(one), specifier) === path) : [importer];
  const places = importers.map((one) => placeOf(folder, one, quoted));
  const place = places.find(({ line }) => line !== undefined) ?? places[0] ?? { file: join(folder, main) };
  const message = specifier.startsWith('.')
    ? `there is no file ${specifier}: write the path with its ending, such as ./bell.js`
    : `there is no module ${specifier}: import an interface of the world, such as 'driver:objects/narration', or a file of src/`;
  return { severity: 'error', place, message };
}

/** Exports that are not what the world demands. */
function mismatchProblems({ found, names }: Mismatches, { folder, main, demands }: Attempt): Problem[] {
  const absent = found.filter(({ is }) => is === 'undefined').map(({ path }) => path);
  return found
    .filter(({ path }) => !absent.some((other) => path.startsWith(`${other}.`)))
    .map(({ path, is, takes }) => {
      const { text, kind, parameters } = demands.find((demand) => demand.path === path)!;
      const own = path.split('.').at(-1)!;
      const meant = nearest(own, names);
      const hint = is === 'undefined' && !path.includes('.') && meant !== undefined ? `, is ${meant} meant?` : '';
      const message =
        takes === undefined
          ? `${path} is ${is === 'undefined' ? 'missing' : `of type ${is}, not a ${kind}`}: expected ${text}${hint}`
          : `${path} takes ${takes} arguments, and ${parameters} are passed: expected ${text}`;
      const pattern = new RegExp(
        String.raw`(?<![\w$])${RegExp.escape(is === 'undefined' ? (meant ?? path.split('.')[0]!) : own)}(?![\w$])`,
      );
      return { severity: 'error' as const, place: placeOf(folder, main, (line) => pattern.test(line)), message };
    });
}
