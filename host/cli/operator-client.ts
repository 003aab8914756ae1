import { request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Installed, RunningComponent } from '../kernel/index.ts';
import { operatorSocket, withSocketPath } from '../net/index.ts';
import { Failure } from './command.ts';

/** What a host says of itself. */
export interface HostStatus {
  readonly name: string;
  readonly version: string;
  readonly node: string;
  readonly pid: number;
  readonly upMs: number;
  readonly healthy: boolean;
  readonly store: { readonly hits: number; readonly misses: number; readonly conflicts: number };
}

/** A program and what comes with it, to be installed. */
export interface Installing {
  readonly name: string;
  readonly binary: Uint8Array;
  readonly files?: readonly { readonly path: string; readonly text: string }[];
  readonly grant: boolean;
}

/** The host has refused, and says why. */
export class Refused extends Failure {
  override readonly name = 'Refused';
  override readonly code: string;
  /** With `not-granted`: the full names of the interfaces. */
  readonly missing: readonly string[];

  constructor({ code, message, missing = [] }: { code: string; message: string; missing?: readonly string[] }) {
    super(message);
    this.code = code;
    this.missing = missing;
  }
}

/** Talks to the host that runs on a data folder. Every method throws `Failure` when there is none, and `Refused`. */
export class OperatorClient {
  readonly #dataFolder: string;

  constructor(dataFolder: string) {
    this.#dataFolder = dataFolder;
  }

  status(): Promise<HostStatus> {
    return this.#ask('GET', '/status');
  }

  async programs(): Promise<RunningComponent[]> {
    const { programs } = await this.#ask<{ programs: RunningComponent[] }>('GET', '/programs');
    return programs;
  }

  install({ name, binary, ...rest }: Installing): Promise<Installed> {
    const body = JSON.stringify({ binary: binary.toBase64(), ...rest });
    return this.#ask('PUT', `/programs/${encodeURIComponent(name)}`, body);
  }

  /** Backs the world up to a folder, an absolute path, while it runs. */
  backUp(folder: string): Promise<{ rows: number; bytes: number }> {
    return this.#ask('POST', '/backups', JSON.stringify({ folder }));
  }

  async #ask<T>(method: string, path: string, body?: string): Promise<T> {
    let answer: { status: number; body: string };
    try {
      answer = await this.#exchange(method, path, body);
    } catch (error) {
      throw this.#unreachable(error as NodeJS.ErrnoException);
    }
    const content = JSON.parse(answer.body) as T & { error?: { code: string; message: string; missing?: string[] } };
    if (content.error !== undefined) throw new Refused(content.error);
    return content;
  }

  #exchange(method: string, path: string, body?: string): Promise<{ status: number; body: string }> {
    return new Promise((resolve, reject) => {
      const asked = request({ method, path, createConnection: () => this.#connect() });
      asked.on('error', reject);
      asked.on('response', (response) => {
        text(response).then((received) => resolve({ status: response.statusCode ?? 0, body: received }), reject);
      });
      asked.end(body);
    });
  }

  #connect(): Socket {
    return withSocketPath(this.#dataFolder, (path) => connect({ path }));
  }

  #unreachable({ code, message }: NodeJS.ErrnoException): Failure {
    const folder = this.#dataFolder;
    switch (code) {
      case 'ENOENT':
      case 'ECONNREFUSED':
        return new Failure(
          `no world runs on ${folder}: start one with "make run", or name its data folder with --data`,
        );
      case 'EACCES':
        return new Failure(`${operatorSocket(folder)} is another user's: only who runs a host may install into it`);
      default:
        return new Failure(`the host on ${folder} does not answer: ${message}`);
    }
  }
}
