import * as building from '../bindings/driver-objects/building';
import { keep, object } from './roles';
import { capitalised, notice, the } from './voice';

/** `@examine THING`: all that a builder may know of it, a line each; what is private only of their own. */
export function examine(): void {
  const thing = object('@examine');
  const lines: string[] = [capitalised(the(thing))];
  const claimed = building.claim(thing);
  const details = building.examine(claimed.isOk ? keep(claimed.ok) : thing);
  for (let index = 0; index < details.length; index++) {
    const detail = details[index];
    const declared = detail.declared.length == 0 ? '' : ` (${detail.declared}${detail.held ? '' : ', default'})`;
    lines.push(`${detail.name}${declared}: ${detail.text.length == 0 ? 'nothing' : detail.text}`);
  }
  notice(lines.join('\n'));
}
