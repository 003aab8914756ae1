import { componentEmbed, componentNew } from '@bytecodealliance/jco';
import asc from 'assemblyscript/asc';
import test from 'ava';
import { loadComponent, Meter, OutOfFuel } from '../../host/component/index.ts';
import { instantiateWithJco } from './jco.ts';

/** AssemblyScript's strings are UTF-16 in memory, at an address that `changetype` gives. */
const GUEST = `
@external("$root", "log") declare function log(at: usize, units: i32): void;
const area = memory.data(16);

export function cabi_realloc(old: usize, oldSize: usize, align: usize, size: usize): usize {
  return old ? __renew(old, size) : __new(size, idof<ArrayBuffer>());
}

function text(at: usize, units: i32): string {
  return String.UTF16.decodeUnsafe(at, units * 2);
}

function answer(value: string): usize {
  __pin(changetype<usize>(value));
  store<usize>(area, changetype<usize>(value));
  store<i32>(area, value.length, 4);
  return area;
}

const counts = new Map<string, i32>();

export function greet(at: usize, units: i32): usize {
  const name = text(at, units);
  counts.set(name, counts.has(name) ? counts.get(name) + 1 : 1);
  const greeting = "Hello, " + name + ", for the " + counts.get(name).toString() + ". time";
  log(changetype<usize>(greeting), greeting.length);
  return answer(greeting);
}

export function cabi_post_greet(at: usize): void {
  __unpin(load<usize>(at));
}

export function churn(rounds: i32): i32 {
  let sum = 0;
  for (let round = 0; round < rounds; round++) sum += new Array<i32>(100).length + round.toString().length;
  return sum;
}
`;

const WIT = `package test:greeter@1.0.0;
world w {
  import log: func(line: string);
  export greet: func(name: string) -> string;
  export churn: func(rounds: u32) -> u32;
}`;

async function greeter(): Promise<Uint8Array> {
  const { error, binary } = (await asc.compileString(GUEST, {
    optimizeLevel: 3,
    use: ['abort='],
    runtime: 'minimal',
  } as never)) as never;
  if (error) throw error;
  const embedded = await componentEmbed({ witSource: WIT, binary: binary!, stringEncoding: 'utf16', world: 'w' });
  return componentNew(embedded, []);
}

const bytes = await greeter();

test('a guest compiled from AssemblyScript runs as it does under jco', async (t) => {
  const component = await loadComponent(bytes, { name: 'greeter' });
  const lines: string[] = [];
  const ours = component.instantiate({ imports: { log: (line: string) => void lines.push(line) } }).exports;
  const oracleLines: string[] = [];
  const theirs = await instantiateWithJco(bytes, { log: { default: (line: string) => void oracleLines.push(line) } });
  for (const name of ['Ann', 'Bob', 'Ann', '', 'Zoë 😀', 'x'.repeat(3000)]) {
    t.is(ours.greet(name), theirs['greet']!(name));
  }
  t.deepEqual(lines, oracleLines);
  t.is(lines[2], 'Hello, Ann, for the 2. time');
  t.is(ours.churn(2000), theirs['churn']!(2000));
});

test('it burns the same fuel for the same work', async (t) => {
  const component = await loadComponent(bytes, { name: 'greeter' });
  const burnt = [0, 1].map(() => {
    const meter = new Meter(10_000_000);
    const { churn } = component.instantiate({ imports: { log: () => {} }, meter }).exports;
    churn(500);
    return 10_000_000 - meter.remaining;
  });
  t.is(burnt[0], burnt[1]);
  t.true(burnt[0]! > 500);
});

test('it is stopped by its fuel', async (t) => {
  const component = await loadComponent(bytes, { name: 'greeter' });
  const meter = new Meter(100_000);
  const { churn } = component.instantiate({ imports: { log: () => {} }, meter }).exports;
  t.throws(() => churn(1_000_000), { instanceOf: OutOfFuel });
});
