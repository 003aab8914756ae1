import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { buildComponent } from '../../host/bindgen/build.ts';
import { outputPath } from '../../host/bindgen/project.ts';
import { temporaryFolder } from '../host-process.ts';

const MAIN = join(import.meta.dirname, '../../host/cli/main.ts');
const SOURCE = join(import.meta.dirname, 'components/stones');

/** A copy of the stones' source, for a test to change. */
export class Stones {
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async copy(): Promise<Stones> {
    const parent = await temporaryFolder();
    const folder = join(parent, 'stones');
    cpSync(SOURCE, folder, { recursive: true });
    return new Stones(folder);
  }

  remove(): void {
    rmSync(dirname(this.folder), { recursive: true, force: true });
  }

  get entry(): string {
    return join(this.folder, 'assembly/entry.ts');
  }

  get worldFile(): string {
    return join(this.folder, 'world/stones.world');
  }

  /** Replaces a text in a file that has it. */
  edit(file: string, from: string, to: string): void {
    const source = readFileSync(file, 'utf8');
    if (!source.includes(from)) throw new Error(`${file} has no ${from}`);
    writeFileSync(file, source.replace(from, to));
  }

  /** The component as it is built now. */
  async build(): Promise<Uint8Array> {
    const out = outputPath(this.folder);
    await buildComponent({ folder: this.folder, out });
    return readFileSync(out);
  }

  /** Its world files, with a text replaced in each if given. */
  files(change: (text: string) => string = (whole) => whole): { path: string; text: string }[] {
    return [{ path: 'stones.world', text: change(readFileSync(this.worldFile, 'utf8')) }];
  }
}

/** What a command of the command line said. */
export interface Said {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs `atrium`. */
export function atrium(...args: string[]): Promise<Said> {
  return run(args, {});
}

/** Runs `atrium` in a folder, for the host of a data folder. */
export function atriumIn(cwd: string, data: string, ...args: string[]): Promise<Said> {
  return run(args, { cwd, data });
}

async function run(args: readonly string[], { cwd, data }: { cwd?: string; data?: string }): Promise<Said> {
  const child = spawn(process.execPath, [MAIN, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NO_COLOR: '1', ...(data !== undefined && { ATRIUM_DATA: data }) },
    ...(cwd !== undefined && { cwd }),
  });
  const exited = once(child, 'close') as Promise<[number | null]>;
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), exited]);
  return { code, out, err };
}
