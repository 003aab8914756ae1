import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { componentize } from '@bytecodealliance/componentize-js';
import { _addPreopen } from '@bytecodealliance/preview2-shim/filesystem';
import { componentize as componentizeQuickJs } from 'componentize-qjs';
import { removeFolder, temporaryFolder } from '../host-process.ts';

/**
 * The tool reads WIT from inside of WebAssembly, where no folder is open until this opens it: its path there, and here. The types
 * found for it are those of browsers.
 */
const openFolder = _addPreopen as unknown as (inside: string, outside: string) => void;

/** What the engine of componentize-js can have of WASI. */
export type Feature = 'stdio' | 'random' | 'clocks' | 'http' | 'fetch-event';

const FEATURES: readonly Feature[] = ['stdio', 'random', 'clocks', 'http', 'fetch-event'];

/** Makes a component of a JavaScript module for world `w` of this WIT, in SpiderMonkey, with just these features of WASI. */
export async function buildJavaScript(source: string, wit: string, features: readonly Feature[]): Promise<Uint8Array> {
  const folder = await temporaryFolder();
  openFolder(folder, folder);
  const sourcePath = join(folder, 'component.js');
  const witPath = join(folder, 'world.wit');
  await writeFile(sourcePath, source);
  await writeFile(witPath, wit);
  const disableFeatures = FEATURES.filter((feature) => !features.includes(feature));
  const { component } = await componentize({ sourcePath, witPath, worldName: 'w', disableFeatures });
  await removeFolder(folder);
  return component;
}

/**
 * Makes a component of a JavaScript module for world `w` of this WIT, in QuickJS behind a runtime written in Rust. Without `wasi` each
 * function of WASI traps.
 */
export async function buildQuickJs(source: string, wit: string, wasi: boolean): Promise<Uint8Array> {
  const folder = await temporaryFolder();
  const witPath = join(folder, 'world.wit');
  await writeFile(witPath, wit);
  // Otherwise it uses the asynchronous canonical ABI.
  const sync = true;
  const options = { jsSource: source, witPath, world: 'w', stubWasi: !wasi, optSize: true, sync };
  const { component } = await componentizeQuickJs(options);
  await removeFolder(folder);
  return component;
}
