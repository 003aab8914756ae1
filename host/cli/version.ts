import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The folder of this package. */
export const PACKAGE_FOLDER = join(import.meta.dirname, '../..');

export function packageVersion(): string {
  const { version } = JSON.parse(readFileSync(join(PACKAGE_FOLDER, 'package.json'), 'utf8')) as { version: string };
  return version;
}
