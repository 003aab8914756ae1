import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { writeBackup } from '../store/backup.ts';
import { Locked, StoreError } from '../store/errors.ts';
import { FORMAT_FILE } from '../store/lmdb-file.ts';
import { openLmdb } from '../store/lmdb-engine.ts';
import { Failure, type Call } from './command.ts';
import { dataFolder } from './install.ts';
import { OperatorClient } from './operator-client.ts';
import { sizeText } from './size-text.ts';

/** `atrium backup`. */
export async function runBackup({ positionals, values, switches, output }: Call): Promise<void> {
  const folder = resolve(positionals[0]!);
  const { rows, bytes } = await backUp(dataFolder(values['data']), folder);
  if (switches.has('json')) output.json({ folder, rows, bytes });
  else output.result(`${output.style('green', 'backed up')} to ${folder}: ${rows} rows, ${sizeText(bytes)}`);
}

/** Backs up by the host that runs on the data folder, and without one by itself. */
async function backUp(data: string, folder: string): Promise<{ rows: number; bytes: number }> {
  if (!existsSync(join(data, FORMAT_FILE))) {
    throw new Failure(`there is no world in ${data}: name its data folder with --data`);
  }
  try {
    const engine = await openLmdb({ folder: data });
    try {
      return await writeBackup(engine, folder, { nowMs: () => Date.now() });
    } finally {
      await engine.close();
    }
  } catch (error) {
    if (error instanceof Locked && error.message.includes(join(resolve(data), 'lock'))) {
      return new OperatorClient(data).backUp(folder);
    }
    if (error instanceof StoreError) throw new Failure(error.message, { cause: error });
    throw error;
  }
}
