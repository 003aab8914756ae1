import { image } from './image.ts';

/**
 * A program of the world: a thing, the verb that uses it, and what answers. The thing counts how often it was used, so that it shows
 * where state is kept, what is seen by whom, and what the verb may do.
 */
export function programFiles(name: string): Map<string, string> {
  return new Map([
    ['assembly/entry.ts', entry(name)],
    [`world/${name}.world`, image(name)],
  ]);
}

function entry(name: string): string {
  return `import * as call from '../bindings/driver-objects/call';
import { act, Tone } from '../bindings/driver-objects/narration';
import { Handle, Value } from '../bindings/driver-objects/objects';

/** Answers one call. Which function is meant stands in world/${name}.world: \`run: ${name} try\`. */
export function run(): void {
  const thing = call.object('try');
  if (thing === null) return;
  if (call.entry() != 'try') throw new Error('${name} has no function ' + call.entry());
  tryOut(thing);
  thing.drop();
}

/** Counts in a property of the thing, so that it is remembered for good, and lets everybody in the place see it. */
function tryOut(thing: Handle): void {
  const times = countOf(thing) + 1;
  thing.set('${name}/times', Value.integer(times));
  const often = times == 1 ? 'the first time' : 'time number ' + times.toString();
  act(Tone.Action, '{actor} {try|tries} {try}. It hums, for ' + often + '.');
}

function countOf(thing: Handle): i64 {
  const times = thing.get('${name}/times');
  return times.isOk && times.ok.isInteger ? times.ok.asInteger : 0;
}
`;
}
