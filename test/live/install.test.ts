import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from '@bytecodealliance/jco';
import test, { type ExecutionContext } from 'ava';
import { OperatorClient, Refused } from '../../host/cli/operator-client.ts';
import type { HostProcess } from '../host-process.ts';
import { Player } from '../player.ts';
import { folderOf, hostOf } from './host.ts';
import { atrium, Stones } from './stones.ts';

const stones = await Stones.copy();
const first = await stones.build();
stones.edit(stones.entry, "'hums'", "'sings'");
const second = await stones.build();
stones.edit(stones.entry, "'sings'", 'failing()');
stones.edit(
  stones.entry,
  'export function run',
  "function failing(): string {\n  throw new Error('out of tune');\n}\n\nexport function run",
);
const trapping = await stones.build();
const NAME = 'stones';

async function withStones(t: ExecutionContext): Promise<{ host: HostProcess; operator: OperatorClient; ann: Player }> {
  const host = await hostOf(t);
  const operator = new OperatorClient(host.data);
  await operator.install({ name: NAME, binary: first, files: stones.files(), grant: true });
  const ann = await Player.guest(host.socket);
  await ann.hears(/glass roof/);
  return { host, operator, ann };
}

async function refusal(attempt: Promise<unknown>): Promise<Refused> {
  try {
    await attempt;
  } catch (error) {
    if (error instanceof Refused) return error;
    throw error;
  }
  throw new Error('it was not refused');
}

test.after.always(() => stones.remove());

test('a component is put into a running world by its folder, once it is granted what it asks for', async (t) => {
  const host = await hostOf(t);
  const ann = await Player.guest(host.socket);
  await ann.does('rub red stone', /rub/i);
  const own = await Stones.copy();
  t.teardown(() => own.remove());
  const refused = await atrium('install', own.folder, '--data', host.data);
  t.is(refused.code, 1);
  t.is(refused.out, '');
  t.regex(refused.err, /stones asks for what it is not granted:\n {2}driver:objects\/objects@0\.1\.0 {2}Objects as/);
  t.regex(refused.err, /driver:objects\/timers@0\.1\.0 {2}Letting things do something by themselves, later\.\n/);
  t.regex(refused.err, /--grant/);

  const installed = await atrium('install', own.folder, '--data', host.data, '--grant', '--json');
  t.is(installed.code, 0, installed.err);
  const report = JSON.parse(installed.out) as { name: string; granted: string[] };
  t.is(report.name, NAME);
  const asked = ['call', 'narration', 'objects', 'timers'].map((name) => `driver:objects/${name}@0.1.0`);
  t.deepEqual(report.granted.toSorted(), asked);
  await ann.does('rub red stone', 'The red stone hums, time 1.');
  await ann.does('rub red stone', 'The red stone hums, time 2.');

  // It is installed all the same: the other program may come later.
  own.edit(own.worldFile, 'run: stones hush', 'run: pebbles hush');
  const odd = await atrium('install', own.folder, '--data', host.data, '--grant', '--json');
  t.is(odd.code, 0, odd.err);
  const [warning = '', ...others] = (JSON.parse(odd.out) as { warnings: string[] }).warnings;
  t.regex(
    warning,
    /^\S+\/world\/stones\.world:\d+: there is no program "pebbles" yet: install it, or mend the run field$/,
  );
  t.deepEqual(others, []);
  t.true(odd.err.includes(`warning: ${warning}`));
  t.true(host.log().includes(`warning world: ${warning}`));
  await host.stop();
});

test('a program is replaced under somebody who is being asked something, and nothing is lost', async (t) => {
  const { host, operator, ann } = await withStones(t);
  await ann.does('rub red stone', 'The red stone hums, time 1.');
  await ann.does('rub stone', 'Which stone: the red stone or the blue stone?');
  const installed = await operator.install({ name: NAME, binary: second, grant: false });
  t.not(installed.replaced, installed.hash);
  await ann.does('red', 'The red stone sings, time 2.');
  t.is(ann.events.filter(({ type }) => type === 'bye' || type === 'error').length, 0);
  const programs = await operator.programs();
  t.is(programs.find(({ name }) => name === NAME)?.hash, installed.hash);
  await host.stop();
});

test('a program that traps when it is started keeps the one before, and says where', async (t) => {
  const { host, operator, ann } = await withStones(t);
  const { code, message } = await refusal(operator.install({ name: NAME, binary: trapping, grant: true }));
  t.is(code, 'trapped');
  t.regex(message, /"stones" cannot be started: .*out of tune at assembly\/entry\.ts:\d+:\d+/);
  await ann.does('rub red stone', 'The red stone hums, time 1.');
  t.regex(host.log(), /warning programs: not installed: "stones" cannot be started/);
  await host.stop();
});

test('what is no program is refused, with the reason', async (t) => {
  const host = await hostOf(t);
  const operator = new OperatorClient(host.data);
  const attempt = (name: string, binary: Uint8Array) => refusal(operator.install({ name, binary, grant: true }));
  t.like(await attempt('x', Uint8Array.of(1, 2, 3)), { code: 'invalid' });
  const empty = await attempt('x', await parse('(component)'));
  t.is(empty.message, '"x" is no program: it does not export kernel:program/entry@0.1.0');
  t.regex((await attempt('driver', first)).message, /the name is the driver's/);
  t.regex((await attempt('x'.repeat(81), first)).message, /the name must have/);
  t.regex((await attempt('x\ny', first)).message, /the name must have/);
  const greedy = await parse(`(component
    (import "kernel:store/slots@0.1.0" (instance $slots (export "create" (func (result u64)))))
    (core module $m (func (export "run")))
    (core instance $i (instantiate $m))
    (func $run (canon lift (core func $i "run")))
    (component $shim (import "run" (func $f)) (export "run" (func $f)))
    (instance $entry (instantiate $shim (with "run" (func $run))))
    (export "kernel:program/entry@0.1.0" (instance $entry)))`);
  const { code, message } = await attempt('greedy', greedy);
  t.is(code, 'not-offered');
  t.regex(message, /kernel:store\/slots@0\.1\.0, which this host does not offer to it/);
  t.deepEqual(
    (await operator.programs()).map(({ name }) => name),
    ['driver', 'builder', 'commands'],
  );
  await host.stop();
});

test('a program that asks for more than the one before is refused until it is granted', async (t) => {
  const { host, operator } = await withStones(t);
  const more = await Stones.copy();
  t.teardown(() => more.remove());
  more.edit(more.entry, 'import { Tone', "import { roll } from '../bindings/driver-objects/chance';\nimport { Tone");
  more.edit(more.entry, 'WORD + ', 'WORD + roll(1).toString() + ');
  const binary = await more.build();
  const refused = await refusal(operator.install({ name: NAME, binary, grant: false }));
  t.is(refused.code, 'not-granted');
  t.deepEqual(refused.missing, ['driver:objects/chance@0.1.0']);
  const installed = await operator.install({ name: NAME, binary, grant: true });
  t.true(installed.granted.includes('driver:objects/chance@0.1.0'));
  // A grant is exactly what was asked for: what the next one does not need it does not keep.
  await operator.install({ name: NAME, binary: first, grant: true });
  t.is((await refusal(operator.install({ name: NAME, binary, grant: false }))).code, 'not-granted');
  await host.stop();
});

test('a program, its grant and its files outlive kill -9, and a build of the same name', async (t) => {
  const { host, operator, ann } = await withStones(t);
  await ann.does('rub blue stone', 'The blue stone hums, time 1.');
  await operator.install({ name: NAME, binary: second, grant: false });
  await host.kill();
  const again = await hostOf(t, { data: host.data });
  const ben = await Player.guest(again.socket);
  await ben.does('rub blue stone', 'The blue stone sings, time 2.');
  t.notRegex(again.log(), /error/);
  await again.stop();
});

test('kill -9 while something is installed leaves the one or the other', async (t) => {
  const { host, operator } = await withStones(t);
  const files = stones.files((text) => text.replace('Rubs a stone.', 'Rubs it well.'));
  const attempt = operator.install({ name: NAME, binary: second, files, grant: true }).then(
    () => 'sings',
    () => 'unknown',
  );
  await new Promise(setImmediate);
  await host.kill();
  const said = await attempt;
  const again = await hostOf(t, { data: host.data });
  const ben = await Player.guest(again.socket);
  await ben.hears(/glass roof/);
  const { text: rubbed } = await ben.does('rub red stone', /The red stone (hums|sings), time 1\./);
  const { text: help } = await ben.does('help rub', /Rubs/);
  t.is(rubbed?.includes('sings'), help?.includes('Rubs it well.'));
  if (said === 'sings') t.true(rubbed?.includes('sings'));
  await again.stop();
});

test('two installs at once come one after the other', async (t) => {
  const { host, operator, ann } = await withStones(t);
  const names = ['stones', 'pebbles', 'stones', 'gravel', 'stones'];
  const installed = await Promise.all(
    names.map((name, index) => operator.install({ name, binary: index % 2 === 0 ? second : first, grant: true })),
  );
  t.is(new Set(installed.map(({ name }) => name)).size, 3);
  await ann.does('rub red stone', 'The red stone sings, time 1.');
  t.deepEqual((await operator.programs()).map(({ name }) => name).toSorted(), [
    'builder',
    'commands',
    'driver',
    'gravel',
    'pebbles',
    'stones',
  ]);
  await host.stop();
});

test('what cannot be found or reached is said', async (t) => {
  const nowhere = await folderOf(t);
  const component = join(nowhere, 'x.component.wasm');
  writeFileSync(component, first);
  const missing = await atrium('install', join(nowhere, 'nothing'), '--data', nowhere);
  t.is(missing.code, 1);
  t.regex(missing.err, /there is no .*nothing: name a component's file, or its folder/);
  const nobody = await atrium('install', component, '--data', nowhere);
  t.is(nobody.code, 1);
  t.regex(nobody.err, /no world runs on .*: start one/);
  const folder = await atrium('install', component, '--data', nowhere, '--world', join(nowhere, 'none'));
  t.regex(folder.err, /there is no folder .*none: name one that holds \*\.world files/);
  const broken = await Stones.copy();
  t.teardown(() => broken.remove());
  broken.edit(broken.entry, 'export function run', 'export function ran');
  const unbuilt = await atrium('install', broken.folder, '--data', nowhere, '--json');
  t.is(unbuilt.code, 1);
  t.like(JSON.parse(unbuilt.out), { error: { code: 'not-built' } });
  t.regex(unbuilt.err, /entry\.ts:\d+:\d+: error: the function run is missing/);
});
