import test from 'ava';
import { removeFolder, startHost } from '../host-process.ts';
import { Terminal } from '../player.ts';
import { ways } from './house.ts';
import { NOUNS } from './nouns.ts';

/** What an administrator does so that every door of a room is open. */
const OPENINGS: Readonly<Record<string, string>> = {
  "Keeper's Kitchen": '@set open of cellar door to yes',
  Cellar: '@set open of green door to yes',
  Stacks: '@set open of stair to yes',
  Observatory: '@set open of shutter to yes',
};

test('every way leads where it should and back, and every noun can be looked at', async (t) => {
  const host = await startHost({ env: { ATRIUM_COMMANDS_PER_SECOND: '1000000' } });
  const ann = await Terminal.enter(host.terminalPort, 'Ann');
  const all = ways();
  const seen = new Set<string>();

  async function explore(room: string): Promise<void> {
    seen.add(room);
    if (OPENINGS[room]) await ann.does(OPENINGS[room], 'is now: yes');
    for (const noun of NOUNS[room] ?? []) {
      ann.line(`look at ${noun}`);
      // The answer to the mark comes after the answer to the look.
      await ann.does(`emote marks ${noun}.`, `Ann marks ${noun}.`);
      const answer = ann.lines.at(-2) ?? '';
      t.notRegex(answer, /^You see no|^I don't|^Which|nothing remarkable|^Ann marks/, `${noun} in ${room}`);
    }
    for (const way of all.filter((candidate) => candidate.from === room)) {
      await ann.does(`go ${way.name}`, new RegExp(`^${way.to}$`));
      if (!seen.has(way.to)) await explore(way.to);
      const back = all.find((candidate) => candidate.from === way.to && candidate.to === room);
      await ann.does(`go ${back?.name}`, new RegExp(`^${room}$`));
    }
  }

  await explore('Atrium');
  t.deepEqual([...seen].sort(), Object.keys(NOUNS).sort());
  await host.stop();
  await removeFolder(host.data);
});
