import { createHash } from 'node:crypto';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { MAX_PROGRAM_BYTES } from '../../host/kernel/index.ts';
import { programPieceKey } from '../../host/kernel/key-space.ts';
import { openLmdb } from '../../host/store/lmdb-engine.ts';
import { HostEnded, startHost } from '../host-process.ts';
import { Player } from '../player.ts';
import { folderOf, hostOf } from './host.ts';
import { atriumIn } from './stones.ts';

/** Each engine, with the sizes that a component with it has, in bytes. */
const ENGINES = [
  { engine: 'spidermonkey', least: 8_000_000, most: MAX_PROGRAM_BYTES },
  { engine: 'quickjs', least: 500_000, most: 2_000_000 },
] as const;

for (const { engine, least, most } of ENGINES) {
  test.serial(`a program in TypeScript with ${engine} answers in a live world, and survives its host`, async (t) => {
    const folder = await folderOf(t);
    const host = await hostOf(t);
    const does = async (...args: string[]): Promise<string> => {
      const { code, out, err } = await atriumIn(folder, host.data, ...args);
      t.is(code, 0, `${args.join(' ')}: ${out}${err}`);
      return out;
    };
    await does('new', 'gong', '--language', 'typescript');
    const manifest = join(folder, 'gong/component.json');
    const written = JSON.parse(readFileSync(manifest, 'utf8')) as Record<string, unknown>;
    t.is(written['language'], 'typescript');
    writeFileSync(manifest, JSON.stringify({ ...written, engine }));
    const report = JSON.parse(await does('install', 'gong', '--grant', '--json')) as {
      hash: string;
      sizeBytes: number;
    };
    const component = join(folder, 'gong/build/gong.component.wasm');
    t.is(report.sizeBytes, statSync(component).size);
    t.true(report.sizeBytes > least && report.sizeBytes < most, `${report.sizeBytes} bytes`);
    const { imports } = JSON.parse(await does('inspect', component, '--json')) as { imports: { name: string }[] };
    t.true(imports.every(({ name }) => name.startsWith('driver:objects/')));

    const ann = await Player.guest(host.socket);
    await ann.hears(/glass roof/);
    await ann.does('try gong', 'You try the gong. It hums, for the first time.');
    const main = join(folder, 'gong/src/main.ts');
    writeFileSync(main, readFileSync(main, 'utf8').replace('It hums', 'It sings'));
    await does('install', 'gong');
    await ann.does('try gong', 'You try the gong. It sings, for time number 2.');
    await host.kill();

    const again = await hostOf(t, { data: host.data });
    const ben = await Player.guest(again.socket);
    await ben.hears(/glass roof/);
    await ben.does('try gong', 'You try the gong. It sings, for time number 3.');
    if (engine !== 'spidermonkey') return;

    // Far into its code.
    await again.stop();
    const hash = createHash('sha256').update(readFileSync(component)).digest('hex');
    const store = await openLmdb({ folder: host.data });
    const transaction = store.begin();
    const key = programPieceKey('zstd', hash, 20);
    transaction.set(key, transaction.get(key)!.toReversed());
    await transaction.commit();
    await store.close();
    const ended = await t.throwsAsync(startHost({ data: host.data }), { instanceOf: HostEnded });
    t.not(ended.code, 0);
    t.regex(ended.stderr, /program "gong" is damaged in the store: .*: restore the data folder from a copy/);
  });
}

test.serial('a program that no host takes is refused before it is sent', async (t) => {
  const folder = await folderOf(t);
  const host = await hostOf(t);
  writeFileSync(join(folder, 'large.wasm'), new Uint8Array(MAX_PROGRAM_BYTES + 1));
  const { code, err } = await atriumIn(folder, host.data, 'install', 'large.wasm');
  t.is(code, 1);
  t.regex(err, /large\.wasm has 16000001 bytes: a program has at most 16000000\n/);
});
