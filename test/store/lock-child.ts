import { openLmdb } from '../../host/store/lmdb-engine.ts';

/*
 * Opens the data folder given as argument, to be shared when `shared` follows, says `open` or the error, and stays until it is killed or
 * its input ends.
 */

try {
  const [folder, how] = process.argv.slice(2);
  await (how === 'shared' ? openLmdb({ folder: folder!, shared: true }) : openLmdb({ folder: folder! }));
  console.log('open');
  process.stdin.resume();
  process.stdin.on('end', () => process.exit());
} catch (error) {
  console.log(String(error));
}
