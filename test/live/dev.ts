import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { ExecutionContext } from 'ava';

const MAIN = join(import.meta.dirname, '../../host/cli/main.ts');

/** How long to wait for something to be said, in milliseconds: a first build on a busy machine. */
const PATIENCE_MS = 30_000;

/** `atrium dev`, and what it says. */
export class Dev {
  readonly #process: ChildProcess;
  #said = '';
  #seen = 0;
  #wake: (() => void) | undefined;

  constructor(t: ExecutionContext, args: readonly string[], { cwd, data }: { cwd?: string; data?: string } = {}) {
    this.#process = spawn(process.execPath, [MAIN, 'dev', ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, NO_COLOR: '1', ...(data !== undefined && { ATRIUM_DATA: data }) },
      ...(cwd !== undefined && { cwd }),
    });
    t.teardown(() => this.#process.kill('SIGKILL'));
    for (const stream of [this.#process.stdout!, this.#process.stderr!]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        this.#said += text;
        this.#wake?.();
      });
    }
  }

  /** What is said from here on, up to what matches. */
  async says(pattern: RegExp): Promise<string> {
    const deadline = performance.now() + PATIENCE_MS;
    for (;;) {
      const match = pattern.exec(this.#said.slice(this.#seen));
      if (match !== null) {
        this.#seen += match.index + match[0].length;
        return match[0];
      }
      const leftMs = deadline - performance.now();
      if (leftMs <= 0) throw new Error(`waited for ${pattern}; there came: ${this.#said.slice(this.#seen)}`);
      await new Promise<void>((resolve) => {
        const wait = setTimeout(resolve, leftMs);
        this.#wake = () => {
          clearTimeout(wait);
          resolve();
        };
      });
    }
  }

  async interrupt(): Promise<number | null> {
    const ended = this.ended();
    this.#process.kill('SIGINT');
    return ended;
  }

  /** Its exit code, when it has ended by itself. */
  async ended(): Promise<number | null> {
    if (this.#process.exitCode !== null) return this.#process.exitCode;
    const [code] = (await once(this.#process, 'exit')) as [number | null];
    return code;
  }
}
