import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { BuildError, type Problem } from '../problem.ts';
import type { Package, World } from '../wit/model.ts';
import { demandsOf } from './demands.ts';
import { EngineFailure, type Engine, type EngineName } from './engine.ts';
import { entrySource } from './entry.ts';
import { problemsOf } from './problems.ts';
import { copyStripped, mainOf } from './sources.ts';
import { temporaryFolder } from './temporary.ts';
import { checkTypes } from './type-check.ts';
import { encloseReporter, withUncaught } from './uncaught.ts';

export interface JavaScriptOptions {
  /** Holds `src`. */
  readonly folder: string;
  readonly world: World;
  readonly packages: readonly Package[];
  readonly engine: EngineName;
  /** Whether its engine may import WASI beside what the world imports. */
  readonly wasi: boolean;
}

/** Each is loaded only for those who need it: it is a native module, or brings a process along. */
const ENGINES: Record<EngineName, () => Promise<Engine>> = {
  spidermonkey: async () => (await import('./spidermonkey.ts')).componentOfSpiderMonkey,
  quickjs: async () => (await import('./quickjs.ts')).componentOfQuickJs,
};

/**
 * Makes a component of JavaScript, or of TypeScript with its types stripped, and the engine that runs it. Unless `wasi`, a component asks
 * for what its world imports and nothing else. The module runs once, in its sandbox, so that what it exports can be held against the
 * world. Meanwhile types are checked: what runs into no error may still have some. Throws `BuildError`.
 */
export async function componentOfJavaScript(
  options: JavaScriptOptions,
): Promise<{ component: Uint8Array; warnings: readonly Problem[] }> {
  const { folder, world } = options;
  const main = mainOf(folder);
  const [made, types] = await Promise.allSettled([
    runAndEnclose(options, main),
    main.endsWith('.ts') ? checkTypes(folder, main, world) : [],
  ]);
  // What keeps it from running is said first, and is often why its types are wrong.
  if (made.status === 'rejected') throw made.reason;
  if (types.status === 'rejected') throw types.reason;
  if (types.value.some(({ severity }) => severity === 'error')) throw new BuildError(types.value);
  return { component: made.value, warnings: types.value };
}

async function runAndEnclose(options: JavaScriptOptions, main: string): Promise<Uint8Array> {
  const { folder, world, packages, engine, wasi } = options;
  const demands = demandsOf(world);
  const temporary = temporaryFolder();
  try {
    const sources = copyStripped(folder, temporary);
    writeFileSync(join(temporary, 'entry.js'), entrySource(main, demands, sources));
    const make = await ENGINES[engine]();
    try {
      return await encloseReporter(await make({ folder: temporary, sources, ...withUncaught(world, packages), wasi }));
    } catch (error) {
      if (!(error instanceof EngineFailure)) throw error;
      throw new BuildError(problemsOf(error.reason, { folder, main, sources, world, demands }), { cause: error });
    }
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}
