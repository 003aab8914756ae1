import { parse } from '@bytecodealliance/jco';
import { loadComponent, MAX_FUEL, Meter, suspending } from '../../host/component/index.ts';
import { buildComponent } from '../component/build.ts';
import { figure, percentile, type Figure } from './report.ts';

const CALLS = 1_000;
const ROUNDS = 21;

const WAT = `(module
  (import "$root" "ask" (func $ask (param i32) (result i32)))
  (func (export "run") (param $left i32) (result i32) (local $sum i32)
    (loop $again
      (local.set $sum (i32.add (local.get $sum) (call $ask (local.get $left))))
      (br_if $again (local.tee $left (i32.sub (local.get $left) (i32.const 1)))))
    (local.get $sum)))`;

async function ask(n: number): Promise<number> {
  return n;
}

async function timeNs(run: (calls: number) => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await run(CALLS);
  return ((performance.now() - start) / CALLS) * 1e6;
}

/** A guest's call of a function that answers later: by the suspending link, and by the engine's calls alone. */
export async function* suspension(): AsyncGenerator<Figure> {
  const bytes = await buildComponent({
    wit: 'package bench:waiting@1.0.0; world w { import ask: func(n: u32) -> u32; export run: func(calls: u32) -> u32; }',
    wat: WAT,
  });
  const component = await loadComponent(bytes, { name: 'waiting' });
  const ours = await component.instantiateSuspending({
    imports: { ask: suspending(ask) },
    meter: new Meter(MAX_FUEL),
  });
  const bare = new WebAssembly.Instance(new WebAssembly.Module(Uint8Array.from(await parse(WAT))), {
    $root: { ask: new WebAssembly.Suspending(ask) as never },
  });
  const bareRun = WebAssembly.promising(bare.exports['run'] as Function);
  const times: [number[], number[]] = [[], []];
  for (let round = 0; round < ROUNDS; round++) {
    times[0].push(await timeNs((calls) => ours.exports['run'](calls)));
    times[1].push(await timeNs((calls) => bareRun(calls)));
  }
  const [linked, alone] = times.map((each) => percentile(each, 0.25)) as [number, number];
  yield figure("a call that suspends its guest: the engine's alone", linked, 'ns', alone);
}
