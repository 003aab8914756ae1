import type { ExecutionContext } from 'ava';
import { removeFolder, startHost, temporaryFolder, type HostOptions, type HostProcess } from '../host-process.ts';

/** A host that goes with its test, however that ends, and its data folder too. */
export async function hostOf(t: ExecutionContext, options: HostOptions = {}): Promise<HostProcess> {
  const host = await startHost(options);
  t.teardown(async () => {
    await host.kill();
    await removeFolder(host.data);
  });
  return host;
}

/** A folder that goes with its test. */
export async function folderOf(t: ExecutionContext): Promise<string> {
  const folder = await temporaryFolder();
  t.teardown(() => removeFolder(folder));
  return folder;
}
