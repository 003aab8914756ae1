/// <reference lib="dom" />
// Part of these tests runs inside the page.

import type { Browser, BrowserContextOptions, Page } from 'playwright-core';

/** How long the page has to show what it should, in milliseconds: a browser on a busy machine is slow. */
const PATIENCE_MS = 30_000;

/** Everybody in these tests comes from one address, each with the several connections that a browser keeps. */
export const ROOM_FOR_MANY = ['--connections-per-address', '1000'];

export const PASSWORD = 'a long enough password';

/** Somebody in front of the real page in a real browser. */
export class Visitor {
  readonly page: Page;
  /** What the page complained of: failed scripts, what its content security policy blocked. */
  readonly complaints: string[] = [];
  /** Every address the page asked for. */
  readonly requests: string[] = [];
  /** How many websockets it has opened so far. */
  sockets = 0;

  private constructor(page: Page) {
    this.page = page;
    page.setDefaultTimeout(PATIENCE_MS);
    page.on('pageerror', (error) => this.complaints.push(String(error)));
    page.on('console', (message) => {
      // The browser itself reports each try to reach a host that is not there.
      const isUnreachable = /WebSocket connection to .* failed|ERR_INTERNET_DISCONNECTED/.test(message.text());
      if (message.type() === 'error' && !isUnreachable) this.complaints.push(message.text());
    });
    page.on('request', (request) => this.requests.push(request.url()));
    page.on('websocket', () => this.sockets++);
  }

  /** Opens the page in a browser profile of its own, as another person's. */
  static async open(browser: Browser, address: string, options: BrowserContextOptions = {}): Promise<Visitor> {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
    const visitor = new Visitor(await context.newPage());
    await visitor.page.goto(address);
    await visitor.page.locator('#entry').waitFor();
    return visitor;
  }

  /** Opens the page and creates a player. */
  static async create(browser: Browser, address: string, name: string, options: BrowserContextOptions = {}) {
    const visitor = await Visitor.open(browser, address, options);
    await visitor.page.getByLabel('I am new').check();
    await visitor.fillAndSubmit(name, PASSWORD);
    await visitor.page.locator('#world').waitFor();
    await visitor.page.locator('#room-name').filter({ hasText: /./ }).waitFor({ state: 'attached' });
    return visitor;
  }

  async fillAndSubmit(name: string, password: string): Promise<void> {
    await this.page.getByLabel('Name', { exact: true }).fill(name);
    await this.page.getByLabel('Password', { exact: true }).fill(password);
    await this.page.locator('#entry-submit').click();
  }

  async types(command: string): Promise<void> {
    await this.page.locator('#command').fill(command);
    await this.page.locator('#command').press('Enter');
  }

  /** Waits until the narrative (what was typed here apart) shows it. */
  async hears(pattern: string | RegExp): Promise<void> {
    await this.page.locator('#log .entry:not(.echo)').filter({ hasText: pattern }).last().waitFor();
  }

  async does(command: string, pattern: string | RegExp): Promise<void> {
    await this.types(command);
    await this.hears(pattern);
  }

  /** Waits until the page says this of its connection. */
  async isTold(status: string | RegExp): Promise<void> {
    await this.page.locator('#status-text').filter({ hasText: status }).waitFor({ state: 'attached' });
  }

  /** How much wider the page is than what can be seen of it, in CSS pixels. */
  async overflow(): Promise<number> {
    return this.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  }

  async close(): Promise<void> {
    await this.page.context().close();
  }
}
