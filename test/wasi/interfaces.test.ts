import { componentEmbed, componentNew } from '@bytecodealliance/jco';
import test from 'ava';
import { loadComponent } from '../../host/component/index.ts';
import { everything } from './powers.ts';
import { OFFERED, witWith } from './wit.ts';

/** A component that imports all that these interfaces have, and does nothing. */
async function importer(interfaces: readonly string[]): Promise<Uint8Array> {
  const witSource = witWith(interfaces.map((name) => `import ${name}`));
  const core = await componentEmbed({ witSource, world: 'w', dummy: true });
  return componentNew(core, []);
}

test('the interfaces have the functions and resources that WASI says, and no others', async (t) => {
  const { imports } = everything();
  const component = await loadComponent(await importer(OFFERED), { name: 'importer' });
  t.deepEqual(component.imports.map(({ name }) => name).toSorted(), OFFERED);
  t.deepEqual(Object.keys(imports).toSorted(), OFFERED);
  for (const { name, functions } of component.imports) {
    const offered = Object.entries(imports[name]!).filter(([, member]) => typeof member === 'function');
    t.deepEqual(offered.map(([member]) => member).toSorted(), functions.map((each) => each.name).toSorted(), name);
  }
  t.notThrows(() => component.instantiate({ imports }));
});

test('each interface is missed by name when it is not given', async (t) => {
  const { imports } = everything();
  const component = await loadComponent(await importer(OFFERED), { name: 'importer' });
  for (const name of OFFERED) {
    const { [name]: _, ...rest } = imports;
    t.throws(() => component.instantiate({ imports: rest }), { message: new RegExp(`import ${name} is not given`) });
  }
});
