import { Tone } from '../../bindings/driver-objects/narration';
import { effects } from '../dispatch/effects';
import { Message } from '../dispatch/message';
import { Outcome, send } from '../dispatch/send';
import { Line } from '../perception/line';
import { DatumKind } from '../values/datum';
import { spokenList } from '../values/text';
import { objectAt } from '../world/cache';
import { Match } from './match';

/** Objects of one command: each is a message, and a task has 50,000,000 steps for all of them. */
const MAX_OBJECTS = 50;
/** Names of what no verb took that are said. */
const MAX_NAMED = 5;

/**
 * Sends the message of a command about several objects for each of them, in order. What one of them comes to does not undo the others. It
 * ends early when the actor leaves, when a verb answers `no` (what refuses this one refuses the rest), and when a program is broken.
 * A sentence about what has not been done, empty when all has; null when no verb takes any of them.
 */
export function runForEach(match: Match, actor: u64, here: u64): string | null {
  const several = match.several;
  const count = min(several.length, MAX_OBJECTS);
  const refused = new Array<u64>();
  let answered = 0;
  for (let i = 0; i < count; i++) {
    // What came of those before may have been its end.
    if (!objectAt(several[i]).exists) continue;
    const sent = send(new Message(match.pattern.selector, actor, here, match.valuesWith(several[i])), null);
    if (sent.outcome == Outcome.NotUnderstood) {
      refused.push(several[i]);
      continue;
    }
    if (sent.outcome != Outcome.Answered) return sent.text;
    answered++;
    if (sent.answer.kind == DatumKind.Truth && sent.answer.bits == 0) return '';
    if (effects.leaving) return '';
    if (objectAt(actor).location != here && i + 1 < several.length) return 'You are elsewhere now, and leave the rest.';
  }
  if (answered == 0) return null;
  if (refused.length > 0) {
    new Line(Tone.Notice, `You can't ${match.spoken(namesOf(refused))}.`).answer(objectAt(actor));
  }
  const left = several.length - count;
  return left == 0 ? '' : `That was enough for once: ${count} of ${several.length}. Type it again for more.`;
}

function namesOf(oids: Array<u64>): string {
  const names = new Array<string>();
  for (let i = 0; i < oids.length && i < MAX_NAMED; i++) names.push(objectAt(oids[i]).definiteName);
  const more = oids.length - names.length;
  if (more > 0) names.push(`${more} more`);
  return spokenList(names, more > 0 ? 'and' : 'or');
}
