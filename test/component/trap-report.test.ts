import test from 'ava';

import { loadComponent, OutOfFuel, Meter, Trap } from '../../host/component/index.ts';
import { buildComponent } from './build.ts';

const WIT = 'package t:t;\nworld w { export run: func(); export spin: func(); export divide: func(zero: u32) -> u32; }';

/** `"\0d\00\00\00text"`: a text as a guest leaves it, in the form of a data segment. */
function left(text: string, sizeBytes = new TextEncoder().encode(text).length): string {
  const bytes = [...new Uint8Array(Uint32Array.of(sizeBytes).buffer), ...new TextEncoder().encode(text)];
  return bytes.map((byte) => `\\${byte.toString(16).padStart(2, '0')}`).join('');
}

const MEMORY = '(memory (export "memory") 1)';

/** A guest that stops itself; `parts` are what it says by. */
async function guest(...parts: string[]): Promise<Record<string, (...values: unknown[]) => unknown>> {
  const wat = `(module ${parts.join('\n')}
    (func (export "run") unreachable)
    (func (export "spin") (loop $l br $l))
    (func (export "divide") (param i32) (result i32) (i32.div_u (i32.const 1) (local.get 0))))`;
  const component = await loadComponent(await buildComponent({ wit: WIT, wat }), { name: 'tower' });
  return component.instantiate({ imports: {}, meter: new Meter(100_000) }).exports;
}

async function messageOf(...parts: string[]): Promise<string | undefined> {
  const exports = await guest(...parts);
  try {
    exports['run']!();
    return undefined;
  } catch (error) {
    return error instanceof Trap ? error.message : `not a trap: ${String(error)}`;
  }
}

const message = (address: string) => `(global (export "trap-message") (mut i32) (i32.const ${address}))`;
const place = (address: string) => `(global (export "trap-place") (mut i32) (i32.const ${address}))`;
const data = (at: number, bytes: string) => `(data (i32.const ${at}) "${bytes}")`;

test('a guest says why and where it stops itself', async (t) => {
  const parts = [MEMORY, message('16'), place('64'), data(16, left('no bell')), data(64, left('a.ts:1:2'))];
  t.is(await messageOf(...parts), 'tower: run: no bell at a.ts:1:2');
  t.is(await messageOf(MEMORY, message('16'), data(16, left('no bell ✓'))), 'tower: run: no bell ✓');
  t.is(await messageOf(MEMORY, place('16'), data(16, left('a.ts:1:2'))), 'tower: run: unreachable at a.ts:1:2');
});

test('one that says nothing is told as the engine tells it', async (t) => {
  t.is(await messageOf(), 'tower: run: unreachable');
  t.is(await messageOf(MEMORY, message('0')), 'tower: run: unreachable');
  t.is(await messageOf(MEMORY, message('16'), data(16, left(''))), 'tower: run: unreachable');
  t.is(await messageOf(message('16')), 'tower: run: unreachable', 'without a memory');
});

test('what lies is not believed', async (t) => {
  const nothing = 'tower: run: unreachable';
  t.is(await messageOf(MEMORY, message('-1')), nothing, 'an address past the memory');
  t.is(await messageOf(MEMORY, message('65533')), nothing, 'an address whose length is past the memory');
  t.is(await messageOf(MEMORY, '(global (export "trap-message") (mut i64) (i64.const 16))'), nothing, 'a wide address');
  t.is(
    await messageOf(MEMORY, '(global (export "trap-message") (mut f64) (f64.const 16.5))'),
    nothing,
    'half an address',
  );
  t.is(await messageOf(MEMORY, '(func (export "trap-message"))'), nothing, 'a function for an address');
  t.is(await messageOf('(table (export "memory") 1 funcref)', message('16')), nothing, 'a table for a memory');

  const long = await messageOf(MEMORY, message('16'), data(16, left('x'.repeat(5_000), 0xffff_ffff)));
  t.is(long, `tower: run: ${'x'.repeat(1_024)}`, 'a huge length is cut');
  const last = await messageOf(MEMORY, message('65528'), data(65_528, left('abcd', 4_000)));
  t.is(last, 'tower: run: abcd', 'a length past the memory is cut');
  const bytes = await messageOf(MEMORY, message('16'), data(16, '\\04\\00\\00\\00\\ff\\fea\\c0'));
  t.is(bytes, 'tower: run: \ufffd\ufffda\ufffd', 'what is not text');
  const acting = await messageOf(MEMORY, message('16'), data(16, left('a\u001b[2Jb\nc\u202ed')));
  t.is(acting, 'tower: run: a\ufffd[2Jb\ufffdc\ufffdd', 'what would act on a terminal');
});

test('a guest does not speak for the engine or the meter', async (t) => {
  const parts = [MEMORY, message('16'), data(16, left('all is well'))];
  const dividing = await guest(...parts);
  t.throws(() => dividing['divide']!(0), { instanceOf: Trap, message: 'tower: divide: divide by zero' });
  const spinning = await guest(...parts);
  t.throws(() => spinning['spin']!(), { instanceOf: OutOfFuel, message: 'tower: spin: out of fuel' });
});

test('a trap names the frames of the guest', async (t) => {
  const exports = await guest('(func $inner unreachable) (func $outer (export "x") (call $inner))');
  const error = t.throws(() => exports['run']!(), { instanceOf: Trap });
  t.is(error.trace.length, 1);
});
