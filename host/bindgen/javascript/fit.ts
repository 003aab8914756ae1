import { camelCase } from '../../component/names.ts';
import { pascalCase } from '../assemblyscript/names.ts';
import type { World } from '../wit/model.ts';

/** A module of which only the types are looked at: each line holds one export of an author's module against the world. */
export function fitSource(world: World, main: string): string {
  const lines = exportPaths(world).map(([first, ...rest]) => {
    const type = [first, ...rest].map((name) => `['${name}']`).join('');
    return `author.${[first, ...rest].join('.')} satisfies World${type};`;
  });
  return `import type { World } from '${world.id}';\nimport * as author from '../${main}';\n\n${lines.join('\n')}\n`;
}

/** The lines of `fitSource` that stand before the first export. */
const LINES_BEFORE = 3;

/** What the line of `fitSource`, counted from 1, is about: `['greeting', 'greet']`. */
export function exportAt(world: World, line: number): readonly string[] | undefined {
  return exportPaths(world)[line - 1 - LINES_BEFORE];
}

function exportPaths(world: World): [first: string, ...rest: string[]][] {
  return [...world.exports.values()].flatMap(({ name, target }): [string, ...string[]][] => {
    if (target.kind === 'function') return [[camelCase(name)]];
    const own = camelCase(target.name);
    const types = [...target.types.values()].filter(({ definition }) => definition.kind === 'resource');
    const names = [
      ...[...target.functions.keys()].map((one) => camelCase(one)),
      ...types.map((one) => pascalCase(one.name)),
    ];
    return names.map((one) => [own, one]);
  });
}
