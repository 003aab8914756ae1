import { createHash } from 'node:crypto';
import { loadComponent, type Component } from '../component/index.ts';
import type { Engine } from '../store/engine.ts';
import { run } from '../store/retry.ts';
import { compressSync } from './compression.ts';
import { HostProblem } from './errors.ts';
import type { Journal } from './journal.ts';
import {
  problemWithCompressed,
  problemWithProgram,
  readBinary,
  storedBinary,
  storedPrograms,
  storeProgram,
  type Library,
} from './library.ts';

/** A component as it was built. */
export interface Built {
  readonly name: string;
  readonly binary: Uint8Array;
}

/** Stores the programs that were built with this host in place of other builds of them, and readies all that are stored. */
export async function openLibrary(
  engine: Engine,
  library: Library,
  built: readonly Built[],
  journal: Journal,
): Promise<void> {
  for (const program of built) await installBuilt(engine, program, journal);
  const programs = await run(engine, async (transaction) => {
    const stored = await storedPrograms(transaction);
    return Promise.all(stored.map(async (program) => ({ program, stored: await storedBinary(transaction, program) })));
  });
  await Promise.all(
    programs.map(async ({ program, stored }) => {
      const { name, sizeBytes } = program;
      const binary = await readBinary(program, stored);
      let component: Component;
      try {
        component = await loadComponent(binary, { name });
      } catch (error) {
        // Its verbs answer that it is not installed; everything else goes on.
        journal.log('error', 'programs', `"${name}" cannot be run and is left out: ${(error as Error).message}`);
        return;
      }
      library.adopt({ name, component, sizeBytes });
    }),
  );
}

async function installBuilt(engine: Engine, { name, binary }: Built, journal: Journal): Promise<void> {
  const hash = createHash('sha256').update(binary).digest('hex');
  let compressed: Uint8Array | undefined;
  const before = await run(
    engine,
    async (transaction) => {
      const stored = (await storedPrograms(transaction)).find((program) => program.name === name);
      const isThere = stored?.hash === hash && !stored.isKept;
      if (isThere || (stored?.isKept === true && stored.hash !== hash)) return stored;
      compressed ??= compressSync(binary);
      const problem = problemWithProgram(name, binary) ?? problemWithCompressed(compressed);
      if (problem !== undefined) throw new HostProblem(`"${name}" of this host cannot be installed: ${problem}`);
      await storeProgram(transaction, { name, hash, sizeBytes: binary.length, isKept: false }, compressed);
      return stored;
    },
    { once: true },
  );
  if (before?.hash === hash) return;
  if (before?.isKept === true) {
    const kept = before.hash.slice(0, 12);
    journal.log('info', 'programs', `"${name}": ${kept} was installed while the world ran, and stays`);
    return;
  }
  const what = before === undefined ? 'installed' : `replaced build ${before.hash.slice(0, 12)} by`;
  journal.log('info', 'programs', `"${name}": ${what} ${hash.slice(0, 12)}, ${binary.length} bytes`);
}
