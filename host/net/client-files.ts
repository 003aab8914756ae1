import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';

/** The kinds of files a client is made of; others in its folder are not served. */
const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.webmanifest': 'application/manifest+json',
};
const INDEX = 'index.html';

export interface ClientFile {
  readonly type: string;
  readonly body: Uint8Array<ArrayBuffer>;
  readonly etag: string;
}

/** The files of a web client, read when first asked for and kept in memory. */
export class ClientFiles {
  /** Files by URL path. Whatever is not listed when the host starts does not exist, so no path can lead out of the folder. */
  readonly #paths = new Map<string, string>();
  readonly #read = new Map<string, Promise<ClientFile>>();

  constructor(folder: string) {
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || TYPES[extname(entry.name)] === undefined) continue;
      const file = join(entry.parentPath, entry.name);
      this.#paths.set(`/${relative(folder, file).split(sep).join('/')}`, file);
    }
    const index = this.#paths.get(`/${INDEX}`);
    if (index !== undefined) this.#paths.set('/', index);
  }

  /** The file at a URL path, or nothing. */
  async find(path: string): Promise<ClientFile | undefined> {
    const file = this.#paths.get(path);
    if (file === undefined) return undefined;
    const known = this.#read.get(file);
    if (known !== undefined) return known;
    const reading = read(file);
    this.#read.set(file, reading);
    // A file that could not be read is tried again at the next request.
    reading.catch(() => this.#read.delete(file));
    return reading;
  }
}

async function read(file: string): Promise<ClientFile> {
  const body = Uint8Array.from(await readFile(file));
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
  return { type: TYPES[extname(file)] as string, body, etag };
}
