import * as call from '../bindings/driver-objects/call';
import * as narration from '../bindings/driver-objects/narration';
import { Tone } from '../bindings/driver-objects/narration';
import { runScript } from './script';
import { sendError } from './words';

/**
 * `script` runs what stands in the role `do`, `stored` the description of what is in its only role with `|` for `;`, `again` sends its own message once more, `turn` shows that something turns. Any other entry says that it ran, and one that
 * begins with `pass` passes.
 */
export function run(): void {
  const entry = call.entry();
  if (entry == 'script') return runScript(call.text('do'));
  if (entry == 'stored') return runScript(stored(call.selector().replace(':', '')).replaceAll('|', ';'));
  if (entry == 'turn') return narration.act(Tone.Action, "{actor} {turn|turns} {turn} in {turn's} frame.");
  if (entry == 'again') {
    const sent = call.send(call.selector(), []);
    if (!sent.isOk) say(sendError(sent.err));
    return;
  }
  say(`ran ${entry}`);
  if (!entry.startsWith('pass')) return;
  const passed = call.pass();
  say(passed.isOk ? 'passed' : `not passed: ${passed.err.isNotUnderstood ? 'not understood' : 'otherwise'}`);
}

function stored(role: string): string {
  const object = call.object(role);
  if (object === null) return '';
  const description = object.get('thing/description');
  return description.isOk && description.ok.isText ? description.ok.asText : '';
}

/** Tells the actor. */
export function say(text: string): void {
  const actor = call.actor();
  narration.tell(actor, Tone.Notice, text);
  actor.drop();
}
