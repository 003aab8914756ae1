import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { openWorld, type Person } from '../../host/testing/index.ts';
import { removeFolder, startHost, temporaryFolder, type HostProcess } from '../host-process.ts';
import { Player } from '../player.ts';
import { atriumIn } from './stones.ts';
import { blocksOf, type Block } from './page.ts';

const PAGES = join(import.meta.dirname, '../../docs/authoring');
const MINUTE_MS = 60_000;
/** How long a line of the log may take, in milliseconds, on a busy machine. */
const PATIENCE_MS = 30_000;
const PASSWORD = 'a password of a test';

async function workFolder(t: ExecutionContext): Promise<string> {
  const folder = await temporaryFolder();
  t.teardown(() => removeFolder(folder));
  return folder;
}

function page(name: string): Block[] {
  return blocksOf(readFileSync(join(PAGES, name), 'utf8'));
}

/** Writes the files of a page, and answers the blocks that are to be played. */
function lay(blocks: readonly Block[], folder: string): Block[] {
  for (const { kind, argument, lines } of blocks) {
    if (kind !== 'ts' && kind !== 'js' && kind !== 'world') continue;
    const file = join(folder, argument);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `${lines.join('\n')}\n`);
  }
  return blocks.filter(({ kind }) => kind === 'player');
}

/** A component in a folder, of the files of a page. */
function component(folder: string, name: string): string {
  const path = join(folder, name);
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, 'component.json'), '{ "world": "atrium:worlds/program@0.1.0" }\n');
  return path;
}

/** Commands, and what is seen after each: all of it, in order. */
async function play(
  t: ExecutionContext,
  block: Block,
  person: Pick<Person, 'does' | 'heard'>,
  passes: (what: string) => Promise<void>,
): Promise<void> {
  let seen: string[] = [];
  for (const [index, line] of block.lines.entries()) {
    const where = `the line ${block.line + 1 + index}`;
    const meanwhile = /^\((.*)\)$/.exec(line)?.[1];
    if (meanwhile === undefined && !line.startsWith('> ')) {
      if (seen.length === 0) seen = person.heard();
      t.is(seen.shift(), line, where);
      continue;
    }
    t.deepEqual(seen, [], `seen before ${where}`);
    if (meanwhile === undefined) seen = await person.does(line.slice(2));
    else await passes(meanwhile);
  }
  t.deepEqual([...seen, ...person.heard()], [], `seen after the block at line ${block.line}`);
}

for (const [file, name] of [
  ['timers.md', 'kettle'],
  ['talk-to-players.md', 'cup'],
] as const) {
  test.serial(`${file} does what it says`, async (t) => {
    const folder = await workFolder(t);
    const blocks = lay(page(file), folder);
    const world = await openWorld({ component: component(folder, name) });
    t.teardown(() => world.stop());
    const people = new Map<string, Person>();
    for (const block of blocks) people.set(block.argument, await world.connect(block.argument));
    for (const person of people.values()) person.heard();
    for (const block of blocks) {
      await play(t, block, people.get(block.argument)!, async (what) => {
        const minutes = /^(\d+) minutes later$/.exec(what)?.[1];
        t.truthy(minutes, `nobody knows what is meant by (${what})`);
        await world.advance(Number(minutes) * MINUTE_MS);
      });
    }
    t.true(blocks.length > 0);
  });
}

/** A host, somebody at it who comes back after it was killed, and a shell beside. */
class Stage {
  readonly #t: ExecutionContext;
  readonly #folder: string;
  #host: HostProcess;
  #player: Player | undefined;

  private constructor(t: ExecutionContext, folder: string, host: HostProcess) {
    this.#t = t;
    this.#folder = folder;
    this.#host = host;
  }

  static async open(t: ExecutionContext, folder: string): Promise<Stage> {
    const stage = new Stage(t, folder, await startHost());
    t.teardown(async () => {
      await stage.#host.kill();
      await removeFolder(stage.#host.data);
    });
    return stage;
  }

  async run(block: Block): Promise<void> {
    const { kind, lines } = block;
    if (kind === 'console') await this.#shell(block, 0);
    else if (kind === 'failing') await this.#shell(block, 1);
    else if (kind === 'edit') this.#edit(block);
    else if (kind === 'log') for (const line of lines) await this.#logs(line);
    else if (kind === 'player') await play(this.#t, block, this.#seat(block.argument), (what) => this.#passes(what));
    else lay([block], this.#folder);
  }

  /** Commands, and lines that each writes, in order. */
  async #shell({ lines, line }: Block, code: number): Promise<void> {
    let written = '';
    for (const text of lines) {
      const command = /^\$ atrium (.*)$/.exec(text)?.[1];
      if (command === undefined) {
        const at = written.indexOf(text);
        this.#t.true(at >= 0, `the block at line ${line}: "${text}" is not in what comes:\n${written}`);
        written = written.slice(at + text.length);
        continue;
      }
      const said = await atriumIn(this.#folder, this.#host.data, ...command.split(' '));
      this.#t.is(said.code, code, `${command}: ${said.out}${said.err}`);
      written = said.err + said.out;
    }
  }

  /** The first line of a file's block is replaced by the others. */
  #edit({ argument, lines }: Block): void {
    const file = join(this.#folder, argument);
    const source = readFileSync(file, 'utf8');
    const [from, ...to] = lines as [string, ...string[]];
    this.#t.true(source.includes(from), `${argument} has no ${from}`);
    writeFileSync(
      file,
      source.replace(from, () => to.join('\n')),
    );
  }

  async #logs(text: string): Promise<void> {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    while (!signal.aborted && !this.#host.log().includes(text)) {
      await once(this.#host.process.stderr!, 'data', { signal }).catch(() => {});
    }
    this.#t.true(this.#host.log().includes(text), `"${text}" is not in the log:\n${this.#host.log()}`);
  }

  async #enter(type: 'create' | 'connect', name: string): Promise<Player> {
    const player = await Player.enter(this.#host.socket, { type, name, password: PASSWORD });
    await player.does('say ready', /ready/);
    return player;
  }

  #seat(name: string): Pick<Person, 'does' | 'heard'> {
    const does = async (command: string): Promise<string[]> => {
      this.#player ??= await this.#enter('create', name);
      const { text = '' } = await this.#player.does(command, /./);
      return text.split('\n');
    };
    return { does, heard: () => [] };
  }

  async #passes(what: string): Promise<void> {
    this.#t.is(what, 'the host is killed, and started again');
    const { data } = this.#host;
    await this.#host.kill();
    this.#host = await startHost({ data });
    this.#player = await this.#enter('connect', 'Ann');
  }
}

for (const [file, name] of [
  ['hold-state.md', 'tally'],
  ['test.md', 'lamp'],
  ['debug.md', 'shelf'],
  ['other-languages.md', undefined],
] as const) {
  test.serial(`${file} does what it says`, async (t) => {
    const folder = await workFolder(t);
    if (name !== undefined) component(folder, name);
    const stage = await Stage.open(t, folder);
    const blocks = page(file);
    t.true(blocks.length > 0);
    for (const block of blocks) await stage.run(block);
  });
}
