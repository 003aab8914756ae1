import test, { type ExecutionContext } from 'ava';
import { HostEnded, removeFolder, startHost, temporaryFolder } from '../host-process.ts';
import { Player } from '../player.ts';
import { clusterFile, emptyPart } from '../store/foundationdb-clusters.ts';
import { text } from '../store/keys.ts';

/** Stores in which a world can be kept that other hosts can open too: the flag of an empty one. */
const stores: Record<string, (t: ExecutionContext) => string> = { 'shared LMDB': () => 'lmdb-shared' };
if (clusterFile === undefined) {
  test.skip('FoundationDB: not tested, for FDB_CLUSTER_FILE names no cluster', () => {});
} else {
  stores['FoundationDB'] = (t) => `foundationdb:${clusterFile}#${text(emptyPart(t))}`;
}

for (const [name, storeFor] of Object.entries(stores)) {
  test(`${name}: a world goes on after kill -9, and only one host at a time runs it`, async (t) => {
    const data = await temporaryFolder();
    const flags = ['--store', storeFor(t)];
    const first = await startHost({ data, flags });
    const ann = await Player.enter(first.socket, { type: 'create', name: 'Ann', password: 'a long enough one' });
    await ann.does('@create lamp', /You make a lamp/);
    const refused = await t.throwsAsync(startHost({ data, flags }), { instanceOf: HostEnded });
    t.regex(refused.stderr, /^atrium: another host runs the world in this store: /);
    await first.kill();
    ann.drop();
    const second = await startHost({ data, flags });
    const back = await Player.enter(second.socket, { type: 'connect', name: 'Ann', password: 'a long enough one' });
    await back.does('inventory', /a lamp/);
    t.is(await second.stop(), 0);
    await removeFolder(data);
  });
}

test('what is wrong with a FoundationDB store is said in one line', async (t) => {
  const flags = ['--store', 'foundationdb:/nonexistent/fdb.cluster'];
  const ended = await t.throwsAsync(startHost({ flags }), { instanceOf: HostEnded });
  t.regex(ended.stderr, /^atrium: FoundationDB's cluster file \/nonexistent\/fdb\.cluster .*\n$/);
});
