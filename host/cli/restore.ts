import { resolve } from 'node:path';
import { restoreBackup } from '../store/backup-restore.ts';
import { StoreError } from '../store/errors.ts';
import { Failure, type Call } from './command.ts';
import { dataFolder } from './install.ts';

/** `atrium restore`. */
export async function runRestore({ positionals, values, switches, output }: Call): Promise<void> {
  const data = resolve(dataFolder(values['data']));
  try {
    const { rows, made } = await restoreBackup(positionals[0]!, data);
    if (switches.has('json')) output.json({ data, rows, made });
    else output.result(`${output.style('green', 'restored')} ${data}: ${rows} rows, as of ${made}`);
  } catch (error) {
    if (error instanceof StoreError) throw new Failure(error.message, { cause: error });
    throw error;
  }
}
