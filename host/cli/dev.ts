import { createHash } from 'node:crypto';
import { relative } from 'node:path';
import type { ImageFile } from '../kernel/index.ts';
import { witFolders } from '../bindgen/wit-path.ts';
import { componentName, outputPath } from '../bindgen/project.ts';
import { Failure, type Call } from './command.ts';
import { folderOf } from './folder.ts';
import { buildAndTell, dataFolder, describeRefusal, readProgram } from './install.ts';
import { OperatorClient, Refused } from './operator-client.ts';
import type { Output } from './output.ts';
import { tellWarnings } from './problems.ts';
import { FolderWatch, FolderWatches } from './watch.ts';
import { readWorldFiles, worldFolderOf } from './world-folder.ts';

/** `atrium dev`: returns only when the folder can no longer be watched. */
export async function runDev({ positionals, values, switches, output }: Call): Promise<void> {
  const folder = folderOf(positionals[0]);
  const development = new Development({
    folder,
    name: values['as'] ?? componentName(folder),
    worldFolder: () => values['world'] ?? worldFolderOf(folder),
    grant: switches.has('grant'),
    client: new OperatorClient(dataFolder(values['data'])),
    output,
  });
  // A save during the first build is seen too.
  const { promise, reject } = Promise.withResolvers<never>();
  const watching = new FolderWatch(folder, () => development.changed(), reject);
  const worldFolder = values['world'];
  // Packages above the folder come and go: which there are is looked at after each change.
  const others = new FolderWatches(
    () =>
      [...witFolders(folder), ...(worldFolder === undefined ? [] : [worldFolder])].filter((one) => !isIn(one, folder)),
    () => development.changed(),
  );
  development.changed();
  try {
    await promise;
  } catch (error) {
    throw new Failure(`${folder} can no longer be watched: ${(error as Error).message}`, { cause: error });
  } finally {
    watching.stop();
    others.stop();
  }
}

/** Whether a path is in a folder, which is watched with all that is in it. */
function isIn(path: string, folder: string): boolean {
  return !relative(folder, path).startsWith('..');
}

interface DevelopmentParts {
  readonly folder: string;
  readonly name: string;
  /** The world files may come and go. */
  readonly worldFolder: () => string | undefined;
  readonly grant: boolean;
  readonly client: OperatorClient;
  readonly output: Output;
}

/** Keeps what runs in a world equal to what is in a folder. */
class Development {
  readonly #parts: DevelopmentParts;
  #busy = false;
  #again = false;
  /** A digest of what is installed. */
  #installed = '';

  constructor(parts: DevelopmentParts) {
    this.#parts = parts;
  }

  /** Something in the folder has changed: it is built and installed once, however often it changes meanwhile. */
  changed(): void {
    this.#again = true;
    if (!this.#busy) void this.#work();
  }

  /** Never rejects. */
  async #work(): Promise<void> {
    const { output } = this.#parts;
    this.#busy = true;
    while (this.#again) {
      this.#again = false;
      try {
        await this.#update();
      } catch (error) {
        const message = error instanceof Failure ? error.message : `unexpected: ${(error as Error).stack}`;
        output.progress(`${output.styleProgress('red', 'not installed:')} ${message}`);
      }
    }
    this.#busy = false;
  }

  async #update(): Promise<void> {
    const { folder, name, worldFolder, grant, client, output } = this.#parts;
    const start = performance.now();
    const file = outputPath(folder);
    if (!(await buildAndTell(folder, file, output))) {
      output.progress(output.styleProgress('dim', `${name} stays as it was.`));
      return;
    }
    const builtMs = performance.now() - start;
    const binary = readProgram(file);
    const world = worldFolder();
    const files = world === undefined ? undefined : readWorldFiles(world);
    const digest = digestOf(binary, files);
    if (digest === this.#installed) {
      output.progress(output.styleProgress('dim', `${name} is installed as it is.`));
      return;
    }
    try {
      const { warnings } = await client.install({ name, binary, grant, ...(files !== undefined && { files }) });
      tellWarnings(warnings, output);
    } catch (error) {
      if (error instanceof Refused) throw new Failure(describeRefusal(error, folder, name), { cause: error });
      throw error;
    }
    this.#installed = digest;
    const totalMs = performance.now() - start;
    const times = `${Math.round(totalMs)} ms, of these ${Math.round(builtMs)} to build`;
    output.result(`${output.style('green', 'installed')} ${name}  ${output.style('dim', times)}`);
  }
}

function digestOf(binary: Uint8Array, files: readonly ImageFile[] | undefined): string {
  return createHash('sha256')
    .update(binary)
    .update(JSON.stringify(files ?? null))
    .digest('hex');
}
