import { parentPort } from 'node:worker_threads';

import { build, check } from './build-component.ts';
import type { Answer, Question } from './builder.ts';
import { BuildError } from './problem.ts';

/** One after the other: builds of one component would write the same files. */
let last: Promise<void> = Promise.resolve();

parentPort!.on('message', (question: Question) => {
  last = last.then(async () => parentPort!.postMessage(await answer(question)));
});

async function answer({ id, task, options }: Question): Promise<Answer> {
  try {
    return { id, warnings: await { build, check }[task](options) };
  } catch (error) {
    if (error instanceof BuildError) return { id, problems: error.problems };
    return { id, fault: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}
