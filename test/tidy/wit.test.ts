import { join, resolve } from 'node:path';
import test from 'ava';
import type { Interface, Item, TypeDefinition, World } from '../../host/bindgen/wit/model.ts';
import { packageFolders, parsePackages } from '../../host/bindgen/wit/packages.ts';

const WIT = resolve(import.meta.dirname, '../../wit');
const packages = parsePackages(packageFolders(WIT));

/** Everything in a package that a reader could ask the meaning of. */
function* items(owner: Interface | World): Generator<Item> {
  yield owner;
  for (const type of owner.types.values()) yield* itemsOfType(type);
  const members =
    owner.kind === 'world' ? [...owner.imports.values(), ...owner.exports.values()] : owner.functions.values();
  yield* members;
}

function* itemsOfType(type: TypeDefinition): Generator<Item> {
  yield type;
  const { definition } = type;
  if (definition.kind === 'record') yield* definition.fields;
  if (definition.kind === 'variant' || definition.kind === 'enum') yield* definition.cases;
  if (definition.kind === 'flags') yield* definition.flags;
  if (definition.kind === 'resource') yield* definition.functions;
}

test('every WIT item is documented', (t) => {
  const bare: string[] = [];
  let seen = 0;
  for (const { interfaces, worlds } of packages) {
    for (const owner of [...interfaces.values(), ...worlds.values()]) {
      for (const item of items(owner)) {
        seen++;
        if (item.docs.trim() === '') bare.push(`${item.location.file}:${item.location.line} ${item.name}`);
      }
    }
  }
  t.deepEqual(bare, []);
  t.true(seen > 100);
});

test('every package has a version and lies in a folder of its name', (t) => {
  for (const { id, namespace, name, version, location } of packages) {
    t.truthy(version, id);
    const folder = location.file.slice(join(WIT, '/').length).split('/')[0] as string;
    t.true([`${namespace}-${name}`, name].includes(folder), `${id} lies in wit/${folder}`);
  }
});
