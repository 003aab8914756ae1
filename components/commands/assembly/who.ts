import * as people from '../bindings/driver-objects/people';
import { holder, keep } from './roles';
import { capitalised, notice } from './voice';

const MINUTE_MS: u64 = 60_000;
const HOUR_MS: u64 = 3_600_000;

/** `who`: everyone connected, where they are, and for how long they have been quiet. */
export function who(): void {
  const everyone = people.connected();
  const lines: string[] = [everyone.length == 1 ? 'One person is here:' : `${everyone.length} people are here:`];
  for (let index = 0; index < everyone.length; index++) {
    const person = everyone[index];
    const holding = holder(keep(person.object));
    const place = holding === null || !holding.is('room') ? 'out of sight' : capitalised(person.place);
    lines.push(`${person.name}, ${place}${quiet(person.idleMs)}`);
  }
  notice(lines.join('\n'));
}

function quiet(idleMs: u64): string {
  if (idleMs < MINUTE_MS) return '';
  if (idleMs < HOUR_MS) return `, quiet for ${idleMs / MINUTE_MS} min`;
  return `, quiet for ${idleMs / HOUR_MS} h`;
}

/** `quit`: leaves the world. */
export function quit(): void {
  notice('Goodbye. What you carry stays with you until you come back.');
  people.leave();
}

/** `quit` for a guest, who does not come back. */
export function quitAsGuest(): void {
  notice('Goodbye. What you carried stays where you are.');
  people.leave();
}
