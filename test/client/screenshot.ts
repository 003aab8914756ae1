// Takes the README's picture of the real page: `node test/client/screenshot.ts` writes docs/atrium.png.
import { resolve } from 'node:path';
import { removeFolder, startHost } from '../host-process.ts';
import { launchBrowser } from './browser.ts';
import { Visitor } from './visitor.ts';

const FILE = resolve(import.meta.dirname, '../../docs/atrium.png');

const [browser, host] = await Promise.all([launchBrowser(), startHost()]);
try {
  const ines = await Visitor.create(browser, host.web, 'Ines');
  const guest = await Visitor.open(browser, host.web);
  await guest.page.getByRole('button', { name: 'Look around as a guest' }).click();
  await guest.page.locator('#exits button').first().waitFor();
  const [name] = (await guest.page.locator('#who').innerText()).split(',');

  await ines.does('@create brass lamp', 'You make a brass lamp');
  for (const visitor of [ines, guest]) {
    await visitor.does('up', 'Gallery');
    await visitor.does('up', 'Observatory');
  }
  await ines.hears(`${name} comes in`);
  await guest.does('say So this is where the planets are kept.', 'You say');
  await ines.hears('where the planets are kept');
  await ines.does('look at orrery', /brass/);
  await ines.does(':lifts the lamp towards Saturn.', 'towards Saturn');
  await guest.does('whisper There is a red book under the hood. to Ines', 'You whisper');
  await ines.hears(`${name} whispers to you`);
  await ines.page.screenshot({ path: FILE });
} finally {
  await browser.close();
  await host.kill();
  await removeFolder(host.data);
}
