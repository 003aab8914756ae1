import * as call from '../bindings/driver-objects/call';
import { entries } from './entries';
import { release } from './roles';

/** Answers the call that driver:objects describes. */
export function run(): void {
  const name = call.entry();
  if (!entries.has(name)) throw new Error(`the program commands has no function ${name}: the verb's \`run\` names it`);
  entries.get(name)();
  release();
}
