import { mkdirSync, renameSync, rmSync, writeFileSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import test from 'ava';
import { Player } from '../player.ts';
import { Dev } from './dev.ts';
import { folderOf, hostOf } from './host.ts';
import { Stones } from './stones.ts';

test('what is saved is seen by who is connected, and what is broken leaves the world as it was', async (t) => {
  const host = await hostOf(t);
  const stones = await Stones.copy();
  t.teardown(() => stones.remove());
  const ann = await Player.guest(host.socket);
  await ann.hears(/glass roof/);

  const refused = new Dev(t, [stones.folder], { data: host.data });
  await refused.says(/not installed: stones asks for what it is not granted[^]*add --grant/);
  t.is(await refused.interrupt(), 130);

  const dev = new Dev(t, [stones.folder, '--grant'], { data: host.data });
  await dev.says(/installed stones/);
  await ann.does('rub red stone', 'The red stone hums, time 1.');

  // As a plain write, and as editors do: a file beside it that takes its place.
  stones.edit(stones.entry, "'hums'", "'sings'");
  await dev.says(/installed stones .* ms/);
  await ann.does('rub red stone', 'The red stone sings, time 2.');
  const beside = join(stones.folder, 'assembly/.entry.ts.swp');
  writeFileSync(beside, readFileSync(stones.entry, 'utf8').replace("'sings'", "'whispers'"));
  renameSync(beside, stones.entry);
  await dev.says(/installed stones/);
  await ann.does('rub red stone', 'The red stone whispers, time 3.');

  stones.edit(stones.entry, "'whispers'", '7');
  await dev.says(/assembly\/entry\.ts:\d+:\d+: error: [^]*stones stays as it was\./);
  await ann.does('rub red stone', 'The red stone whispers, time 4.');
  stones.edit(stones.entry, ': string = 7', ': string = fail()');
  stones.edit(
    stones.entry,
    'function rub',
    "function fail(): string {\n  throw new Error('no word');\n}\n\nfunction rub",
  );
  await dev.says(/not installed: "stones" cannot be started: .*no word at assembly\/entry\.ts:\d+/);
  await ann.does('rub red stone', 'The red stone whispers, time 5.');
  stones.edit(stones.entry, 'fail()', "'mutters'");
  await dev.says(/installed stones/);
  await ann.does('rub red stone', 'The red stone mutters, time 6.');

  stones.edit(stones.worldFile, 'command: rub <rub>', 'command: rub <rub');
  await dev.says(/not installed: .*world\/stones\.world:\d+: a < has no >/);
  stones.edit(stones.worldFile, 'command: rub <rub', 'command: polish <rub>');
  await dev.says(/installed stones/);
  await ann.does('polish red stone', 'The red stone mutters, time 7.');
  stones.edit(stones.worldFile, 'run: stones hush', 'run: pebbles hush');
  await dev.says(/warning: .*stones\.world:\d+: there is no program "pebbles" yet[^]*installed stones/);

  const source = readFileSync(stones.entry, 'utf8');
  rmSync(stones.entry);
  await dev.says(/stones stays as it was\./);
  writeFileSync(stones.entry, source.replace("'mutters'", "'rings'"));
  await dev.says(/installed stones/);
  await ann.does('polish red stone', 'The red stone rings, time 8.');
  t.is(ann.events.filter(({ type }) => type === 'error' || type === 'bye').length, 0);

  await host.kill();
  stones.edit(stones.entry, "'rings'", "'clicks'");
  await dev.says(/not installed: no world runs on/);
  const again = await hostOf(t, { data: host.data });
  stones.edit(stones.entry, "'clicks'", "'clacks'");
  await dev.says(/installed stones/);
  const ben = await Player.guest(again.socket);
  await ben.does('polish red stone', 'The red stone clacks, time 9.');
  t.is(await dev.interrupt(), 130);
});

test('a folder that is no component is refused at once', async (t) => {
  const dev = new Dev(t, [join(import.meta.dirname, '..')]);
  t.truthy(await dev.says(/is no component: it has no component\.json/));
});

test('packages and world files outside of the folder are watched, too', async (t) => {
  const host = await hostOf(t);
  const folder = await folderOf(t);
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  const world = (name: string): string =>
    `package test:bells@0.1.0;\nworld bell {\n  include atrium:worlds/program@0.1.0;\n  export ${name}: func();\n}\n`;
  write('wit/bells.wit', world('ring'));
  write('bell/component.json', '{ "world": "test:bells/bell@0.1.0" }');
  write('bell/assembly/entry.ts', 'export function run(): void {}\n');
  write('bell/assembly/world.ts', 'export function ring(): void {}\n');
  write('elsewhere/bell.world', 'prototype carillon is fixed\n  name: carillon\n');
  const dev = new Dev(t, ['bell', '--grant', '--world', 'elsewhere'], { cwd: folder, data: host.data });
  await dev.says(/installed bell/);
  write('wit/bells.wit', world('toll'));
  await dev.says(/error: [^]*toll[^]*bell stays as it was\./);
  write('wit/bells.wit', world('ring'));
  await dev.says(/bell is installed as it is\./);
  write('elsewhere/bell.world', 'prototype carillon is\n');
  await dev.says(/not installed: .*bell\.world:1/);
  t.is(await dev.interrupt(), 130);
});

test('a folder that goes away ends it, and is said', async (t) => {
  const stones = await Stones.copy();
  t.teardown(() => stones.remove());
  const dev = new Dev(t, [stones.folder], { data: join(stones.folder, 'no-world') });
  await dev.says(/not installed: no world runs on/);
  const moved = `${stones.folder}-moved`;
  renameSync(stones.folder, moved);
  await dev.says(/can no longer be watched: it was moved or removed/);
  t.is(await dev.ended(), 1);
});
