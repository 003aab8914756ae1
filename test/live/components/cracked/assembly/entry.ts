import * as call from '../bindings/driver-objects/call';
import { act, Tone } from '../bindings/driver-objects/narration';

const PARTS: i32[] = [1, 2, 3];

/** Fails in the way that its verb asks for. */
export function run(): void {
  const entry = call.entry();
  if (entry == 'drop') act(Tone.Action, PARTS[3].toString());
  else if (entry == 'curse') throw new Error('one\ntwo\r\u001b[2J\u001b]0;mine\u0007\u009b31m\u202etxet'.repeat(1000));
  else if (entry == 'spin') while (PARTS.length > 0) PARTS[0]++;
}
