import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as elapsed } from 'node:timers/promises';
import { removeFolder, startHost, temporaryFolder } from '../host-process.ts';
import { Player } from '../player.ts';
import { figure, median, percentile, type Figure } from './report.ts';

const ROOT = join(import.meta.dirname, '../..');
const EXAMPLE = join(ROOT, 'components/examples/clock-tower');
/** What an author waits for without thinking of it, in milliseconds. */
const AIM_MS = 1_000;
const WARM_UP = 2;
const SAVES = 11;
/** How often the player looks, in milliseconds: what a figure may be too high by. */
const LOOK_MS = 10;

/** From saving a source file to a connected player who sees what it does, with `atrium dev` running. */
export async function* saving(): AsyncGenerator<Figure> {
  const parent = await temporaryFolder();
  const folder = join(parent, 'clock-tower');
  cpSync(EXAMPLE, folder, { recursive: true, filter: (path) => !/\/(bindings|build)$/.test(path) });
  const host = await startHost({ flags: ['--commands-per-second', '1000'] });
  const dev = spawn(process.execPath, [join(ROOT, 'host/cli/main.ts'), 'dev', folder, '--grant', '--data', host.data], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    await once(createInterface({ input: dev.stdout }), 'line');
    const ann = await Player.guest(host.socket);
    for (const way of ['Front Steps', 'Quay']) await ann.does('go south', way);
    const entry = join(folder, 'assembly/entry.ts');
    const source = readFileSync(entry, 'utf8');
    const tookMs: number[] = [];
    for (let save = 0; save < WARM_UP + SAVES; save++) {
      const start = performance.now();
      writeFileSync(entry, source.replace('The clock tower strikes', `Save ${save} strikes`));
      while (!(await ann.does('wind tower', / strikes /)).text?.startsWith(`Save ${save} `)) await elapsed(LOOK_MS);
      if (save >= WARM_UP) tookMs.push(performance.now() - start);
    }
    yield figure('save to seen in a live world, median', median(tookMs), 'ms', null, { atMost: AIM_MS });
    yield figure('save to seen in a live world, 90 of 100', percentile(tookMs, 0.9), 'ms', null, { atMost: AIM_MS });
  } finally {
    dev.kill();
    await host.stop();
    await removeFolder(parent);
    await removeFolder(host.data);
  }
}
