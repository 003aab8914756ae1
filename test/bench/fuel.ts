import { meterImports } from '../../host/component/compiled.ts';
import { readCoreModule, START_NAME } from '../../host/component/core-module.ts';
import { DEFAULT_LIMITS, Meter } from '../../host/component/index.ts';
import { instrument } from '../../host/component/instrument.ts';
import { CALLS, compileKernels, KERNELS } from './fuel-kernels.ts';
import { compileSpins, SPIN_NAMES } from './fuel-spins.ts';
import { figure, median, type Figure } from './report.ts';

/** Most that paying for fuel may slow guests, as a geometric mean over the kernels. */
const SLOWDOWN_AIM = { atMost: 1.25 };
const ROUNDS = 101;
/** Kernels run this long before they are measured: V8 optimises them on another thread, which may have to wait for its turn. */
const WARM_UP_MS = 500;
/** More than a round takes. */
const KERNEL_FUEL = 2_000_000_000;

/** Fuel that a spin is given: under a second for the slowest. */
const SPIN_FUEL = 4_000_000;
const SPIN_ROUNDS = 5;

type Call = (rounds: number) => number;

function instrumented(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  return instrument(readCoreModule(bytes, 0, bytes.length), DEFAULT_LIMITS, false);
}

/** What fuel costs: how much guests are slowed by paying, and how long the slowest code takes for a unit. */
export async function* fuel(): AsyncGenerator<Figure> {
  yield* slowdown(await compileKernels());
  yield* worst(await compileSpins());
}

function* slowdown(bytes: Uint8Array<ArrayBuffer>): Generator<Figure> {
  const meter = new Meter(KERNEL_FUEL);
  const metered = new WebAssembly.Instance(new WebAssembly.Module(instrumented(bytes)), meterImports(meter)).exports;
  (metered[START_NAME] as () => void)();
  const plain = new WebAssembly.Instance(new WebAssembly.Module(bytes), {}).exports;
  const ratios: number[] = [];
  for (const kernel of KERNELS) {
    const [name, count] = CALLS[kernel];
    const [ours, theirs, units] = besides(metered[name] as Call, plain[name] as Call, count, meter);
    ratios.push(ours / theirs);
    yield figure(`fuel: ${kernel}: without`, ours, 'ms', theirs);
    yield figure(`fuel: ${kernel}, time for a unit`, (ours * 1e6) / units, 'ns');
  }
  const mean = Math.exp(ratios.reduce((sum, ratio) => sum + Math.log(ratio), 0) / ratios.length);
  yield figure('fuel: geometric mean of the six', mean, 'times', null, SLOWDOWN_AIM);
}

/** Milliseconds of a call, metered and plain in turn, and the units it takes. */
function besides(metered: Call, plain: Call, count: number, meter: Meter): [number, number, number] {
  const times: [number[], number[]] = [[], []];
  const run = (call: Call): number => {
    meter.remaining = KERNEL_FUEL;
    const start = performance.now();
    call(count);
    return performance.now() - start;
  };
  for (const until = performance.now() + WARM_UP_MS; performance.now() < until;) [metered, plain].forEach(run);
  const expected = plain(count);
  if (metered(count) !== expected) throw new Error(`the metered kernel returns something else than ${expected}`);
  for (let round = 0; round < ROUNDS; round++) {
    times[0].push(run(metered));
    times[1].push(run(plain));
  }
  run(metered);
  return [median(times[0]), median(times[1]), KERNEL_FUEL - meter.remaining];
}

/** How long a guest can go on for a unit, at the worst. */
function* worst(bytes: Uint8Array<ArrayBuffer>): Generator<Figure> {
  const meter = new Meter(SPIN_FUEL);
  const module = new WebAssembly.Module(instrumented(bytes));
  const { exports } = new WebAssembly.Instance(module, meterImports(meter));
  (exports['prepare'] as () => void)();
  let most = 0;
  for (const name of SPIN_NAMES) {
    const times: number[] = [];
    for (let round = 0; round < SPIN_ROUNDS; round++) times.push(timeMs(exports[name] as Call, meter));
    const unitNs = (median(times) * 1e6) / SPIN_FUEL;
    most = Math.max(most, unitNs);
    yield figure(`fuel: ${name}, time for a unit`, unitNs, 'ns');
  }
  yield figure('fuel: the most of these', most, 'ns');
}

function timeMs(spin: Call, meter: Meter): number {
  meter.remaining = SPIN_FUEL;
  const start = performance.now();
  try {
    spin(0);
  } catch (error) {
    if (!(error instanceof WebAssembly.RuntimeError) || meter.remaining >= 0) throw error;
  }
  return performance.now() - start;
}
