import { camelCase } from '../../component/names.ts';
import type { Interface, World, WorldItem } from '../../bindgen/wit/model.ts';
import { spoken } from './image.ts';

/** A test of the program's verb, in a world of its own. */
export function testOf(name: string): string {
  const words = spoken(name);
  return `import assert from 'node:assert/strict';
import test from 'node:test';
import { openWorld } from 'atrium/testing';

test('it hums, and remembers how often', async () => {
  const world = await openWorld({ component: '.' });
  const ann = await world.connect('Ann');
  const ben = await world.connect('Ben');
  assert.deepEqual(await ann.does('try ${words}'), ['You try the ${words}. It hums, for the first time.']);
  assert.deepEqual(ben.heard(), ['Ann tries the ${words}. It hums, for the first time.']);
  assert.deepEqual(await ben.does('try ${words}'), ['You try the ${words}. It hums, for time number 2.']);
  await world.stop();
});
`;
}

/** A test of a component that is for another world than that of programs: all that it exports is there, and none of it is written. */
export function stubTestOf(world: World): string {
  const exports = [...world.exports.values()];
  const there = exports.map((one) => `  ${presence(one)}`);
  const call = exports.map(callWithout).find((one) => one !== undefined);
  const unwritten = `
test('it is not written yet: say here what it should do instead', async () => {
  const { exports } = await openComponent('.');
  assert.throws(() => ${call}, /is not written yet/);
});
`;
  return `import assert from 'node:assert/strict';
import test from 'node:test';
import { openComponent } from 'atrium/testing';

test('what its world asks for is there', async () => {
  // What it finds when it calls something is given as well, by the names in its world:
  // openComponent('.', { imports: { 'NAMESPACE:PACKAGE/INTERFACE@VERSION': { FUNCTION: () => VALUE } } })
  const { exports } = await openComponent('.');
${there.join('\n')}
});
${call === undefined ? '' : unwritten}`;
}

function presence({ name, target }: WorldItem): string {
  if (target.kind === 'function') return `assert.equal(typeof exports['${camelCase(name)}'], 'function');`;
  const [first] = target.functions.values();
  const owner = ownerOf(target);
  return first === undefined
    ? `assert.ok(${owner});`
    : `assert.equal(typeof ${owner}.${camelCase(first.name)}, 'function');`;
}

/** The call of a function without parameters, if there is one. */
function callWithout({ name, target }: WorldItem): string | undefined {
  if (target.kind === 'function') {
    return target.parameters.length === 0 ? `exports['${camelCase(name)}']()` : undefined;
  }
  const first = [...target.functions.values()].find(({ parameters }) => parameters.length === 0);
  return first && `${ownerOf(target)}.${camelCase(first.name)}()`;
}

function ownerOf({ id }: Interface): string {
  return `exports['${id}']`;
}
