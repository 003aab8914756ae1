import { Buffer } from 'node:buffer';
import { following } from './keys.ts';
import type { Engine, KeyValue } from '../../host/store/engine.ts';
import { run } from '../../host/store/retry.ts';

/** Rows of one transaction: far below the most that one may write. */
const ROWS = 100;
const END = Uint8Array.of(0xff);

/** Writes the rows of a text: lines of `hexkey hexvalue`. */
export async function loadText(engine: Engine, text: string): Promise<void> {
  const rows = text.split('\n').filter((line) => line !== '');
  for (let at = 0; at < rows.length; at += ROWS) {
    await run(engine, (transaction) => {
      for (const [index, row] of rows.slice(at, at + ROWS).entries()) {
        const parts = /^([0-9a-f]+) ([0-9a-f]*)$/.exec(row);
        if (parts === null) throw new Error(`line ${at + index + 1} is not \`hexkey hexvalue\`: ${row}`);
        transaction.set(Buffer.from(parts[1]!, 'hex'), Buffer.from(parts[2]!, 'hex'));
      }
    });
  }
}

/** Everything in a store, as `loadText` reads it. */
export async function dumpText(engine: Engine): Promise<string> {
  let text = '';
  for await (const { key, value } of allRows(engine)) {
    text += `${Buffer.from(key).toString('hex')} ${Buffer.from(value).toString('hex')}\n`;
  }
  return text;
}

async function* allRows(engine: Engine): AsyncGenerator<KeyValue> {
  let start: Uint8Array = new Uint8Array(0);
  for (;;) {
    const from = start;
    const rows = await run(engine, (transaction) => transaction.range(from, END, { limit: ROWS, snapshot: true }));
    yield* rows;
    if (rows.length < ROWS) return;
    start = following(rows[ROWS - 1]!.key);
  }
}
