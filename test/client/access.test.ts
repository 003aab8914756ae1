import test from 'ava';
import type { Browser } from 'playwright-core';
import { removeFolder, startHost } from '../host-process.ts';
import type { HostProcess } from '../host-process.ts';
import { barriers } from './access.ts';
import { launchBrowser } from './browser.ts';
import { ROOM_FOR_MANY, Visitor } from './visitor.ts';

let browser: Browser;
let host: HostProcess;

test.before(async () => {
  [browser, host] = await Promise.all([launchBrowser(), startHost({ flags: ROOM_FOR_MANY })]);
});
test.after.always(async () => {
  await browser?.close();
  await host?.kill();
  if (host) await removeFolder(host.data);
});

const SCREENS = [
  { name: 'Ada', colorScheme: 'light', viewport: { width: 1280, height: 800 } },
  { name: 'Ben', colorScheme: 'dark', viewport: { width: 1280, height: 800 } },
  { name: 'Cleo', colorScheme: 'light', viewport: { width: 360, height: 640 } },
  { name: 'Dora', colorScheme: 'dark', viewport: { width: 360, height: 640 } },
] as const;

for (const { name, colorScheme, viewport } of SCREENS) {
  test(`nothing bars the way at ${viewport.width} pixels, ${colorScheme}`, async (t) => {
    const visitor = await Visitor.open(browser, host.web, { colorScheme, viewport });
    const { page } = visitor;
    await visitor.isTold(/^connected/);
    t.deepEqual(await barriers(page), [], 'the title page');
    await visitor.fillAndSubmit('Nobody At All', 'nothing');
    await page.locator('#entry-problem', { hasText: /./ }).waitFor();
    t.deepEqual(await barriers(page), [], 'a refused entry');
    await visitor.close();

    const entered = await Visitor.create(browser, host.web, name, { colorScheme, viewport });
    await entered.does('say Good evening.', 'You say');
    await entered.does(':waves.', `${name} waves.`);
    await entered.does('look', /./);
    await entered.types('no such command at all');
    await entered.page.locator('#log .entry:not(.echo)').nth(3).waitFor();
    t.deepEqual(await barriers(entered.page), [], 'the world');
    if (viewport.width > 800) return;
    await entered.page.locator('#drawer-toggle').click();
    await entered.page.locator('#surroundings').waitFor();
    await entered.page
      .locator('#surroundings')
      .evaluate((drawer) => Promise.all(drawer.getAnimations().map((a) => a.finished)));
    t.deepEqual(await barriers(entered.page), [], 'the drawer');
  });
}

test('the log is the one region that is read out, politely', async (t) => {
  const ann = await Visitor.create(browser, host.web, 'Edda');
  const log = ann.page.getByRole('log', { name: 'What happens' });
  t.is(await log.count(), 1);
  t.is(await log.getAttribute('aria-live'), 'polite');
  t.is(await ann.page.getByRole('banner').count(), 1);
  t.is(await ann.page.getByRole('main').count(), 1);
  t.is(await ann.page.getByRole('complementary', { name: 'Around you' }).count(), 1);
  t.is(await ann.page.getByRole('textbox', { name: 'What do you do?' }).count(), 1);
});

test('the first Tab offers the way to the line, past everything else', async (t) => {
  const ann = await Visitor.create(browser, host.web, 'Fay');
  await ann.page.evaluate(() => (document.activeElement as HTMLElement).blur());
  await ann.page.locator('.skip').focus();
  t.true(await ann.page.locator('.skip').isVisible());
  await ann.page.keyboard.press('Enter');
  t.is(await ann.page.evaluate(() => document.activeElement?.id), 'command');
});

test('nothing moves for somebody who asked for less motion', async (t) => {
  const viewport = { width: 360, height: 640 };
  const ann = await Visitor.create(browser, host.web, 'Gwen', { viewport, reducedMotion: 'reduce' });
  await ann.page.locator('#drawer-toggle').click();
  const moving = await ann.page.evaluate(() => document.getAnimations().length);
  t.is(moving, 0);
});
