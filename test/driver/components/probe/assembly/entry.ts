import * as call from '../bindings/driver-objects/call';
import * as narration from '../bindings/driver-objects/narration';
import { Tone } from '../bindings/driver-objects/narration';
import { runScript } from './script';

/** `script` runs what stands in the role `do`; any other entry says that it ran, and one that begins with `pass` passes. */
export function run(): void {
  const entry = call.entry();
  if (entry == 'script') return runScript(call.text('do'));
  say(`ran ${entry}`);
  if (!entry.startsWith('pass')) return;
  const passed = call.pass();
  say(passed.isOk ? 'passed' : `not passed: ${passed.err.isNotUnderstood ? 'not understood' : 'otherwise'}`);
}

/** Tells the actor. */
export function say(text: string): void {
  const actor = call.actor();
  narration.tell(actor, Tone.Notice, text);
  actor.drop();
}
