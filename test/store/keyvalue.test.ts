import { readFileSync } from 'node:fs';
import test, { type ExecutionContext } from 'ava';
import { parseGrants, type Grant } from '../../host/grants/index.ts';
import { Bucket } from '../../host/store/bucket.ts';
import type { Engine } from '../../host/store/engine.ts';
import { loadComponent } from '../../host/component/index.ts';
import { GRANTS, World } from '../kernel/world.ts';
import { buildQuickJs } from '../wasi/javascript.ts';
import { openEmpty, testedEngines, type EngineName } from './engines.ts';
import { bytes, text } from './keys.ts';

const STORE = 'wasi:keyvalue/store@0.2.0-draft2';

/** The project's own description of an interface, without its package. */
function described(name: string): string {
  const wit = readFileSync(new URL(`../../wit/wasi-keyvalue/${name}.wit`, import.meta.url), 'utf8');
  return wit.slice(wit.indexOf(';') + 1);
}

const WIT = `
  package test:programs;
  world w {
    import fixture:worlds/desk@0.1.0;
    import wasi:keyvalue/store@0.2.0-draft2;
    import wasi:keyvalue/atomics@0.2.0-draft2;
    import wasi:keyvalue/batch@0.2.0-draft2;
    export kernel:program/entry@0.1.0;
  }
  package wasi:keyvalue@0.2.0-draft2 { ${['store', 'atomics', 'batch'].map(described).join('\n')} }
  package fixture:worlds@0.1.0 { interface desk { text: func() -> string; answer: func(text: string); } }
  package kernel:program@0.1.0 { interface entry { run: func(); } }`;

/** Does what it is told, a step after the other, and answers with what came of each. */
const SOURCE = `
  import { answer, text } from 'fixture:worlds/desk@0.1.0';
  import * as store from 'wasi:keyvalue/store@0.2.0-draft2';
  import * as atomics from 'wasi:keyvalue/atomics@0.2.0-draft2';
  import * as batch from 'wasi:keyvalue/batch@0.2.0-draft2';
  const encode = (text) => Uint8Array.from(text, (c) => c.charCodeAt(0));
  const decode = (value) => (value === undefined || value === null ? null : String.fromCharCode(...value));
  const tried = (act) => {
    try { return act(); } catch (e) {
      const why = e.payload ?? e;
      return '!' + (why.tag ?? why) + (why.val === undefined ? '' : ': ' + why.val);
    }
  };
  const steps = {
    open: (name) => (store.open(name), 'open'),
    get: (b, key) => decode(b.get(key)),
    set: (b, key, value) => (b.set(key, encode(value)), 'set'),
    long: (b, key, size) => (b.set('k'.repeat(+key), new Uint8Array(+size)), 'set'),
    delete: (b, key) => (b.delete(key), 'gone'),
    exists: (b, key) => b.exists(key),
    list: (b, cursor) => { const page = b.listKeys(cursor); return page.keys.join() + (page.cursor == null ? '.' : '+'); },
    count: (b) => { let n = 0, p = 0, c; do { const page = b.listKeys(c); n += page.keys.length; p++; c = page.cursor ?? undefined; } while (c !== undefined); return n + ' in ' + p; },
    fill: (b, count) => (batch.setMany(b, Array.from({ length: +count }, (_, i) => ['f' + i, encode('' + i)])), 'filled'),
    many: (b, ...keys) => batch.getMany(b, keys).map(([k, v]) => k + '=' + decode(v)).join(),
    drop: (b, ...keys) => (batch.deleteMany(b, keys), 'dropped'),
    add: (b, key, delta) => '' + atomics.increment(b, key, Number(delta)),
    swap: (b, key, meanwhile, value) => {
      const seen = atomics.Cas.new(b, key);
      const before = decode(seen.current());
      if (meanwhile !== '-') b.set(key, encode(meanwhile));
      try { atomics.swap(seen, encode(value)); return before + ' swapped'; } catch (e) { return before + ' ' + (e.payload ?? e).tag; }
    },
  };
  export const entry = {
    run() {
      const said = [];
      for (const line of JSON.parse(text())) {
        const [act, ...rest] = line;
        said.push(tried(() => (act === 'open' ? steps.open(...rest) : steps[act](store.open(''), ...rest))));
      }
      answer(JSON.stringify(said));
    },
  };`;

const PROGRAM = 'portable';
const BINARY = await buildQuickJs(SOURCE, WIT, true);

/** A world with the program, whose grant names a bucket. */
async function open(
  t: ExecutionContext,
  engine: EngineName,
  bucket: string,
): Promise<{ world: World<Engine>; ask(...steps: string[][]): Promise<unknown> }> {
  const { imports } = await loadComponent(BINARY, { name: PROGRAM });
  const grant: Grant = new Map(imports.map((one) => [one.name, one.name === STORE ? { bucket } : {}]));
  const world = await World.open({
    engine: await openEmpty(t, engine),
    grants: { ...GRANTS, [PROGRAM]: grant },
    programs: [{ name: PROGRAM, binary: BINARY }],
  });
  const caller = await world.caller();
  return {
    world,
    async ask(...steps) {
      const answer = await caller.ask(`run ${PROGRAM} ${JSON.stringify(steps)}`);
      return answer.startsWith('[') ? (JSON.parse(answer) as unknown) : answer;
    },
  };
}

for (const name of testedEngines(test)) {
  test(`${name}: a portable component keeps keys and values over tasks, in the bucket that its grant names and in no other`, async (t) => {
    const { world, ask } = await open(t, name, 'ours');
    const others = world.engine.begin();
    Bucket.within(others, 'theirs').set(bytes('a'), bytes('secret'));
    Bucket.within(others, 'our').set(bytes('s'), bytes('secret'));
    Bucket.within(others, 'ours!').set(bytes('a'), bytes('secret'));
    await others.commit();

    t.deepEqual(await ask(['set', 'a', '1'], ['get', 'a'], ['set', 'b', '2'], ['get', 'c']), ['set', '1', 'set', null]);
    t.deepEqual(await ask(['get', 'a'], ['exists', 'b'], ['exists', 'c'], ['delete', 'b'], ['exists', 'b']), [
      '1',
      true,
      false,
      'gone',
      false,
    ]);
    t.deepEqual(
      await ask(['open', 'ours'], ['open', 'theirs'], ['open', 'ours!'], ['open', 'our'], ['open', 'ours\\0x']),
      ['open', '!no-such-store', '!no-such-store', '!no-such-store', '!no-such-store'],
    );
    // Keys and cursors that try to climb out of it.
    t.deepEqual(
      await ask(['get', '\\u0000'], ['get', '../theirs/a'], ['list', 'AAAA'], ['list', '////'], ['list', '%%%']),
      [null, null, 'a+', '.', 'a+'],
    );
    const [tooLong, empty, tooLarge, ...fits] = (await ask(
      ['long', '1025', '1'],
      ['set', '', 'x'],
      ['long', '1', '90001'],
      ['long', '1024', '90000'],
    )) as string[];
    t.regex(tooLong!, /^!other: a key of 1025 bytes: give it/);
    t.regex(empty!, /^!other: a key of 0 bytes/);
    t.regex(tooLarge!, /^!other: a value of 90001 bytes: the most is 90,000/);
    t.deepEqual(fits, ['set']);

    const transaction = world.engine.begin();
    t.is(text(await Bucket.within(transaction, 'ours').get(bytes('a'))), '1');
    t.is(text(await Bucket.within(transaction, 'theirs').get(bytes('a'))), 'secret');
    transaction.abort();
    await world.discard();
  });

  test(`${name}: it lists, adds up, swaps and works on many keys at once`, async (t) => {
    const { world, ask } = await open(t, name, 'ours');
    t.deepEqual(await ask(['fill', '2500'], ['many', 'f0', 'f2499', 'no'], ['count']), [
      'filled',
      'f0=0,f2499=2499,no=null',
      '2500 in 4',
    ]);
    t.deepEqual(await ask(['drop', 'f0', 'f1'], ['count']), ['dropped', '2498 in 4']);
    t.deepEqual(await ask(['add', 'n', '5'], ['add', 'n', '-7'], ['get', 'n'], ['set', 'n', 'many']), [
      '5',
      '-2',
      '-2',
      'set',
    ]);
    t.deepEqual(await ask(['add', 'n', '1'], ['set', 'm', '9223372036854775807'], ['add', 'm', '1'], ['get', 'm']), [
      '!other: the value is not a whole number in decimal digits',
      'set',
      '!other: 9223372036854775808 is out of the range of an s64',
      '9223372036854775807',
    ]);
    t.deepEqual(
      await ask(['swap', 's', '-', 'one'], ['swap', 's', '-', 'two'], ['swap', 's', 'other', 'three'], ['get', 's']),
      ['null swapped', 'one swapped', 'two cas-failed', 'other'],
    );
    await world.discard();
  });
}

test('without a grant, or with one that names no bucket, it is not linked', async (t) => {
  const grants = parseGrants(`{"x": {"${STORE}": {"bucket": "b"}}}`, 'g.json');
  t.deepEqual(grants.of('x').get(STORE), { bucket: 'b' });
  const { world, ask } = await open(t, 'memory', '');
  t.is(await ask(['get', 'a']), `not granted: a grant of ${STORE} must say which bucket: {"bucket": "NAME"}`);
  await world.discard();
});

/** The example of docs/wasi.md. */
function example(): string {
  const page = readFileSync(new URL('../../docs/wasi.md', import.meta.url), 'utf8');
  return /```js\n([^]*?)```/.exec(page.slice(page.indexOf('## Keys and values')))![1]!;
}

test('the example of the documentation does what it says', async (t) => {
  const source = `${example()}
    import { answer, text } from 'fixture:worlds/desk@0.1.0';
    export const entry = { run() { answer(text() === 'all' ? everybody().join() : greet(text())); } };`;
  const binary = await buildQuickJs(source, WIT, true);
  const { imports } = await loadComponent(binary, { name: 'guest-book' });
  const grant: Grant = new Map(imports.map(({ name }) => [name, name === STORE ? { bucket: 'guests' } : {}]));
  const world = await World.open({
    grants: { ...GRANTS, 'guest-book': grant },
    programs: [{ name: 'guest-book', binary }],
  });
  const caller = await world.caller();
  t.is(await caller.ask('run guest-book Bob'), 'Bob is new');
  t.is(await caller.ask('run guest-book Ann'), 'Ann is new');
  t.is(await caller.ask('run guest-book Bob'), 'Bob is back');
  t.is(await caller.ask('run guest-book all'), 'Ann,Bob');
  await world.discard();
});
