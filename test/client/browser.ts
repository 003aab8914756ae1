import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { createBrotliDecompress } from 'node:zlib';
import { chromium } from 'playwright-core';
import type { Browser } from 'playwright-core';

/** Where Debian's package `chromium` puts it. */
const SYSTEM_CHROMIUM = '/usr/bin/chromium';

/** No sandbox: it needs user namespaces, which root in a container has not, and the pages are our own. */
const ARGS = ['--no-sandbox'];

/**
 * A real browser, headless: Debian's, where it is installed; else the one that the npm package @sparticuz/chromium carries.
 *
 * @throws when there is neither, saying what would mend it: a test without a browser fails, it is not left out
 */
export async function launchBrowser(): Promise<Browser> {
  if (existsSync(SYSTEM_CHROMIUM)) return chromium.launch({ executablePath: SYSTEM_CHROMIUM, args: ARGS });
  if (process.arch !== 'x64') {
    throw new Error(`no browser for ${process.arch}: install one with \`apt-get install chromium\``);
  }
  const { executable, libraries } = await unpackCarried();
  const LD_LIBRARY_PATH = [process.env['LD_LIBRARY_PATH'], libraries].filter(Boolean).join(':');
  return chromium.launch({ executablePath: executable, args: ARGS, env: { ...definedEnv(), LD_LIBRARY_PATH } });
}

/**
 * Unpacks the carried browser once for each of its versions, with the libraries that a bare Debian lacks. The folder appears whole
 * or not at all, so test processes that start together do not meet half a browser.
 */
async function unpackCarried(): Promise<{ executable: string; libraries: string }> {
  const entry = fileURLToPath(import.meta.resolve('@sparticuz/chromium'));
  const packageFolder = dirname(dirname(entry));
  const { version } = JSON.parse(await readFile(join(packageFolder, 'package.json'), 'utf8')) as { version: string };
  const folder = join(tmpdir(), `atrium-chromium-${version}`);
  const place = { executable: join(folder, 'chromium'), libraries: join(folder, 'libraries', 'lib') };
  if (existsSync(folder)) return place;

  const making = await mkdtemp(`${folder}-`);
  const carried = (name: string) => createReadStream(join(packageFolder, 'bin', name));
  await pipeline(
    carried('chromium.br'),
    createBrotliDecompress(),
    createWriteStream(join(making, 'chromium'), { mode: 0o755 }),
  );
  await mkdir(join(making, 'libraries'));
  const tar = spawn('tar', ['-x', '-C', join(making, 'libraries')], { stdio: ['pipe', 'ignore', 'inherit'] });
  const exited = once(tar, 'exit');
  await pipeline(carried('al2023.tar.br'), createBrotliDecompress(), tar.stdin);
  const [code] = await exited;
  if (code !== 0) throw new Error(`tar ended with code ${code} while unpacking @sparticuz/chromium into ${making}`);
  try {
    await rename(making, folder);
  } catch (error) {
    await rm(making, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  }
  return place;
}

function definedEnv(): Record<string, string> {
  return Object.fromEntries(Object.entries(process.env).filter((entry): entry is [string, string] => !!entry[1]));
}
