import * as chance from '../bindings/driver-objects/chance';
import { textOf, textsOf } from './properties';
import { object, word } from './roles';
import { act, notice, plain, the, thirdPerson } from './voice';

/** What stands between two outcomes in the property. */
const BETWEEN = '|';

/** `roll`, `tap`, `spin`, `draw` on a thing that turns out differently each time. */
export function tryLuck(): void {
  const handling = word();
  const thing = object(handling);
  const ways = textsOf(thing, 'lot/works-by');
  const outcomes = textOf(thing, 'lot/outcomes').split(BETWEEN);
  if (!ways.includes(handling)) return notice(`You ${handling} ${the(thing)}, and nothing comes of it.`);
  const rolled = chance.roll(<u32>outcomes.length);
  const outcome = rolled == 0 ? '' : outcomes[<i32>rolled - 1].trim();
  act(`{actor} {${handling}|${thirdPerson(handling)}} {${handling}}. ${plain(outcome)}`);
}
