import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import test from 'ava';

import { build } from '../../host/bindgen/build-component.ts';
import { witOfComponent } from '../../host/bindgen/wit-of-component.ts';
import { parseSources } from '../../host/bindgen/wit/packages.ts';
import { printPackages } from '../../host/bindgen/wit/print.ts';
import { ComponentError, loadComponent } from '../../host/component/index.ts';
import { buildFixture } from './fixture.ts';
import { startMirror, THINGS } from './mirror.ts';

const WIT = `package test:caller@1.0.0;
world caller {
  import test:shapes/things@1.2.3;
  import test:shapes/echo@1.2.3;
  export run: func(name: string) -> string;
}
`;
const SOURCE = `import { Point, strings, points } from '../bindings/test-shapes/echo';
import { Thing, Pair, pairs } from '../bindings/test-shapes/things';

export function run(name: string): string {
  const lamp = new Thing(name);
  lamp.rename(strings(name + '!'));
  const both = pairs(new Pair(lamp, new Thing('b')));
  const second = both.second;
  const at = points(new Point(3, 0.5));
  return \`\${both.first.name()} \${second === null ? '' : second.name()} \${at.x}\`;
}
`;

test('a component is bound to what another one exports, without its WIT', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'atrium-built-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  const write = (path: string, content: string | Uint8Array) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  };
  write('wit/deps/mirror.wasm', await buildFixture('mirror'));
  write('wit/caller/caller.wit', WIT);
  write('caller/component.json', '{ "world": "test:caller/caller@1.0.0" }');
  write('caller/assembly/world.ts', SOURCE);
  const out = join(folder, 'caller.wasm');
  t.deepEqual(await build({ folder: join(folder, 'caller'), out, wit: join(folder, 'wit') }), []);

  const { instance: mirror } = await startMirror();
  const caller = await loadComponent(readFileSync(out), { name: 'caller' });
  const { exports } = caller.instantiate({ imports: mirror.exports });
  t.is(exports['run']('a lamp'), 'a lamp! b 3');
  t.is(mirror.exports[THINGS]['[static]thing.alive'](), 2);
});

test('the packages of what a component exports can be read again, names included', async (t) => {
  for (const [name, ids] of [
    ['mirror', ['test:shapes@1.2.3']],
    ['corners', ['test:corners@1.0.0', 'test:other@1.0.0', 'test:other@2.0.0', 'test:keys@1.0.0', 'test:keys@2.0.0']],
  ] as const) {
    const found = witOfComponent(await buildFixture(name));
    t.deepEqual(
      found.map(({ id }) => id),
      ids,
    );
    const packages = parseSources(found.map(({ id, text }) => [{ path: id, text }]));
    for (const one of packages) t.true(printPackages(one, []).includes(`package ${one.id};`));
  }
});

test('what is no component is refused', (t) => {
  t.throws(() => witOfComponent(Uint8Array.of(0, 1, 2)), { instanceOf: ComponentError });
});
