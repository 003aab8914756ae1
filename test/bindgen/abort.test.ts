import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import test from 'ava';

import { buildComponent } from '../../host/bindgen/build.ts';
import { loadComponent, OutOfFuel, Trap, type Component } from '../../host/component/index.ts';
import { describeFailure } from '../../host/kernel/failure.ts';

const WIT = `package test:faults@1.0.0;
interface faults {
  variant answer { yes, no(string) }
  thrown: func();
  unsaid: func();
  long: func();
  checked: func(ok: bool);
  index: func(at: s32) -> s32;
  missing: func(text: option<string>) -> u32;
  no-case: func(answer: answer) -> string;
  none: func(number: option<u32>) -> u32;
  divided: func(by: s32) -> s32;
  far: func(address: u32) -> u8;
  truncated: func(value: f64) -> s32;
  deep: func(depth: u32) -> u32;
  looped: func(rounds: u32) -> s32;
  huge: func();
  spin: func();
}
world w { export faults; }
`;

/** Each fault stands in a line that says its name. */
const SOURCE = `import { Option } from '../bindings/types';
import { Answer } from '../bindings/test-faults/faults';
import { fail, Bell } from './inner/bell';

const numbers: i32[] = [1, 2, 3];

export function thrown(): void {
  throw new Error('no bell: "ding" ✓'); // thrown
}
export function unsaid(): void {
  assert(false); // unsaid
}
export function long(): void {
  throw new Error('x'.repeat(100_000));
}
export function checked(ok: bool): void {
  assert(ok, 'it is not so'); // checked
}
export function index(at: i32): i32 {
  return numbers[at]; // index
}
export function missing(text: string | null): u32 {
  return text!.length + numbers.length; // missing
}
export function noCase(answer: Answer): string {
  return answer.asNo + numbers.length.toString(); // noCase
}
export function none(number: Option<u32>): u32 {
  return number.value; // none
}
export function divided(by: i32): i32 {
  return 12 / by; // divided
}
export function far(address: u32): u8 {
  return load<u8>(address); // far
}
export function truncated(value: f64): i32 {
  return <i32>value; // truncated
}
export function deep(depth: u32): u32 {
  const bell = new Bell(depth);
  return bell.strike(); // deep
}
export function looped(rounds: u32): i32 {
  let sum = 0;
  for (let i: u32 = 0; i < rounds; i++) {
    for (let j = 0; j < 3; j++) sum = sum * 31 + numbers[j];
    if ((i & 1) == 0) sum += numbers.length;
    else sum ^= numbers[1];
    sum += numbers[i % 4]; // looped
  }
  return sum;
}
export function huge(): void {
  new Uint8Array(0x3fff_fffe); // huge
}
export function spin(): void {
  while (true) fail(false);
}
`;

const INNER = `export function fail(really: bool): void {
  if (really) throw new Error('cracked'); // fail
}
export class Bell {
  constructor(private depth: u32) {}

  strike(): u32 {
    if (this.depth == 0) fail(true); // strike
    return new Bell(this.depth - 1).strike() + 1; // again
  }
}
`;

let component: Component;

test.before(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'atrium-abort-'));
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  write('wit/faults/faults.wit', WIT);
  write('tower/component.json', '{ "world": "test:faults/w@1.0.0" }');
  write('tower/assembly/faults.ts', SOURCE);
  write('tower/assembly/inner/bell.ts', INNER);
  const out = join(folder, 'tower.wasm');
  await buildComponent({ folder: join(folder, 'tower'), out, wit: join(folder, 'wit') });
  component = await loadComponent(readFileSync(out), { name: 'clock-tower' });
  rmSync(folder, { recursive: true });
});

function fault(name: string, ...values: unknown[]): Trap {
  const { exports } = component.instantiate({ imports: {} });
  try {
    exports['test:faults/faults@1.0.0'][name](...values);
  } catch (error) {
    if (error instanceof Trap) return error;
    throw error;
  }
  throw new Error(`${name} did not trap`);
}

/** The line that says a name. */
function lineOf(source: string, name: string): number {
  return source.split('\n').findIndex((line) => line.endsWith(`// ${name}`)) + 1;
}

const FAULTS: [name: string, values: unknown[], reason: string][] = [
  ['thrown', [], 'no bell: "ding" ✓'],
  ['unsaid', [], 'a check failed'],
  ['checked', [false], 'it is not so'],
  ['index', [3], 'Index out of range'],
  ['index', [-1], 'Index out of range'],
  ['missing', [undefined], "Unexpected 'null' (not assigned or failed cast)"],
  ['noCase', [{ tag: 'yes' }], 'this Answer is not no'],
  ['divided', [0], 'divide by zero'],
  ['looped', [4], 'Index out of range'],
  ['far', [0xffff_fff0], 'memory access out of bounds'],
];

for (const [name, values, reason] of FAULTS) {
  test(`a fault says why and where in the author's source: ${name} of ${String(values[0])}`, (t) => {
    const trap = fault(name, ...values);
    const { message } = trap;
    const place = `assembly/faults.ts:${lineOf(SOURCE, name)}`;
    const label = `clock-tower: test:faults/faults.${name.replace('noCase', 'no-case')}`;
    t.regex(message, /:\d+:\d+$/);
    t.is(message.replace(/:\d+$/, ''), `${label}: ${reason} at ${place}`);
    t.is(trap.reason, reason);
    t.is(trap.source?.replace(/:\d+$/, ''), place);
  });
}

test('a trace names the file and line of every frame of the author', (t) => {
  const trap = fault('deep', 2);
  t.regex(
    trap.message,
    new RegExp(
      `^clock-tower: test:faults/faults\\.deep: cracked at assembly/inner/bell\\.ts:${lineOf(INNER, 'fail')}:`,
    ),
  );
  const places = trap.trace.map((frame) => /\((.*):\d+\)$/.exec(frame)?.[1]).filter((place) => place !== undefined);
  t.true(places.includes(`assembly/inner/bell.ts:${lineOf(INNER, 'again')}`), trap.trace.join('\n'));
  t.is(places.at(-1), `assembly/faults.ts:${lineOf(SOURCE, 'deep')}`);
  const log = describeFailure(trap);
  t.true(log.startsWith(trap.message));
  t.true(log.includes(` | in ${trap.trace[0]}`));
  t.false(log.includes('\n'));
});

test('where nothing of the author is left but a check of the library, the function is named', (t) => {
  t.is(fault('none', undefined).message, 'clock-tower: test:faults/faults.none: this Option is none: it has no value');
  const { message, trace } = fault('huge');
  t.is(message, 'clock-tower: test:faults/faults.huge: Invalid length');
  t.regex(trace.join('\n'), /huge/);
});

test('a long message is cut', (t) => {
  const { message } = fault('long');
  t.is(/x+/.exec(message)?.[0].length, 300);
});

test('running out of fuel is told as such, with the place', (t) => {
  const { exports } = component.instantiate({ imports: {} });
  const error = t.throws(() => exports['test:faults/faults@1.0.0'].spin(), { instanceOf: OutOfFuel });
  t.regex(
    error.message,
    /^clock-tower: test:faults\/faults\.spin: out of fuel at assembly\/(?:inner\/bell|faults)\.ts:\d+:\d+$/,
  );
  t.is(error.reason, 'out of fuel');
});
