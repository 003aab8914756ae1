import { openLmdb } from '../../host/store/lmdb-engine.ts';

/* Opens the data folder given as argument, says `open` or the error, and stays until it is killed or its input ends. */

try {
  await openLmdb({ folder: process.argv[2]! });
  console.log('open');
  process.stdin.resume();
  process.stdin.on('end', () => process.exit());
} catch (error) {
  console.log(String(error));
}
