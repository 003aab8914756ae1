import test from 'ava';
import type { ExecutionContext } from 'ava';
import type { Browser } from 'playwright-core';
import { removeFolder, startHost } from '../host-process.ts';
import type { HostProcess } from '../host-process.ts';
import { launchBrowser } from './browser.ts';
import { Visitor } from './visitor.ts';

let browser: Browser;

test.before(async () => {
  browser = await launchBrowser();
});
test.after.always(() => browser?.close());

/** A host for one test, gone with its data when that ends. */
async function ownHost(t: ExecutionContext, flags: string[] = []): Promise<HostProcess> {
  const host = await startHost({ flags });
  t.teardown(async () => {
    await host.kill();
    await removeFolder(host.data);
  });
  return host;
}

/** The host again, on the same port and data. */
async function startAgain(t: ExecutionContext, { port, data }: HostProcess): Promise<void> {
  const again = await startHost({ data, flags: ['--port', `${port}`, '--terminal-port', '0'] });
  t.teardown(() => again.kill());
}

const ENDS: { how: string; end: (host: HostProcess) => Promise<unknown> }[] = [
  { how: 'killed', end: (host) => host.kill() },
  { how: 'stopped', end: (host) => host.stop() },
];

for (const { how, end } of ENDS) {
  test(`two browsers talk to each other, and go on when the host was ${how} and started again`, async (t) => {
    const host = await ownHost(t);
    const ann = await Visitor.create(browser, host.web, 'Ann');
    const ben = await Visitor.create(browser, host.web, 'Ben');
    await ann.page.locator('#people').getByText('Ben').waitFor();

    await ann.does('say Is anybody up?', 'You ask, "Is anybody up?"');
    await ben.hears('Ann asks, "Is anybody up?"');
    await ben.does(':puts the kettle on.', 'Ben puts the kettle on.');
    await ann.hears('Ben puts the kettle on.');
    t.is(await ann.page.locator('#log .emote').count(), 1);

    await end(host);
    await Promise.all([ann.isTold('reconnecting'), ben.isTold('reconnecting')]);
    await ann.types('say I spoke into the dark.');
    await ann.page.locator('.echo', { hasText: 'into the dark' }).locator('.fate').waitFor();

    await startAgain(t, host);
    await Promise.all([ann.isTold(/^connected/), ben.isTold(/^connected/)]);
    await ann.hears('You say, "I spoke into the dark."');
    t.is(await ann.page.locator('.fate').count(), 0, 'what waited was sent, and says so no more');
    await ben.hears('Ann says, "I spoke into the dark."');
    t.is(
      await ben.page.locator('#log .entry', { hasText: 'Ann asks, "Is anybody up?"' }).count(),
      1,
      'nothing is told twice',
    );
    t.deepEqual([...ann.complaints, ...ben.complaints], []);
  });
}

test('what was said meanwhile is told under a divider', async (t) => {
  const host = await ownHost(t);
  const ann = await Visitor.create(browser, host.web, 'Ann');
  const ben = await Visitor.create(browser, host.web, 'Ben');
  await ann.does('say Before.', 'You say, "Before."');
  await ben.hears('Ann says, "Before."');

  await ben.page.context().setOffline(true);
  await ben.isTold('reconnecting');
  await ann.page.locator('#people').getByText('away').waitFor();
  await ann.does('say Meanwhile.', 'You say, "Meanwhile."');
  await ben.page.context().setOffline(false);
  await ben.hears('Ann says, "Meanwhile."');
  await ann.does('say Afterwards.', 'You say, "Afterwards."');
  await ben.hears('Ann says, "Afterwards."');
  const told = await ben.page.locator('#log .entry').allInnerTexts();
  const from = told.findIndex((text) => text.includes('While you were away'));
  const meanwhile = told.findIndex((text) => text.includes('Meanwhile.'));
  const now = told.findIndex((text) => text.trim() === 'Now');
  const afterwards = told.findIndex((text) => text.includes('Afterwards.'));
  t.true(from >= 0 && from < meanwhile && meanwhile < now && now < afterwards, told.join('\n'));
  t.is(told.filter((text) => text.includes('Before.')).length, 1);
});

test('a reload goes on where the page was', async (t) => {
  const host = await ownHost(t);
  const ann = await Visitor.create(browser, host.web, 'Ann');
  await ann.does('say Remember this.', 'You say, "Remember this."');
  await ann.page.reload();
  await ann.page.locator('#room-name').filter({ hasText: /./ }).waitFor();
  await ann.hears('You say, "Remember this."');
  await ann.page.locator('#command').press('ArrowUp');
  t.is(await ann.page.locator('#command').inputValue(), 'say Remember this.');
});

test('who quits is not brought back, and may enter again', async (t) => {
  const host = await ownHost(t);
  const ann = await Visitor.create(browser, host.web, 'Ann');
  await ann.types('quit');
  await ann.page.locator('#entry').waitFor();
  await ann.isTold('not connected');
  t.is(ann.sockets, 1);
  await ann.page.getByRole('button', { name: 'Look around as a guest' }).click();
  await ann.page.locator('#world').waitFor();
  t.is(ann.sockets, 2);
});

test('leaving ends the stay and forgets it', async (t) => {
  const host = await ownHost(t);
  const ann = await Visitor.create(browser, host.web, 'Ann');
  await ann.page.getByRole('button', { name: 'Leave' }).click();
  await ann.page.locator('#entry').waitFor();
  t.is(await ann.page.evaluate(() => JSON.stringify([localStorage, sessionStorage]).includes('token')), false);
  await ann.page.reload();
  await ann.page.locator('#entry').waitFor();
  await ann.isTold(/^connected/);
  t.true(await ann.page.locator('#entry').isVisible());
});

test('a stay that ended on the host is said plainly', async (t) => {
  const host = await ownHost(t);
  const ann = await Visitor.create(browser, host.web, 'Ann');
  await host.kill();
  await ann.isTold('reconnecting');
  await ann.types('say Hello?');
  await ownHost(t, ['--port', `${host.port}`, '--terminal-port', '0']);
  await ann.page.locator('#entry-problem', { hasText: 'Your earlier stay has ended' }).waitFor();
  t.regex(await ann.page.locator('#entry-problem').innerText(), /was not sent/);
});

test('who enters while the host is away enters when it is back', async (t) => {
  const host = await ownHost(t);
  const ann = await Visitor.open(browser, host.web);
  await ann.isTold(/^connected/);
  await host.kill();
  await ann.isTold('reconnecting');
  await ann.page.getByRole('button', { name: 'Look around as a guest' }).click();
  await ann.page.locator('#entry-problem', { hasText: 'as soon as there is' }).waitFor();
  await startAgain(t, host);
  await ann.page.locator('#world').waitFor();
  t.deepEqual(ann.complaints, []);
});

test('what is typed without a connection is sent in order, and nothing more is taken than can be kept', async (t) => {
  const host = await ownHost(t);
  const ann = await Visitor.create(browser, host.web, 'Ann');
  const ben = await Visitor.create(browser, host.web, 'Ben');
  await ann.page.context().setOffline(true);
  await ann.isTold('reconnecting');
  const words = Array.from({ length: 20 }, (_, n) => `number ${n + 1}.`);
  for (const word of words) await ann.types(`say ${word}`);
  await ann.types('say one too many');
  t.regex(await ann.page.locator('#command-problem').innerText(), /Too much is waiting/);
  t.is(await ann.page.locator('#command').inputValue(), 'say one too many');
  await ann.page.context().setOffline(false);
  await ben.hears('Ann says, "number 20."');
  const heard = await ben.page.locator('#log .speech').allInnerTexts();
  t.deepEqual(
    heard.map((text) => text.trim()),
    words.map((word) => `Ann says, "${word}"`),
  );
});

test('a second page of the same person takes over, and the first can take it back', async (t) => {
  const host = await ownHost(t);
  const first = await Visitor.create(browser, host.web, 'Ann');
  const second = await first.page.context().newPage();
  await second.goto(host.web);
  await second.locator('#exits button').first().waitFor();
  await first.page.locator('#entry-problem', { hasText: 'from somewhere else' }).waitFor();
  await first.isTold('not connected');
  t.is(first.sockets, 1, 'the first does not fight for it');
  await first.page.getByRole('button', { name: 'Go on as Ann' }).click();
  await first.does('say Here again.', 'You say, "Here again."');
  await second.locator('#entry').waitFor();
});

test('a command that was under way when the connection broke says that it may not have been heard', async (t) => {
  const host = await ownHost(t);
  const ann = await Visitor.create(browser, host.web, 'Ann');
  await ann.does('say Clearly.', 'You say, "Clearly."');
  host.process.kill('SIGSTOP');
  await ann.types('say Into the void.');
  await ann.page.context().setOffline(true);
  await ann.isTold('reconnecting');
  t.regex(
    await ann.page.locator('.echo', { hasText: 'Into the void' }).locator('.fate').innerText(),
    /not have been heard/,
  );
  t.is(await ann.page.locator('.fate').count(), 1, 'what was answered is in no doubt');
});
