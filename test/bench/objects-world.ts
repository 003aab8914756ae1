import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseGrants } from '../../host/grants/index.ts';
import { Journal, Kernel, type Built, type Connection, type ImageFile, type Port } from '../../host/kernel/index.ts';
import { openLmdb } from '../../host/store/lmdb-engine.ts';
import { removeFolder, temporaryFolder } from '../host-process.ts';

const SHIPPED = 'host/grants/shipped.json';
const IMAGE = 'world-image';
/** What the programs of the bench are granted. */
const GUESTS = new Map(['objects', 'call'].map((name) => [`driver:objects/${name}@0.1.0`, {}]));

function component(name: string): Built {
  return { name, binary: readFileSync(`build/${name}.component.wasm`) };
}

/** The files of the world that is shipped. */
export function shippedImage(): ImageFile[] {
  return readdirSync(IMAGE, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.world'))
    .toSorted((one, other) => (one < other ? -1 : 1))
    .map((path) => ({ path, text: readFileSync(join(IMAGE, path), 'utf8') }));
}

/** Somebody connected, in memory. */
export class Player implements Port {
  /** Messages heard, and the last of them. */
  heard = 0;
  last = '';
  readonly #connection: Connection;
  readonly #kernel: Kernel;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
    this.#connection = kernel.connect(this, 'lines', 'a bench');
  }

  /** Hands in a line. On a store that answers at once its task has run, and been committed, when this returns. */
  says(line: string): void {
    this.#kernel.receive(this.#connection, line);
  }

  send(text: string): void {
    this.heard++;
    this.last = text;
  }

  complain(sentence: string): void {
    this.send(`! ${sentence}`);
  }

  close(): void {}
  cork(): void {}
  uncork(): void {}
  hold(): void {}
}

/** A kernel on a real store with the real driver and the programs that are shipped, all in this process. */
export class BenchWorld {
  readonly kernel: Kernel;
  readonly #folder: string;
  readonly #close: () => Promise<void>;

  private constructor(kernel: Kernel, folder: string, close: () => Promise<void>) {
    this.kernel = kernel;
    this.#folder = folder;
    this.#close = close;
  }

  static async of(image: readonly ImageFile[], guests: readonly Built[]): Promise<BenchWorld> {
    const folder = await temporaryFolder();
    const engine = await openLmdb({ folder });
    const problems: string[] = [];
    const shipped = parseGrants(readFileSync(SHIPPED, 'utf8'), SHIPPED);
    const kernel = await Kernel.open({
      engine,
      driver: component('driver'),
      programs: [component('commands'), component('builder'), ...guests],
      grants: guests.reduce((grants, { name }) => grants.with(name, GUESTS), shipped),
      journal: new Journal((line) => problems.push(line), Date.now),
      nowMs: Date.now,
      storeFailed: (error) => problems.push(String(error)),
    });
    await kernel.loadImage(image);
    await kernel.start();
    return new BenchWorld(kernel, folder, async () => {
      await kernel.settled();
      kernel.stop();
      await engine.close();
      // A verb that fails would be a fast one.
      const failed = problems.filter((line) => /error|warning/.test(line));
      if (failed.length > 0) throw new Error(failed.slice(0, 3).join('\n'));
    });
  }

  /** A guest, in the place where people begin. */
  async guest(): Promise<Player> {
    const player = new Player(this.kernel);
    player.says('connect guest');
    await this.kernel.settled();
    return player;
  }

  async end(): Promise<void> {
    await this.#close();
    await removeFolder(this.#folder);
  }
}
