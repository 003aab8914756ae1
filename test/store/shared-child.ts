import { writeSync } from 'node:fs';
import { once } from 'node:events';
import type { Engine } from '../../host/store/engine.ts';
import { StoreError } from '../../host/store/errors.ts';
import { openLmdb } from '../../host/store/lmdb-engine.ts';
import { bytes, text } from './keys.ts';

/*
 * A process that shares a store. Arguments: what it does, the data folder, and what that needs:
 * `write KEY VALUE`; `hold`, a transaction open until it is killed; `count`, which from the first line of its input to the end of it adds
 * one to a key, and says how often it did; `reopen FOLDER TIMES`, which opens the folder again and again; `fill`, which writes until the disk takes no more and says what came of it.
 */

export interface SharedDiskReport {
  /** Commits acknowledged: keys `fill 0` to this less one. */
  readonly acknowledged: number;
  /** The errors of those that were under way when it failed. */
  readonly refused: readonly string[];
  /** What `begin` said then. */
  readonly begin: string;
}

const say = (line: string): void => void writeSync(1, `${line}\n`);

const DEEDS: Record<string, (engine: Engine, ...args: string[]) => Promise<void>> = {
  async write(engine, key, value) {
    const transaction = engine.begin();
    transaction.set(bytes(key!), bytes(value!));
    await transaction.commit();
    say('done');
  },

  async hold(engine) {
    await engine.begin().get(bytes('a'));
    say('begun');
    await once(process.stdin.resume(), 'end');
  },

  async count(engine) {
    say('ready');
    await once(process.stdin, 'data');
    let isOver = false;
    process.stdin.once('end', () => (isOver = true));
    let done = 0;
    while (!isOver) {
      const transaction = engine.begin();
      const seen = Number(text(await transaction.get(bytes('count'))) ?? '0');
      transaction.set(bytes('count'), bytes(`${seen + 1}`));
      try {
        await transaction.commit();
        done++;
      } catch (error) {
        if (!(error instanceof StoreError) || !error.retryable) throw error;
      }
    }
    say(`${done}`);
  },

  async reopen(engine, folder, times) {
    await engine.close();
    for (let i = 0; i < Number(times); i++) {
      const opened = await openLmdb({ folder: folder!, shared: true, nowMs: () => 0 });
      await opened.close();
    }
    say('done');
  },

  async fill(engine) {
    let acknowledged = 0;
    const refused: string[] = [];
    for (let next = 0; refused.length === 0; next += 2) {
      const commits = [next, next + 1].map((key) => {
        const transaction = engine.begin();
        transaction.set(bytes(`fill ${key}`), new Uint8Array(20_000).fill(1));
        return transaction.commit();
      });
      for (const outcome of await Promise.allSettled(commits)) {
        if (outcome.status === 'fulfilled') acknowledged++;
        else refused.push(String(outcome.reason));
      }
    }
    let begin = 'no error';
    try {
      engine.begin();
    } catch (error) {
      begin = String(error);
    }
    const report: SharedDiskReport = { acknowledged, refused, begin };
    say(JSON.stringify(report));
  },
};

const [deed, folder, ...args] = process.argv.slice(2);
if (import.meta.filename === process.argv[1]) {
  const engine = await openLmdb({ folder: folder!, shared: true, nowMs: () => 0 });
  await DEEDS[deed!]!(engine, ...args);
  await engine.close();
}
