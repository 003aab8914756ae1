import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { Player } from '../player.ts';
import { Dev } from './dev.ts';
import { folderOf, hostOf } from './host.ts';
import { atriumIn } from './stones.ts';
import { runPage, type Block } from './page.ts';

const PAGE = join(import.meta.dirname, '../../docs/authoring/tutorial.md');

test('the tutorial does what it says', async (t) => {
  t.timeout(300_000);
  const work = await folderOf(t);
  const host = await hostOf(t);
  const ann = await Player.guest(host.socket);
  await ann.hears(/glass roof/);
  let dev: Dev | undefined;
  let commands = 0;

  /** Whoever reads looks at the world only when what was saved is there. */
  let edited = false;
  const settle = async (): Promise<void> => {
    if (edited) await dev?.says(/installed wishing-well|wishing-well is installed as it is/);
    edited = false;
  };

  async function consoleLine(line: string): Promise<void> {
    const command = /^\$ (.*)$/.exec(line)?.[1];
    if (command === undefined || command === 'make run') return;
    const [name, ...args] = command.split(' ');
    t.is(name, 'atrium');
    if (args[0] === 'dev') {
      dev = new Dev(t, args.slice(1), { cwd: work, data: host.data });
      await dev.says(/installed wishing-well/);
      return;
    }
    const said = await atriumIn(work, host.data, ...args);
    t.is(said.code, 0, `${command}: ${said.out}${said.err}`);
  }

  async function run({ kind, argument, lines }: Block): Promise<void> {
    const file = join(work, argument);
    switch (kind) {
      case 'console':
        for (const line of lines) await consoleLine(line);
        return;
      case 'ts':
      case 'world':
        await settle();
        writeFileSync(file, `${lines.join('\n')}\n`);
        return;
      case 'edit': {
        await settle();
        const [from, ...to] = lines as [string, ...string[]];
        const source = readFileSync(file, 'utf8');
        t.true(source.includes(from), `${argument} has no ${from}`);
        writeFileSync(
          file,
          source.replace(from, () => to.join('\n')),
        );
        edited = true;
        return;
      }
      case 'said':
        for (const line of lines) await dev?.says(new RegExp(line.replaceAll('.', '\\.')));
        edited = false;
        return;
      case 'player':
        await settle();
        for (const line of lines) {
          if (!line.startsWith('> ')) await ann.hears(line);
          else {
            ann.command(line.slice(2));
            commands++;
          }
        }
        return;
      default:
        throw new Error(`no block is of the kind ${kind}`);
    }
  }

  await runPage(PAGE, run);
  t.true(commands >= 5);
  t.is(ann.events.filter(({ type }) => type === 'error' || type === 'bye').length, 0);
  await host.stop();
});
