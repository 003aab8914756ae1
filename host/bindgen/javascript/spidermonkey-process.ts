import { join } from 'node:path';

import { componentize } from '@bytecodealliance/componentize-js';

import { END, type Answer } from './engine-process.ts';
import type { Assignment } from './spidermonkey-tool.ts';

// The limit on processors' time is meant for the programs that this one starts.
process.on('SIGXCPU', () => {});
// Nobody waits for what it makes.
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
process.on('message', (assignment: Assignment) => {
  void make(assignment).then((answer) => {
    process.stdout.write(END);
    process.send!(answer);
  });
});

async function make({ folder, wit, world, disabled }: Assignment): Promise<Answer> {
  // The engine names files by their paths from here.
  process.chdir(folder);
  const options = {
    sourcePath: join(folder, 'entry.js'),
    witWorld: wit,
    worldName: world,
    disableFeatures: [...disabled],
  };
  try {
    const { component } = await componentize(options);
    return { component };
  } catch (error) {
    return { failure: (error as Error).message };
  }
}
