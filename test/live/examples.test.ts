import { cpSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { Player } from '../player.ts';
import { folderOf, hostOf } from './host.ts';
import { atrium } from './stones.ts';

const EXAMPLES = join(import.meta.dirname, '../../components/examples');

/** Where somebody who begins in the atrium goes, and what they type and see there, once an example is in their world. */
const VISITS: Record<string, { ways: string[]; command: string; sees: string }> = {
  'clock-tower': {
    ways: ['Front Steps', 'Quay'],
    command: 'wind tower',
    sees: 'The clock tower strikes twelve times.',
  },
  'four-in-a-row': { ways: [], command: 'join board', sees: 'You sit down at the board. One chair is free.' },
  garden: { ways: ['Front Steps'], command: 'sow poppies in bed', sees: 'You sow poppies in the flower bed.' },
};

for (const entry of readdirSync(EXAMPLES, { withFileTypes: true }).filter((each) => each.isDirectory())) {
  const { name } = entry;
  test(`${name} passes its own tests, and works in a live world`, async (t) => {
    const { ways, command, sees } = VISITS[name]!;
    // What is built does not lie among the sources.
    const folder = join(await folderOf(t), name);
    cpSync(join(EXAMPLES, name), folder, { recursive: true });
    const tested = await atrium('test', folder);
    t.is(tested.code, 0, `${tested.out}${tested.err}`);

    const host = await hostOf(t);
    const ann = await Player.guest(host.socket);
    await ann.hears(/glass roof/);
    const installed = await atrium('install', folder, '--grant', '--data', host.data);
    t.is(installed.code, 0, installed.err);
    for (const way of ways) await ann.does('go south', way);
    await ann.does(command, sees);
    await host.kill();
    const again = await hostOf(t, { data: host.data });
    const ben = await Player.guest(again.socket);
    for (const way of ways) await ben.does('go south', way);
    await ben.does('look', /You see .*(tower|board|bed)/);
  });
}
