import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { ExecutionContext } from 'ava';

const COMMAND = resolve(import.meta.dirname, '../../host/cli/atrium');
/** What a shell has: no Node of this repository. */
const SYSTEM_PATH = '/usr/local/bin:/usr/bin:/bin';

/** What a finished process said. */
export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A temporary folder in which the real command is run; it goes when the test ends. */
export class Workshop {
  readonly folder = mkdtempSync(join(tmpdir(), 'atrium-cli-'));

  readonly #command: string;

  /** `command` is that of this repository, when left out. */
  constructor(t: ExecutionContext, command = COMMAND) {
    this.#command = command;
    t.teardown(() => rmSync(this.folder, { recursive: true, force: true }));
  }

  path(...parts: string[]): string {
    return join(this.folder, ...parts);
  }

  write(path: string, text: string | Uint8Array): void {
    mkdirSync(dirname(this.path(path)), { recursive: true });
    writeFileSync(this.path(path), text);
  }

  read(path: string): string {
    return readFileSync(this.path(path), 'utf8');
  }

  /** Runs `atrium` here to its end. */
  async atrium(args: readonly string[], environment: Record<string, string> = {}): Promise<Outcome> {
    return finished(this.start(args, environment));
  }

  /** `folder` is where it is called from, inside of this one. */
  start(args: readonly string[], environment: Record<string, string> = {}, folder = '.'): ChildProcess {
    return spawn(this.#command, args, {
      cwd: this.path(folder),
      env: { PATH: SYSTEM_PATH, HOME: this.folder, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }
}

export { COMMAND };

export async function finished(child: ChildProcess): Promise<Outcome> {
  let stdout = '';
  let stderr = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout, stderr };
}
