import { writeSync } from 'node:fs';
import { writeBackup } from '../../host/store/backup.ts';
import { restoreBackup } from '../../host/store/backup-restore.ts';
import { openLmdb } from '../../host/store/lmdb-engine.ts';

/*
 * Backs up or restores and says a line at each turn of the event loop meanwhile. Meant to be killed. Arguments: `backup`, a data folder
 * and where to; or `restore`, a backup and a data folder.
 */

const [what, from, to] = process.argv.slice(2);
let done = false;
const tick = (): void => {
  writeSync(1, 'turn\n');
  if (!done) setImmediate(tick);
};
if (what === 'backup') {
  const engine = await openLmdb({ folder: from! });
  tick();
  await writeBackup(engine, to!, { nowMs: () => Date.now() });
  await engine.close();
} else {
  tick();
  await restoreBackup(from!, to!);
}
done = true;
