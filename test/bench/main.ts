import { authoring } from './authoring.ts';
import { commands } from './commands.ts';
import { component } from './component.ts';
import { fuel } from './fuel.ts';
import { languages } from './languages.ts';
import { objects } from './objects.ts';
import { asLine } from './report.ts';
import type { Figure } from './report.ts';
import { saving } from './saving.ts';
import { store } from './store.ts';
import { suspension } from './suspension.ts';
import { worldSize } from './world-size.ts';

/** Each yields its figures as they are measured. */
const BENCHES: Record<string, () => AsyncGenerator<Figure>> = {
  commands,
  'world-size': worldSize,
  component,
  objects,
  fuel,
  suspension,
  saving,
  authoring,
  languages,
  store,
};

const json = process.argv.includes('--json');
const names = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const unknown = names.find((name) => !BENCHES[name]);
if (unknown) {
  console.error(`bench: no bench is called ${unknown}; there are: ${Object.keys(BENCHES).join(', ')}`);
  process.exit(1);
}

for (const [name, run] of Object.entries(BENCHES)) {
  if (names.length > 0 && !names.includes(name)) continue;
  for await (const figure of run()) console.log(json ? JSON.stringify(figure) : asLine(figure));
}
