import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const MAIN = new URL('../host/main.ts', import.meta.url).pathname;

export interface HostOptions {
  /** The data folder; a fresh temporary one when left out. */
  data?: string;
  /** Further flags. */
  flags?: string[];
  /** Further environment variables. */
  env?: Record<string, string>;
}

/** A real host in a process of its own. */
export interface HostProcess {
  /** `http://127.0.0.1:PORT/` */
  readonly web: string;
  /** `ws://127.0.0.1:PORT/ws` */
  readonly socket: string;
  readonly port: number;
  readonly terminalPort: number;
  readonly data: string;
  readonly process: ChildProcess;
  /** What it has written to standard error so far. */
  log(): string;
  /** Asks it to stop and answers its exit code. */
  stop(): Promise<number | null>;
  /** Ends it as `kill -9` does. */
  kill(): Promise<void>;
}

/** A host that ended before it was ready: its exit code and what it said. */
export class HostEnded extends Error {
  readonly code: number | null;
  readonly stderr: string;

  constructor(code: number | null, stderr: string) {
    super(`the host ended with code ${code} before it was ready: ${stderr}`);
    this.code = code;
    this.stderr = stderr;
  }
}

export async function temporaryFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'atrium-'));
}

export async function removeFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
}

/** Starts a host on free ports and answers once it has printed both addresses. */
export async function startHost(options: HostOptions = {}): Promise<HostProcess> {
  const data = options.data ?? (await temporaryFolder());
  const ports = options.flags?.includes('--port') ? [] : ['--port', '0', '--terminal-port', '0'];
  const child = spawn(process.execPath, [MAIN, ...ports, '--data', data, ...(options.flags ?? [])], {
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const exited = once(child, 'exit') as Promise<[number | null]>;

  const ready = new Promise<{ port: number; terminalPort: number }>((resolve) => {
    let port = 0;
    createInterface({ input: child.stdout }).on('line', (line) => {
      const web = /^web\s+http:\/\/.*:(\d+)\//.exec(line);
      if (web) port = Number(web[1]);
      const terminal = /^terminal\s+.*:(\d+)$/.exec(line);
      if (terminal) resolve({ port, terminalPort: Number(terminal[1]) });
    });
  });
  const ended = exited.then(([code]) => Promise.reject(new HostEnded(code, stderr)));
  const { port, terminalPort } = await Promise.race([ready, ended]);
  ended.catch(() => {});

  async function end(signal: NodeJS.Signals): Promise<number | null> {
    if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
    child.kill(signal);
    const [code] = await exited;
    return code;
  }

  return {
    web: `http://127.0.0.1:${port}/`,
    socket: `ws://127.0.0.1:${port}/ws`,
    port,
    terminalPort,
    data,
    process: child,
    log: () => stderr,
    stop: () => end('SIGTERM'),
    kill: async () => void (await end('SIGKILL')),
  };
}
