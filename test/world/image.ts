import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = new URL('../../world-image/', import.meta.url).pathname;

/** One entry of the shipped image (docs/world-image.md), with its fields as written. */
export interface Entry {
  /** `object`, `prototype`, `verb`, `topic`, `grammar`, `world`. */
  kind: string;
  /** What stands after the kind, up to ` is `. */
  id: string;
  prototypes: string[];
  fields: { name: string; text: string }[];
}

/** The entries of every file of the shipped image. */
export function imageEntries(): Entry[] {
  return readdirSync(ROOT, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.world'))
    .sort()
    .flatMap((path) => entriesOf(readFileSync(join(ROOT, path), 'utf8')));
}

/** The first field of this name, or undefined. */
export function fieldOf(entry: Entry, name: string): string | undefined {
  return entry.fields.find((field) => field.name === name)?.text;
}

function entriesOf(text: string): Entry[] {
  const entries: Entry[] = [];
  for (const line of text.split('\n')) {
    const entry = entries.at(-1);
    const field = entry?.fields.at(-1);
    if (line.startsWith('    ') && field) field.text += ` ${line.trim()}`;
    else if (line.startsWith('  ') && entry) {
      const [name = '', rest = ''] = splitOnce(line.trim(), ': ');
      entry.fields.push({ name, text: rest });
    } else if (/^[a-z]/.test(line)) {
      const [head = '', prototypes = ''] = splitOnce(line, ' is ');
      const [kind = '', id = ''] = splitOnce(head, ' ');
      entries.push({ kind, id, prototypes: prototypes === '' ? [] : prototypes.split(', '), fields: [] });
    }
  }
  return entries;
}

function splitOnce(text: string, separator: string): string[] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + separator.length)];
}
