import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import test from 'ava';
import { describeComponent } from '../../host/component/index.ts';

const ROOT = resolve(import.meta.dirname, '../..');

/** For each part of the host, the parts it may import (ARCHITECTURE.md). `main` composes, so it may import all. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  component: [],
  store: [],
  bindgen: ['component'],
  wasi: ['component'],
  grants: ['component'],
  kernel: ['component', 'wasi', 'store', 'grants'],
  net: ['kernel'],
  testing: ['main', 'bindgen', 'kernel', 'grants', 'component', 'store'],
  cli: ['main', 'testing', 'net', 'bindgen', 'kernel', 'grants', 'component', 'store'],
};

function sources(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.includes('node_modules') && !path.includes('bindings/'))
    .map((path) => join(ROOT, folder, path));
}

function importsOf(file: string): string[] {
  const text = readFileSync(file, 'utf8');
  return [
    ...text.matchAll(/^(?:import|export)\s[^;]*?from\s+'([^']+)'|^import\s+'([^']+)'|\bimport\('([^']+)'\)/gm),
  ].map((match) => (match[1] ?? match[2] ?? match[3]) as string);
}

/** `component`, `store`, ...; `main` for files that lie in host/ itself. */
function partOf(file: string): string {
  const path = relative(join(ROOT, 'host'), file);
  return path.includes('/') ? (path.split('/')[0] as string) : 'main';
}

test('imports in host/ point downward only', (t) => {
  const wrong: string[] = [];
  for (const file of sources('host')) {
    const part = partOf(file);
    if (part === 'main' || part === 'client') continue;
    const allowed = MAY_IMPORT[part];
    if (!allowed) {
      wrong.push(`host/${part}: not in the table of import directions`);
      continue;
    }
    for (const specifier of importsOf(file)) {
      if (!specifier.startsWith('.')) continue;
      const target = resolve(dirname(file), specifier);
      const to = target.startsWith(join(ROOT, 'host') + '/') ? partOf(target) : relative(ROOT, target);
      if (to !== part && !allowed.includes(to)) wrong.push(`${relative(ROOT, file)} imports ${to}`);
    }
  }
  t.deepEqual(wrong, []);
});

test('programs import nothing but their bindings and their own files', (t) => {
  const wrong: string[] = [];
  // What tests a component is none of it.
  for (const file of sources('components').filter((path) => !path.includes('/test/'))) {
    const component = join(ROOT, 'components', relative(join(ROOT, 'components'), file).split('/')[0] as string);
    for (const specifier of importsOf(file)) {
      if (!specifier.startsWith('.')) wrong.push(`${relative(ROOT, file)} imports ${specifier}`);
      else if (!resolve(dirname(file), specifier).startsWith(component + '/'))
        wrong.push(`${relative(ROOT, file)} imports ${specifier}, outside its component`);
    }
  }
  t.deepEqual(wrong, []);
});

test('programs ask for nothing but driver:objects, and only the driver for the kernel', (t) => {
  const built = readdirSync(join(ROOT, 'build')).filter((name) => name.endsWith('.component.wasm'));
  t.true(built.includes('driver.component.wasm') && built.length > 1);
  for (const name of built) {
    const namespace = name === 'driver.component.wasm' ? 'kernel:' : 'driver:objects/';
    for (const imported of describeComponent(readFileSync(join(ROOT, 'build', name))).imports) {
      t.true(imported.name.startsWith(namespace), `${name} imports ${imported.name}`);
    }
  }
});
