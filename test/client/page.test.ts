import test from 'ava';
import type { Browser } from 'playwright-core';
import { removeFolder, startHost } from '../host-process.ts';
import type { HostProcess } from '../host-process.ts';
import { launchBrowser } from './browser.ts';
import { PASSWORD, ROOM_FOR_MANY, Visitor } from './visitor.ts';

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

test('markup from the world is shown as text', async (t) => {
  const markup = '<img src=x onerror="document.title=1"><b>bold</b>&amp;';
  const ann = await Visitor.create(browser, host.web, 'Mara');
  const ben = await Visitor.create(browser, host.web, 'Milo');
  await ann.types(`:says ${markup}`);
  await ben.hears(`Mara says ${markup}`);
  for (const { page } of [ann, ben]) {
    t.is(await page.locator('#log img, #log b, #surroundings img, #surroundings b').count(), 0);
    t.not(await page.title(), '1');
  }
});

test('commands that the world names are set apart; what people say is left as it was', async (t) => {
  const ann = await Visitor.create(browser, host.web, 'Mona');
  await ann.does('help say', /aloud/);
  t.deepEqual(await ann.page.locator('#log .description kbd').first().allInnerTexts(), ['look']);
  await ann.does('say `look` at `that', 'say, "`look` at `that"');
  t.is(await ann.page.locator('#log .speech kbd').count(), 0);
});

test('the page asks nothing of other sites and breaks no policy', async (t) => {
  const ann = await Visitor.create(browser, host.web, 'Nora');
  const policy = (await ann.page.request.get(host.web)).headers()['content-security-policy'];
  t.regex(policy ?? '', /default-src 'self'/);
  t.notRegex(policy ?? '', /unsafe/);
  t.deepEqual(
    ann.requests.filter((url) => !url.startsWith(host.web)),
    [],
  );
  t.deepEqual(ann.complaints, []);
  t.true(await ann.page.evaluate(() => document.fonts.check('1em Alegreya') && document.fonts.size > 0));
  for (const path of ['favicon.svg', 'manifest.webmanifest', 'ornament.svg']) {
    t.is((await ann.page.request.get(new URL(path, host.web).href)).status(), 200, path);
  }
});

test('a refused entry says why, at the field to mend', async (t) => {
  const ann = await Visitor.create(browser, host.web, 'Otto');
  await ann.page.getByRole('button', { name: 'Leave' }).click();
  await ann.page.locator('#entry').waitFor();
  await ann.page.getByLabel('I have been here').check();

  await ann.fillAndSubmit('', '');
  t.is(await ann.page.locator('#entry-problem').innerText(), 'Write your name first.');

  await ann.fillAndSubmit('Otto', 'not the password');
  await ann.page.locator('#entry-password[aria-invalid]').waitFor();
  t.is(await ann.page.evaluate(() => document.activeElement?.id), 'entry-password');
  t.not(await ann.page.locator('#entry-problem').innerText(), '');

  await ann.page.getByLabel('I am new').check();
  await ann.fillAndSubmit('Otto', PASSWORD);
  await ann.page.locator('#entry-name[aria-invalid]').waitFor();
  t.not(await ann.page.locator('#entry-problem').innerText(), '');

  await ann.page.getByLabel('I have been here').check();
  await ann.fillAndSubmit('Otto', PASSWORD);
  await ann.page.locator('#world').waitFor();
});

test('somebody with nothing but a keyboard enters, speaks, and uses the surroundings', async (t) => {
  const ann = await Visitor.open(browser, host.web);
  const { keyboard } = ann.page;
  const focused = () => ann.page.evaluate(() => document.activeElement?.id ?? '');
  t.is(await focused(), 'entry-name');
  await keyboard.press('Shift+Tab');
  await keyboard.press('ArrowRight');
  t.true(await ann.page.getByLabel('I am new').isChecked());
  await keyboard.press('Tab');
  await keyboard.type('Petra');
  await keyboard.press('Tab');
  await keyboard.type(PASSWORD);
  await keyboard.press('Enter');
  await ann.page.locator('#exits button').first().waitFor();
  t.is(await focused(), 'command', 'the line to type in has the focus');
  await keyboard.type('say Good evening.');
  await keyboard.press('Enter');
  await ann.hears('You say, "Good evening."');
  t.is(await ann.page.locator('#command').inputValue(), '');

  const room = await ann.page.locator('#room-name').innerText();
  const seen = new Set<string>();
  let isExit = false;
  for (let presses = 0; presses < 60 && !isExit; presses++) {
    await keyboard.press('Tab');
    seen.add(await focused());
    isExit = await ann.page.evaluate(
      () => document.activeElement?.closest('#exits') !== null && document.activeElement?.tagName === 'BUTTON',
    );
  }
  t.true(isExit, 'the exits are reached');
  t.true(
    await ann.page.evaluate(
      () =>
        document.activeElement?.matches(':focus-visible') &&
        getComputedStyle(document.activeElement).outlineStyle !== 'none',
    ),
    'the focus shows',
  );
  await keyboard.press('Enter');
  await ann.page.locator('#room-name').filter({ hasNotText: room }).waitFor();
});

test('the arrows bring back earlier lines and keep the draft; Escape clears', async (t) => {
  const ann = await Visitor.create(browser, host.web, 'Quinn');
  const line = ann.page.locator('#command');
  const press = async (...keys: string[]) => {
    for (const key of keys) await line.press(key);
    return line.inputValue();
  };
  await ann.does('say one', 'You say, "one"');
  await ann.does('say two', 'You say, "two"');
  await line.fill('half a thou');
  t.is(await press('ArrowUp'), 'say two');
  t.is(await press('ArrowUp'), 'say one');
  t.is(await press('ArrowUp'), 'say one');
  t.is(await press('ArrowDown'), 'say two');
  t.is(await press('ArrowDown'), 'half a thou');
  t.is(await press('ArrowDown'), 'half a thou');
  t.is(await press('Escape'), '');
  await line.fill('x'.repeat(5000));
  await line.press('Enter');
  t.regex(await ann.page.locator('#command-problem').innerText(), /904 bytes too long/);
  t.is((await line.inputValue()).length, 5000, 'what was typed is still there');
});

test('the log follows its end only for somebody who is there', async (t) => {
  const ann = await Visitor.create(browser, host.web, 'Rosa', { viewport: { width: 900, height: 420 } });
  const ben = await Visitor.create(browser, host.web, 'Rolf');
  for (let n = 1; n <= 12; n++) await ann.does(`say line ${n}`, `You say, "line ${n}"`);
  const fromEnd = () => ann.page.locator('#log').evaluate((log) => log.scrollHeight - log.scrollTop - log.clientHeight);
  t.true((await fromEnd()) < 2);
  await ann.page.locator('#log').evaluate((log) => (log.scrollTop = 0));
  await ann.page.locator('#jump').waitFor();
  await ben.types('say Look down here.');
  await ann.page.locator('#jump', { hasText: /^\d+ new below/ }).waitFor();
  t.true((await fromEnd()) > 100, 'somebody who reads is not pulled away');
  await ann.page.locator('#jump').click();
  t.true((await fromEnd()) < 2);
  t.false(await ann.page.locator('#jump').isVisible());
});

test('a long evening does not fill the page without end', async (t) => {
  const ann = await Visitor.create(browser, host.web, 'Sven');
  const counts = await ann.page.evaluate(async () => {
    const { Log } = await import(String('/log.js'));
    const scroller = document.createElement('div');
    const log = new Log(scroller, document.createElement('button'));
    for (let n = 0; n < 2000; n++) log.add({ kind: 'action', text: `${n}` });
    return [scroller.childElementCount, scroller.lastElementChild?.textContent];
  });
  t.deepEqual(counts, [500, '1999']);
});

test('the title counts what happened while the page was hidden', async (t) => {
  const ann = await Visitor.create(browser, host.web, 'Tove');
  const ben = await Visitor.create(browser, host.web, 'Tor');
  await ann.page.locator('#people').getByText('Tor').waitFor();
  const setHidden = (isHidden: boolean) =>
    ann.page.evaluate((value) => {
      Object.defineProperty(document, 'hidden', { configurable: true, value });
      document.dispatchEvent(new Event('visibilitychange'));
    }, isHidden);
  await setHidden(true);
  await ben.does('say Tove?', 'You ask, "Tove?"');
  await ben.does('say Tove!', 'You exclaim, "Tove!"');
  await ann.hears('Tor exclaims, "Tove!"');
  const unread = Number(/^\((\d+)\) /.exec(await ann.page.title())?.[1]);
  t.true(unread >= 2, `${unread}`);
  await setHidden(false);
  t.notRegex(await ann.page.title(), /^\(/);
});

test('on a phone nothing is wider than the screen, and the surroundings lie in a drawer', async (t) => {
  const phone = { viewport: { width: 360, height: 640 }, hasTouch: true, isMobile: true };
  const ann = await Visitor.open(browser, host.web, phone);
  t.is(await ann.overflow(), 0, 'the title page');
  await ann.close();
  const una = await Visitor.create(browser, host.web, 'Una', phone);
  await una.does(`say ${'m'.repeat(300)}`, 'mmmmm');
  await una.does('help', /./);
  t.is(await una.overflow(), 0, 'the narrative');
  t.false(await una.page.locator('#surroundings').isVisible());
  t.true(await una.page.locator('#exits-near button').first().isVisible(), 'the ways out are at hand');
  await una.page.locator('#drawer-toggle').tap();
  await una.page.locator('#surroundings').waitFor();
  t.is(await una.overflow(), 0, 'the drawer');
  t.is(await una.page.evaluate(() => document.activeElement?.id), 'surroundings');
  await una.page.keyboard.press('Escape');
  await una.page.locator('#surroundings').waitFor({ state: 'hidden' });
  t.is(await una.page.evaluate(() => document.activeElement?.id), 'drawer-toggle');

  await una.page.setViewportSize({ width: 360, height: 330 });
  const box = await una.page.locator('#command').boundingBox();
  t.true(box !== null && box.y + box.height <= 330, 'the line stays above an on-screen keyboard');
});

test('a click on a thing or a person looks at it', async (t) => {
  const ann = await Visitor.create(browser, host.web, 'Vera');
  await Visitor.create(browser, host.web, 'Vito');
  const things = ann.page.locator('#things button, #people button').filter({ hasNotText: 'Vito' });
  for (const button of [ann.page.getByRole('button', { name: 'Vito' }), things.first()]) {
    const before = await ann.page.locator('#log .description').count();
    const name = await button.innerText();
    await button.click();
    await ann.page.locator('#log .echo', { hasText: `look at ${name}` }).waitFor();
    await ann.page.locator('#log .description').nth(before).waitFor();
  }
  t.is(await ann.page.locator('#log .error').count(), 0);
});

test('a page of which a part did not arrive says so, and how to mend it', async (t) => {
  const page = await browser.newPage();
  await page.route('**/panels.js', (route) => route.fulfill({ status: 503, body: '' }));
  await page.goto(host.web);
  await page.getByText('The page has not come whole.').waitFor();
  await page.unroute('**/panels.js');
  await page.getByRole('link', { name: 'Ask for it again' }).click();
  await page.locator('#entry').waitFor();
  t.is(await page.getByText('The page has not come whole.').count(), 0);
});
