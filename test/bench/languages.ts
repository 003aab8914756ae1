import { execFile } from 'node:child_process';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { build } from '../../host/bindgen/build-component.ts';
import { outputPath } from '../../host/bindgen/project.ts';
import { loadComponent } from '../../host/component/index.ts';
import { compress } from '../../host/kernel/compression.ts';
import type { Connection } from '../../host/kernel/index.ts';
import { openWorld } from '../../host/testing/index.ts';
import { figure, median, type Figure } from './report.ts';

const ROOT = resolve(import.meta.dirname, '../..');
/** The first build for a world compiles the engine, and a compiler is fast from about the fourth run on. */
const WARM_UP = 4;
const ROUNDS = 5;
const LOADS = 5;
const COMMANDS = 200;
const COMMAND_RUNS = 7;

interface Way {
  readonly name: string;
  readonly language: 'assemblyscript' | 'javascript';
  readonly manifest: object;
}

/** AssemblyScript comes first: what the others stand beside. */
const WAYS: readonly Way[] = [
  { name: 'assemblyscript', language: 'assemblyscript', manifest: {} },
  { name: 'quickjs', language: 'javascript', manifest: { engine: 'quickjs' } },
  { name: 'spidermonkey', language: 'javascript', manifest: { engine: 'spidermonkey' } },
];

const execute = promisify(execFile);

interface Measured {
  readonly sizeKiB: number;
  readonly storedKiB: number;
  readonly buildMs: number;
  readonly loadMs: number;
  readonly commandUs: number;
  readonly fuel: number;
}

const UNITS: readonly (readonly [keyof Measured, string, string])[] = [
  ['sizeKiB', 'size', 'KiB'],
  ['storedKiB', 'size in the store', 'KiB'],
  ['buildMs', 'build, warm', 'ms'],
  ['loadMs', 'load', 'ms'],
  ['commandUs', 'one command', 'us'],
  ['fuel', 'fuel of one command', 'units'],
];

/** The component that `atrium new` makes, written in each language, beside the one in AssemblyScript. */
export async function* languages(): AsyncGenerator<Figure> {
  let first: Measured | undefined;
  for (const way of WAYS) {
    const measured = await measure(way);
    for (const [key, what, unit] of UNITS) {
      yield figure(`languages: ${way.name}, ${what}`, measured[key], unit, first?.[key] ?? null);
    }
    first ??= measured;
  }
}

async function measure({ language, manifest }: Way): Promise<Measured> {
  const parent = mkdtempSync(join(tmpdir(), 'atrium-bench-'));
  try {
    await execute(join(ROOT, 'host/cli/atrium'), ['new', 'gong', '--language', language], { cwd: parent });
    const folder = join(parent, 'gong');
    const path = join(folder, 'component.json');
    writeFileSync(path, JSON.stringify({ ...(JSON.parse(readFileSync(path, 'utf8')) as object), ...manifest }));
    const buildMs = await buildTime(folder, language === 'javascript' ? 'src/main.js' : 'assembly/entry.ts');
    const binary = readFileSync(outputPath(folder));
    const loads: number[] = [];
    for (let load = 0; load < LOADS; load++) {
      loads.push(await timed(() => loadComponent(binary, { name: 'gong' })));
    }
    return {
      sizeKiB: binary.length / 1_024,
      storedKiB: (await compress(binary)).length / 1_024,
      buildMs,
      loadMs: median(loads),
      ...(await commandCost(folder)),
    };
  } finally {
    rmSync(parent, { recursive: true, force: true });
  }
}

async function buildTime(folder: string, main: string): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < WARM_UP + ROUNDS; round++) {
    appendFileSync(join(folder, main), `// ${round}\n`);
    const time = await timed(() => build({ folder, out: outputPath(folder) }));
    if (round >= WARM_UP) times.push(time);
  }
  return median(times);
}

async function commandCost(folder: string): Promise<{ commandUs: number; fuel: number }> {
  const world = await openWorld({ component: folder });
  const nothing = (): void => {};
  const port = { send: nothing, complain: nothing, close: nothing, cork: nothing, uncork: nothing, hold: nothing };
  const guest: Connection = world.kernel.connect(port, 'json', 'bench');
  world.kernel.receive(guest, JSON.stringify({ type: 'guest' }));
  await world.kernel.settled();
  const command = JSON.stringify({ type: 'command', text: 'try gong' });
  let fuel = 0;
  const times: number[] = [];
  for (let run = 0; run < COMMAND_RUNS; run++) {
    const time = await timed(async () => {
      for (let count = 0; count < COMMANDS; count++) fuel = world.kernel.receive(guest, command);
      await world.kernel.settled();
    });
    times.push((time / COMMANDS) * 1_000);
  }
  await world.stop();
  return { commandUs: median(times), fuel };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
