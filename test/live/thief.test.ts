import test from 'ava';
import { OperatorClient } from '../../host/cli/operator-client.ts';
import { buildFixtures } from '../driver/fixture.ts';
import { Terminal } from '../player.ts';
import { hostOf } from './host.ts';

test('a program that knows of a thing elsewhere does not have it taken', async (t) => {
  const host = await hostOf(t);
  await new OperatorClient(host.data).install({ name: 'probe', binary: (await buildFixtures()).probe, grant: true });
  // The first is the administrator.
  await Terminal.enter(host.terminalPort, 'Ann');
  const bob = await Terminal.enter(host.terminalPort, 'Bob');
  const cat = await Terminal.enter(host.terminalPort, 'Cat');
  await cat.does('@create gold coin', 'You make a gold coin.');
  await cat.does('@name coin as coin', '$coin now');
  await bob.does('@kind imp is thing', 'There is a kind called imp now.');
  await bob.does('@create red imp as imp', 'You make a red imp.');
  await bob.does('drop imp', 'You drop the red imp.');
  await bob.does(
    '@verb imp:do: for imp @ imp, do @ text runs probe script typed imp <imp> do <do>',
    'imp:do: is answered by probe script from now on.',
  );
  // Cat stands beside the imp with the coin in her hands.
  await bob.does('imp imp do named coin c; send-as imp take: take=c; location c w; name w', 'named: ok');
  await bob.hears('name: Cat / Cat / Cat');
  // What lies there is for anybody to take, an imp as well.
  await cat.does('drop coin', 'You drop the gold coin.');
  await bob.does('imp imp do named coin c; send-as imp take: take=c; location c w; name w', 'named: ok');
  await bob.hears('name: red imp /');
  t.pass();
  await host.stop();
});
