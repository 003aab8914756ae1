import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildCopy, inTurn } from '../component-copies.ts';

const FOLDER = 'build/bench-objects';
const HERE = import.meta.dirname;
const NAMES = ['looper', 'empty', 'bare'] as const;

/** What the loops call of driver:objects: the component beside the driver answers these, and is built of nothing else. */
const CALLED = new Set(['get', 'set', 'seen', 'entry', 'object', 'text', 'send']);

/** The programs that are measured, and the component that answers the same calls as the driver and does nothing. */
export function buildGuests(): Promise<Record<(typeof NAMES)[number], Uint8Array>> {
  return inTurn(FOLDER, async () => {
    const wit = join(FOLDER, 'wit');
    cpSync('wit', wit, { recursive: true });
    cpSync(join(HERE, 'wit'), join(wit, 'bench'), { recursive: true });
    for (const name of ['objects', 'call']) {
      const path = join(wit, 'driver-objects', `${name}.wit`);
      writeFileSync(path, readFileSync(path, 'utf8').replaceAll(/^ *([a-z-]+): func\([^;]*;$/gm, onlyCalled));
    }
    const guests: Partial<Record<(typeof NAMES)[number], Uint8Array>> = {};
    for (const name of NAMES) guests[name] = await buildCopy(join(HERE, 'components', name), FOLDER, wit);
    return guests as Record<(typeof NAMES)[number], Uint8Array>;
  });
}

function onlyCalled(declaration: string, name: string): string {
  return CALLED.has(name) ? declaration : '';
}
