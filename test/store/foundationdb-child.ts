// Opens the cluster of the file in argv[2] and says as JSON how that went.
import { openFoundationDb } from '../../host/store/foundationdb.ts';
import { StoreError } from '../../host/store/errors.ts';

try {
  const engine = await openFoundationDb({
    clusterFile: process.argv[2]!,
    prefix: Uint8Array.of(1),
    connectTimeoutMs: 1_000,
  });
  await engine.close();
  console.log(JSON.stringify({ opened: true }));
} catch (error) {
  if (!(error instanceof StoreError)) throw error;
  console.log(JSON.stringify({ name: error.name, message: error.message }));
}
