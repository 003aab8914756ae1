import { readFileSync } from 'node:fs';
import test from 'ava';
import { fieldOf, imageEntries } from './image.ts';

const COMPONENTS = new URL('../../components/', import.meta.url).pathname;
const entries = imageEntries();
const objects = entries.filter((entry) => entry.kind === 'object');
const isExit = (prototypes: string[]) =>
  prototypes.some((prototype) => ['exit', 'door', 'shutter'].includes(prototype));

test('every function a verb names exists, and every function is named by a verb', (t) => {
  for (const [program, file] of [
    ['commands', 'commands/assembly/entries.ts'],
    ['builder', 'builder/assembly/entry.ts'],
  ] as const) {
    const source = readFileSync(COMPONENTS + file, 'utf8');
    const offered = [...source.matchAll(/entries\.set\('([^']+)'/g)].map((match) => match[1] as string);
    const named = entries
      .filter((entry) => entry.kind === 'verb')
      .map((entry) => (fieldOf(entry, 'run') ?? '').split(' '))
      .filter(([name]) => name === program)
      .map(([, entry]) => entry as string);
    t.deepEqual([...new Set(named)].sort(), [...new Set(offered)].sort(), program);
  }
});

test('every command has help with an example', (t) => {
  const commands = entries.filter((entry) => entry.kind === 'verb' && fieldOf(entry, 'command') !== undefined);
  t.true(commands.length > 40);
  for (const entry of commands)
    t.regex(fieldOf(entry, 'help') ?? '', /For example: \S/, `${entry.id} ${fieldOf(entry, 'command')}`);
});

test('every exit leads to a room from which an exit leads back', (t) => {
  const exits = objects.filter((entry) => isExit(entry.prototypes));
  t.true(exits.length > 30);
  for (const exit of exits) {
    const back = exits.some(
      (other) => fieldOf(other, 'at') === fieldOf(exit, 'exit/to') && fieldOf(other, 'exit/to') === fieldOf(exit, 'at'),
    );
    t.true(back, exit.id);
  }
});

test('the house is large enough to walk in, and everything in it has a description', (t) => {
  const rooms = objects.filter((entry) =>
    entry.prototypes.some((prototype) => ['room', 'dark-place'].includes(prototype)),
  );
  t.true(rooms.length >= 12);
  for (const object of objects) {
    if (isExit(object.prototypes)) continue;
    t.true((fieldOf(object, 'description') ?? '').length > 20, object.id);
  }
});

test('nothing in a room answers to a direction that is not a way out', (t) => {
  const directions = new Set([
    'north',
    'n',
    'south',
    's',
    'east',
    'e',
    'west',
    'w',
    'up',
    'u',
    'down',
    'd',
    'in',
    'out',
  ]);
  for (const object of objects) {
    if (isExit(object.prototypes)) continue;
    const names = [fieldOf(object, 'name') ?? '', ...(fieldOf(object, 'aliases') ?? '').split(', ')];
    t.deepEqual(names.filter((name) => directions.has(name)), [], object.id); // prettier-ignore
  }
});
