import test from 'ava';
import { HostEnded, removeFolder, startHost, temporaryFolder } from '../host-process.ts';
import { Player } from '../player.ts';

const FLAGS = ['--store', 'lmdb-shared'];

test('a world in a shared store goes on after kill -9, and only one host at a time runs it', async (t) => {
  const data = await temporaryFolder();
  const first = await startHost({ data, flags: FLAGS });
  const ann = await Player.enter(first.socket, { type: 'create', name: 'Ann', password: 'a long enough one' });
  await ann.does('@create lamp', /You make a lamp/);
  const refused = await t.throwsAsync(startHost({ data, flags: FLAGS }), { instanceOf: HostEnded });
  t.regex(refused.stderr, /^atrium: another host runs the world in this store: /);
  await first.kill();
  ann.drop();
  const second = await startHost({ data, flags: FLAGS });
  const back = await Player.enter(second.socket, { type: 'connect', name: 'Ann', password: 'a long enough one' });
  await back.does('inventory', /a lamp/);
  t.is(await second.stop(), 0);
  await removeFolder(data);
});

test('what is wrong with a FoundationDB store is said in one line', async (t) => {
  const flags = ['--store', 'foundationdb:/nonexistent/fdb.cluster'];
  const ended = await t.throwsAsync(startHost({ flags }), { instanceOf: HostEnded });
  t.regex(ended.stderr, /^atrium: FoundationDB's cluster file \/nonexistent\/fdb\.cluster .*\n$/);
});
