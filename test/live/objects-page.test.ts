import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { Terminal } from '../player.ts';
import { folderOf, hostOf } from './host.ts';
import { atriumIn } from './stones.ts';
import { runPage, type Block } from './page.ts';

const PAGE = join(import.meta.dirname, '../../docs/objects.md');
const IMAGE = join(import.meta.dirname, '../../world-image');
/** Who has a password; the first of them runs the world. Everybody else on the page is a guest. */
const PLAYERS = ['Ann', 'Ben', 'Cat'];

test('the page about objects does what it says', async (t) => {
  t.timeout(300_000);
  const work = await folderOf(t);
  const host = await hostOf(t);
  const people = new Map<string, Terminal>();
  let commands = 0;

  for (const name of PLAYERS) people.set(name, await Terminal.enter(host.terminalPort, name));
  people.set('Wren', await Terminal.enter(host.terminalPort));

  async function consoleLine(line: string): Promise<void> {
    const [prompt, name, ...args] = line.split(' ');
    t.is(`${prompt} ${name}`, '$ atrium');
    const said = await atriumIn(work, host.data, ...args);
    t.is(said.code, 0, `${line}: ${said.out}${said.err}`);
  }

  async function run({ kind, argument, lines }: Block): Promise<void> {
    switch (kind) {
      case 'console':
        for (const line of lines) await consoleLine(line);
        return;
      case 'ts':
      case 'world':
        writeFileSync(join(work, argument), `${lines.join('\n')}\n`);
        return;
      case 'image': {
        const image = readFileSync(join(IMAGE, argument), 'utf8').split('\n');
        for (const line of lines) t.true(image.includes(line), `${argument} has no line "${line}"`);
        return;
      }
      case 'player': {
        const person = people.get(argument);
        if (person === undefined) throw new Error(`nobody is called ${argument}`);
        for (const line of lines) {
          if (!line.startsWith('> ')) await person.hears(line);
          else {
            person.line(line.slice(2));
            commands++;
          }
        }
        return;
      }
      default:
        throw new Error(`no block is of the kind ${kind}`);
    }
  }

  await runPage(PAGE, run);
  t.true(commands >= 40);
  await host.stop();
});
