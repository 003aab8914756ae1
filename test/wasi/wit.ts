import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The release of WASI that the tests read the WIT of: the newest that jco carries whole, and the one that is offered. */
export const RELEASE = '0.2.12';

const BUILTIN = join(import.meta.dirname, '../../node_modules/@bytecodealliance/jco/lib/wit/builtin', RELEASE);

/** Every interface of WASI that `host/wasi` offers. */
export const OFFERED = [
  'wasi:cli/environment',
  'wasi:cli/exit',
  'wasi:cli/stderr',
  'wasi:cli/stdin',
  'wasi:cli/stdout',
  'wasi:cli/terminal-input',
  'wasi:cli/terminal-output',
  'wasi:cli/terminal-stderr',
  'wasi:cli/terminal-stdin',
  'wasi:cli/terminal-stdout',
  'wasi:clocks/monotonic-clock',
  'wasi:clocks/wall-clock',
  'wasi:filesystem/preopens',
  'wasi:filesystem/types',
  'wasi:io/error',
  'wasi:io/poll',
  'wasi:io/streams',
  'wasi:random/insecure',
  'wasi:random/insecure-seed',
  'wasi:random/random',
]
  .map((name) => `${name}@${RELEASE}`)
  .toSorted();

/** WIT of a world `w` of these items, with the packages of WASI as jco carries them, in one text. */
export function witWith(items: readonly string[]): string {
  const packages = readdirSync(BUILTIN).map((name) => {
    const text = readFileSync(join(BUILTIN, name, 'package.wit'), 'utf8');
    return `${text.replace(/^(package [^;]+);/m, '$1 {')}\n}\n`;
  });
  return `package test:wasi;\nworld w {\n${items.map((item) => `  ${item};\n`).join('')}}\n${packages.join('')}`;
}
