// Takes the README's picture of the real page: `node test/client/screenshot.ts` writes docs/atrium.png.
import { resolve } from 'node:path';
import { removeFolder, startHost } from '../host-process.ts';
import { launchBrowser } from './browser.ts';
import { Visitor } from './visitor.ts';

const FILE = resolve(import.meta.dirname, '../../docs/atrium.png');

const [browser, host] = await Promise.all([launchBrowser(), startHost()]);
try {
  const wren = await Visitor.create(browser, host.web, 'Wren', { viewport: { width: 1280, height: 800 } });
  const ines = await Visitor.create(browser, host.web, 'Ines');
  await wren.does('say You are up late.', 'You say');
  await ines.does('say The rain woke me. Is there tea?', 'You ask');
  await wren.does(':holds up the kettle, which is warm.', 'Wren holds up the kettle');
  await ines.does('whisper Somebody moved the lamp to Wren', 'You whisper');
  await wren.hears('Ines whispers to you');
  await wren.page.screenshot({ path: FILE });
} finally {
  await browser.close();
  await host.kill();
  await removeFolder(host.data);
}
