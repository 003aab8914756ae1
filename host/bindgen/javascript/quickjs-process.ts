import { componentize, type ComponentizeOpts } from 'componentize-qjs';

import { END, type Answer } from './engine-process.ts';

// Nobody waits for what it makes.
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
process.on('message', (options: ComponentizeOpts) => {
  void make(options).then((answer) => {
    process.stdout.write(END);
    process.send!(answer);
  });
});

async function make(options: ComponentizeOpts): Promise<Answer> {
  try {
    const { component } = await componentize(options);
    return { component };
  } catch (error) {
    return { failure: (error as Error).message };
  }
}
