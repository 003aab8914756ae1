import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { printPackages } from '../wit/print.ts';
import { calledEarly, EngineFailure, NOT_LOADED, type Order, type Reason } from './engine.ts';
import { quickJsTool } from './quickjs-tool.ts';
import { importsWasi } from './wasi.ts';

const tool = quickJsTool();

/** Makes a component of a module and QuickJS. Unless WASI may be asked for, all of it traps. */
export async function componentOfQuickJs({ folder, world, packages, wasi }: Order): Promise<Uint8Array> {
  const witPath = join(folder, 'world.wit');
  const jsPath = join(folder, 'entry.js');
  writeFileSync(witPath, printPackages(world.package, packages));
  const options = {
    witPath,
    world: world.name,
    jsSource: readFileSync(jsPath, 'utf8'),
    jsPath,
    moduleRoot: folder,
    stubWasi: !wasi && !importsWasi(world),
    optSize: true,
    // Otherwise it uses the asynchronous canonical ABI.
    sync: true,
  };
  const made = await tool.make(options);
  if ('failure' in made) throw new EngineFailure(reasonOf(made.failure, folder));
  return made.component;
}

const ABSENT = /^Could not find export '([^'\n]+)' in module '\/?([^'\n]+)'/;
const CALLED_OUT = /unknown import: `([^#`\n]+)#([^`\n]+)` has not been defined/;
const DEADLOCK = 'blocking on a promise resulted in a dead lock';

/** `: Failed to evaluate user JavaScript module: Failed to declare JavaScript module: Error: REASON\n    at NAME (/src/main.ts:2:9)` */
function reasonOf(message: string, folder: string): Reason {
  const [first = '', ...trace] = message.trim().split(/\n\s+at /);
  const text = first.replace(/^(?:: )?(?:Failed to [^:]*: )*(?:Error: )?/, '').replaceAll(`${folder}/`, '');
  if (text.includes(DEADLOCK)) return { text: NOT_LOADED };
  const [, from, called] = CALLED_OUT.exec(message) ?? [];
  if (from !== undefined) return { text: calledEarly(from, called!) };
  const [, name, module] = ABSENT.exec(text) ?? [];
  if (name !== undefined) return { text, absent: { module: module!, name } };
  const frame = trace.map((one) => /\/(src\/[^:()]+):(\d+):(\d+)/.exec(one)).find((match) => match !== null);
  if (frame) {
    const [, path, line, column] = frame;
    return { text, frame: { path: path!, line: Number(line), column: Number(column) } };
  }
  const [, specifier, importer] = /^Error resolving module '([^']+)' from '\/?(src\/[^']+)'/.exec(text) ?? [];
  return specifier === undefined ? { text } : { text, unresolved: { specifier, importer: importer! } };
}
