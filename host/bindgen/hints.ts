import { readdirSync } from 'node:fs';
import { join } from 'node:path';

import { ClassPrototype, type Program } from 'assemblyscript';

import { nearest } from '../component/nearest.ts';
import type { Diagnostic } from './diagnostics.ts';
import { formatLocation } from './wit/error.ts';
import type { Package, World } from './wit/model.ts';

/** What is known when the compiler complains. */
export interface HintContext {
  readonly folder: string;
  readonly world: World;
  readonly packages: readonly Package[];
  /** Missing when it complains before there is one. */
  readonly program?: Program;
}

/** Codes of the compiler's messages. */
const CANNOT_FIND_NAME = 2304;
const NO_EXPORTED_MEMBER = 2305;
const NO_PROPERTY = 2339;
const FILE_NOT_FOUND = 6054;

/** What would mend what the compiler complains of, where that can be told: a sentence, or nothing. */
export function hintOf(diagnostic: Diagnostic, context: HintContext): string | undefined {
  const { code, message, range } = diagnostic;
  const [first = '', second = ''] = [...message.matchAll(/'([^']*)'/g)].map((match) => match[1]!);
  switch (code) {
    case FILE_NOT_FOUND:
      return missingFile(first, context);
    case NO_EXPORTED_MEMBER:
      return meant(second, [...(context.program?.filesByName.get(first)?.exports?.keys() ?? [])]);
    case NO_PROPERTY:
      return meant(first, membersOf(second, context.program));
    case CANNOT_FIND_NAME: {
      const file = context.program?.filesByName.get(range?.source?.normalizedPath.replace(/\.ts$/, '') ?? '');
      return meant(first, [...(file?.members?.keys() ?? [])]);
    }
    default:
      return undefined;
  }
}

function missingFile(path: string, { folder, world, packages }: HintContext): string | undefined {
  const [, binding] = /^bindings\/([^/]+\/[^/]+)\.ts$/.exec(path) ?? [];
  if (binding === undefined) return meant(path, sourcesIn(folder, path.split('/')[0]!));
  const interfaces = packages.flatMap((one) => [...one.interfaces.values()]);
  const bound = (one: (typeof interfaces)[number]): string =>
    `${one.package.namespace}-${one.package.name}/${one.name}`;
  const found = interfaces.find((one) => bound(one) === binding);
  if (!found)
    return meant(path, [...sourcesIn(folder, 'bindings'), ...interfaces.map((one) => `bindings/${bound(one)}.ts`)]);
  return `world ${world.id} does not import ${found.id}: add "import ${found.id};" to it, at ${formatLocation(world.location)}`;
}

function sourcesIn(folder: string, part: string): string[] {
  try {
    const names = readdirSync(join(folder, part), { recursive: true, encoding: 'utf8' });
    return names.filter((name) => name.endsWith('.ts')).map((name) => `${part}/${name}`);
  } catch {
    return [];
  }
}

function membersOf(type: string, program: Program | undefined): string[] {
  const element = program?.elementsByName.get(type);
  if (!element) return [];
  const instance = element instanceof ClassPrototype ? [...(element.instanceMembers?.keys() ?? [])] : [];
  return [...(element.members?.keys() ?? []), ...instance];
}

function meant(name: string, offered: readonly string[]): string | undefined {
  const found = nearest(
    name,
    offered.filter((one) => one !== name),
  );
  return found === undefined ? undefined : `did you mean ${found}?`;
}
