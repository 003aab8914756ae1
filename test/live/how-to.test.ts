import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { openWorld, type Person } from '../../host/testing/index.ts';
import { removeFolder, startHost, temporaryFolder, type HostProcess } from '../host-process.ts';
import { Player } from '../player.ts';
import { atriumIn } from './stones.ts';
import { blocksOf, type Block } from './tutorial.ts';

const PAGES = join(import.meta.dirname, '../../docs/authoring');
const MINUTE_MS = 60_000;
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
  return blocks.filter(({ kind }) => kind === 'player' || kind === 'console');
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

test.serial('hold-state.md does what it says, and a host that is killed keeps it', async (t) => {
  const folder = await workFolder(t);
  const blocks = lay(page('hold-state.md'), folder);
  let host: HostProcess = await startHost();
  const { data } = host;
  t.teardown(async () => {
    await host.kill();
    await removeFolder(data);
  });
  component(folder, 'tally');
  const said = await atriumIn(folder, data, 'install', 'tally', '--grant');
  t.is(said.code, 0, said.err);
  t.is(blocks.length, 1);
  const [block] = blocks as [Block];
  const name = block.argument;
  let player = await Player.enter(host.socket, { type: 'create', name, password: PASSWORD });
  const does = async (command: string): Promise<string[]> => [(await player.does(command, 'You cut')).text ?? ''];
  await play(t, block, { does, heard: () => [] }, async (what) => {
    t.is(what, 'the host is killed, and started again');
    await host.kill();
    host = await startHost({ data });
    player = await Player.enter(host.socket, { type: 'connect', name, password: PASSWORD });
  });
});
