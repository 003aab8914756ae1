import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { componentEmbed, componentNew, parse } from '@bytecodealliance/jco';
import test from 'ava';
import { DEFAULT_LIMITS, describeComponent } from '../../host/component/index.ts';
import { COMMANDS } from '../../host/cli/commands.ts';
import type { InspectionReport } from '../../host/cli/inspect/report.ts';
import { Workshop } from './atrium.ts';

const BUILD = resolve(import.meta.dirname, '../../build');

async function report(workshop: Workshop, file: string): Promise<InspectionReport> {
  const { code, stdout, stderr } = await workshop.atrium(['inspect', file, '--json']);
  if (code !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as InspectionReport;
}

/** A component of one core module, as other tools make them. */
async function componentOf(wat: string, wit: string): Promise<Uint8Array> {
  const binary = await parse(wat);
  return componentNew(await componentEmbed({ binary, witSource: wit, stringEncoding: 'utf8' }), []);
}

test('a component of the repository is described as the runtime describes it', async (t) => {
  const file = join(BUILD, 'commands.component.wasm');
  const bytes = readFileSync(file);
  const found = await report(new Workshop(t), file);
  const { imports, exports } = describeComponent(bytes);
  t.deepEqual([found.imports, found.exports, found.wit], [imports as never, exports as never, null]);
  t.deepEqual(
    Object.keys(found).toSorted(),
    Object.keys(COMMANDS.find(({ name }) => name === 'inspect')!.json!).toSorted(),
  );
  t.is(found.sizeBytes, bytes.length);
  t.is(found.sha256, createHash('sha256').update(bytes).digest('hex'));
  t.deepEqual(found.runs, { ok: true });
  t.is(found.needs?.memories.least, 1);
  t.is(found.needs?.memoryPages.limit, DEFAULT_LIMITS.memoryPages);
  t.true(found.modules.length > 0);
  t.true(found.modules.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) < bytes.length);
  t.true(found.producers['processed-by']?.some(({ name }) => name === 'wit-component'));
});

test('bounds, names and what made it are read from the binary', async (t) => {
  const workshop = new Workshop(t);
  const wat = `(module $core
    (memory (export "memory") 3 70)
    (table 5 funcref)
    (table 2 9 funcref)
    (func (export "answer") (result i32) i32.const 42))`;
  workshop.write('answer.wasm', await componentOf(wat, 'package test:a; world w { export answer: func() -> u32; }'));
  const found = await report(workshop, 'answer.wasm');
  t.deepEqual(found.exports, [
    { name: 'answer', functions: [{ name: 'answer', parameters: [], result: 'u32' }], resources: [] },
  ]);
  t.is(found.modules[0]?.name, 'core');
  t.deepEqual(found.modules[0]?.memories, [{ minimum: 3, maximum: 70, imported: false }]);
  t.deepEqual(found.modules[0]?.tables, [
    { minimum: 5, maximum: null, imported: false },
    { minimum: 2, maximum: 9, imported: false },
  ]);
  const { stdout } = await workshop.atrium(['inspect', 'answer.wasm']);
  t.true(stdout.includes('  answer: func() -> u32\n'));
  t.true(stdout.includes('memory 3 to 70 pages; table from 5 elements; table 2 to 9 elements\n'));
  t.regex(stdout, /made by +wit-component/);
  t.true(stdout.endsWith('runs here yes\n'));
});

test('what this runtime would not run is described all the same, with the reason', async (t) => {
  const workshop = new Workshop(t);
  const large = `(module (memory (export "memory") 2000) (func (export "answer") (result i32) i32.const 42))`;
  workshop.write('large.wasm', await componentOf(large, 'package test:a; world w { export answer: func() -> u32; }'));
  const { runs, needs } = await report(workshop, 'large.wasm');
  t.deepEqual(needs?.memoryPages, { least: 2000, limit: DEFAULT_LIMITS.memoryPages });
  t.deepEqual(runs, {
    ok: false,
    reason: `it begins with 2000, over the limit memoryPages of ${DEFAULT_LIMITS.memoryPages}`,
  });

  const waiting = `(component
    (core module $m (func (export "f")) (func (export "c") (param i32 i32 i32) (result i32) i32.const 0))
    (core instance $i (instantiate $m))
    (type $t (func async (result (future u8))))
    (import "later" (func (type $t))))`;
  workshop.write('async.wasm', await parse(waiting));
  const later = await report(workshop, 'async.wasm');
  t.false(later.runs.ok);
  t.is(later.imports, null);
  t.true(later.wit?.includes('future<u8>'));
  t.is(later.modules.length, 1);
  const { code, stdout } = await workshop.atrium(['inspect', 'async.wasm']);
  t.is(code, 0);
  t.regex(stdout, /runs here no: .*(async|future)/);
});

test('what is no component is said to be what it is', async (t) => {
  const workshop = new Workshop(t);
  workshop.write('core.wasm', await parse('(module (import "env" "f" (func)) (func (export "a")))'));
  const whole = readFileSync(join(BUILD, 'commands.component.wasm'));
  workshop.write('cut.wasm', whole.subarray(0, 1000));
  const broken = Uint8Array.from(whole);
  broken.fill(0xff, 12, 40);
  workshop.write('broken.wasm', broken);
  workshop.write('empty.wasm', '');
  const wrong: [string, RegExp][] = [
    [
      'core.wasm',
      /^atrium: core\.wasm is a core module, not a component: it exports 1 things and imports from env; make a component of it/,
    ],
    ['cut.wasm', /^atrium: cut\.wasm is no valid component: .*\(at byte \d+\)\n$/],
    ['broken.wasm', /^atrium: broken\.wasm is no valid component: .*\(at byte \d+\)\n$/],
    ['empty.wasm', /^atrium: empty\.wasm is no WebAssembly/],
  ];
  for (const [file, message] of wrong) {
    const plain = await workshop.atrium(['inspect', file]);
    t.deepEqual([plain.code, plain.stdout], [1, ''], file);
    t.regex(plain.stderr, message);
    const json = await workshop.atrium(['inspect', file, '--json']);
    const { error } = JSON.parse(json.stdout) as { error: { code: string; message: string } };
    t.deepEqual([json.code, error.code], [1, 'failed'], file);
    t.regex(`atrium: ${error.message}\n`, message);
  }
});

test('a name that would act on a terminal is shown as text', async (t) => {
  const workshop = new Workshop(t);
  // A section component-name: subsection 0 of 5 bytes, the name ESC [ 2 J.
  const name = [0, 5, 4, 0x1b, 0x5b, 0x32, 0x4a];
  const section = new TextEncoder().encode('component-name');
  const binary = Uint8Array.of(0, 0x61, 0x73, 0x6d, 0x0d, 0, 1, 0, 0, 22, 14, ...section, ...name);
  workshop.write('loud.wasm', binary);
  const { stdout } = await workshop.atrium(['inspect', 'loud.wasm']);
  t.false(stdout.includes('\u001b'));
  t.true(stdout.includes('[2J'));
});
