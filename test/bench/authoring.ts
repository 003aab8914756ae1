import { execFile } from 'node:child_process';
import { appendFileSync, cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import asc from 'assemblyscript/asc';
import { build, check } from '../../host/bindgen/build-component.ts';
import { compilerArguments, tieToCollector } from '../../host/bindgen/compile.ts';
import { outputPath } from '../../host/bindgen/project.ts';
import { figure, median, type Figure } from './report.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const RUNTIME = 'minimal';
/** The compiler is fast from about the fourth run on. */
const WARM_UP = 4;
const ROUNDS = 9;
const PROCESS_ROUNDS = 3;
/** What all but the compiler may cost of a build, as a ratio to the compiler alone. */
const BUILD_AIM = { atMost: 1.3 };

const execute = promisify(execFile);

/** Building a component whose source changed, beside the compiler alone on the same sources with the same options. */
export async function* authoring(): AsyncGenerator<Figure> {
  const folder = mkdtempSync(join(tmpdir(), 'atrium-bench-'));
  try {
    const component = join(folder, 'commands');
    cpSync(join(ROOT, 'components/commands'), component, { recursive: true });
    yield* inOneProcess(component);
    yield* inProcessesOfTheirOwn(component);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** As `atrium dev` has it: one process that stays, warm. */
async function* inOneProcess(component: string): AsyncGenerator<Figure> {
  const options = { folder: component, out: outputPath(component) };
  const times = { build: [] as number[], compiler: [] as number[], check: [] as number[] };
  for (let round = 0; round < WARM_UP + ROUNDS; round++) {
    touch(component, round);
    const built = await timed(() => build(options));
    const compiled = await timed(() => compile(component));
    const checked = await timed(() => check(options));
    if (round < WARM_UP) continue;
    times.build.push(built);
    times.compiler.push(compiled);
    times.check.push(checked);
  }
  yield figure('authoring: build, warm', median(times.build), 'ms', median(times.compiler), BUILD_AIM);
  yield figure('authoring: check, warm', median(times.check), 'ms', median(times.compiler));
}

/** `atrium build` and `asc`, each started anew. */
async function* inProcessesOfTheirOwn(component: string): AsyncGenerator<Figure> {
  const transform = join(component, 'transform.mjs');
  const module = new URL('../../host/bindgen/compile.ts', import.meta.url).href;
  writeFileSync(
    transform,
    `import { tieToCollector } from '${module}';\nexport default tieToCollector('${RUNTIME}');\n`,
  );
  const compiler = [
    join(ROOT, 'node_modules/assemblyscript/bin/asc.js'),
    ...compilerArguments(RUNTIME),
    '--transform',
    transform,
  ];
  const times = { build: [] as number[], compiler: [] as number[] };
  for (let round = 0; round < PROCESS_ROUNDS; round++) {
    touch(component, round);
    times.build.push(await timed(() => execute(join(ROOT, 'host/cli/atrium'), ['build', component])));
    times.compiler.push(await timed(() => execute(process.execPath, compiler, { cwd: component })));
  }
  yield figure('authoring: atrium build, a process', median(times.build), 'ms', median(times.compiler));
}

/** Changes one source file. */
function touch(component: string, round: number): void {
  appendFileSync(join(component, 'assembly/bell.ts'), `// ${round}\n`);
}

async function compile(folder: string): Promise<void> {
  const { error } = await asc.main([...compilerArguments(RUNTIME), '--baseDir', folder], {
    writeFile: () => {},
    transforms: [tieToCollector(RUNTIME)],
  } as unknown as Parameters<typeof asc.main>[1]);
  if (error) throw error;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
