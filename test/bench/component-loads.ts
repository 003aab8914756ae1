import { readFile } from 'node:fs/promises';
import { decodeComponent } from '../../host/component/decode.ts';
import { elaborate } from '../../host/component/elaborate.ts';
import { hostResource, loadComponent, MAX_FUEL, Meter, type Component } from '../../host/component/index.ts';
import type { CoreItem, Plan } from '../../host/component/plan.ts';
import { buildJavaScript } from '../wasi/javascript.ts';
import { buildGuest } from './component-guest.ts';
import { interleaved } from './interleaved.ts';
import { figure, median, type Figure } from './report.ts';

/** Most that an instance may cost, as a ratio to raw instances of its core modules with the same imports. */
const INSTANCE_AIM = { atMost: 3 };
const LOADS = 15;
/** componentize-js puts a JavaScript engine of 12 MB into each component. */
const LARGE_LOADS = 5;

const DATA_SECTION = 11;

const built = (name: string) => readFile(new URL(`../../build/${name}.component.wasm`, import.meta.url));

/** Instantiation, beside what the engine alone takes for the same core modules. */
export async function* componentInstances(): AsyncGenerator<Figure> {
  yield* await instances('small component', (await buildGuest('utf16')).component);
  yield* await instances('driver', await built('driver'));
}

/** Load, beside what the engine alone takes to compile the core modules. */
export async function* componentLoads(): AsyncGenerator<Figure> {
  for (const name of ['commands', 'driver']) yield* await loads(name, await built(name), LOADS);
  const javascript = await buildJavaScript(
    `import ask from 'ask'; export const greet = (name) => 'Hello, ' + ask(name);`,
    `package bench:js; world w { import ask: func(name: string) -> string; export greet: func(name: string) -> string; }`,
    [],
  );
  yield* await loads('componentize-js', javascript, LARGE_LOADS);
}

/** Something for each import. */
function standIns(component: Component): Record<string, Record<string, unknown>> {
  return Object.fromEntries(
    component.imports.map(({ name, functions, resources }) => [
      name,
      Object.fromEntries([
        ...functions.map((each) => [each.name, () => undefined]),
        ...resources.map((each) => [each, hostResource({ name: each })]),
      ]),
    ]),
  );
}

async function instances(what: string, bytes: Uint8Array): Promise<Figure[]> {
  const component = await loadComponent(bytes, { name: what });
  const imports = standIns(component) as never;
  const meter = new Meter(MAX_FUEL);
  const raw = await rawInstances(elaborate(bytes, decodeComponent(bytes)));
  const [ours, theirs] = interleaved([
    { call: () => component.instantiate({ imports, meter }), args: [] },
    { call: raw, args: [] },
  ]) as [number, number];
  return [figure(`instance of ${what}: raw instances`, ours / 1e3, 'us', theirs / 1e3, INSTANCE_AIM)];
}

type Given = Record<string, Record<string, WebAssembly.ImportValue>>;

/** Instantiates a component's core modules as they are, with stand-ins made beforehand for what the component model gives them. */
async function rawInstances(plan: Plan): Promise<() => void> {
  const modules = await Promise.all(plan.modules.map(({ bytes, start, end }) => compile(bytes, start, end)));
  const trampolines = plan.trampolines.map(() => () => 0);
  return () => {
    const cores: WebAssembly.Exports[] = [];
    const value = (item: CoreItem) =>
      item.kind === 'trampoline' ? trampolines[item.index]! : cores[item.slot]![item.name]!;
    for (const step of plan.steps) {
      const given: Given = {};
      for (const { module, name, item } of step.imports) (given[module] ??= {})[name] = value(item);
      cores.push(new WebAssembly.Instance(modules[step.module]!, given).exports);
    }
  };
}

function compile(bytes: Uint8Array, start: number, end: number): Promise<WebAssembly.Module> {
  return WebAssembly.compile(bytes.slice(start, end) as Uint8Array<ArrayBuffer>);
}

async function loads(what: string, bytes: Uint8Array, rounds: number): Promise<Figure[]> {
  const plan = elaborate(bytes, decodeComponent(bytes));
  const own = Uint8Array.from(bytes);
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let round = 0; round < rounds; round++) {
    for (const { sections } of plan.modules) {
      // The engine keeps what it compiled and knows it again by its bytes: each round has its own last byte of data.
      const data = sections.find((section) => section.id === DATA_SECTION);
      if (data !== undefined) own[data.end - 1] = round;
    }
    ours.push(await timeMs(() => loadComponent(own, { name: what })));
    theirs.push(await timeMs(() => Promise.all(plan.modules.map(({ start, end }) => compile(own, start, end)))));
  }
  const ms = median(ours);
  const megabytes = bytes.length / 1e6;
  return [
    figure(`load of ${what} (${megabytes.toPrecision(2)} MB): engine's compile`, ms, 'ms', median(theirs)),
    figure(`load of ${what}: speed`, megabytes / (ms / 1e3), 'MB/s'),
  ];
}

async function timeMs(run: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await run();
  return performance.now() - start;
}
