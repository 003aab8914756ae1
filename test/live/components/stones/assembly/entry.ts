import * as call from '../bindings/driver-objects/call';
import * as timers from '../bindings/driver-objects/timers';
import { Tone, act } from '../bindings/driver-objects/narration';
import { Handle, Value } from '../bindings/driver-objects/objects';

/** What tests change. */
const WORD: string = 'hums';

export function run(): void {
  const entry = call.entry();
  const role = entry == 'tick' || entry == 'wake' || entry == 'hush' ? entry : 'rub';
  const stone = call.object(role);
  if (stone === null) throw new Error('there is no stone in the role ' + role);
  if (entry == 'rub') rub(stone);
  else if (entry == 'tick') act(Tone.Action, '{actor} ticks.');
  else if (entry == 'wake') {
    const started = timers.start(stone, 'tick', 1000, true);
    act(Tone.Action, started.isOk ? '{wake} wakes.' : '{wake} sleeps on.');
  } else if (entry == 'hush') {
    act(Tone.Action, timers.cancel(stone, 'tick') ? '{hush} is silent.' : '{hush} was silent.');
  }
  stone.drop();
}

function rub(stone: Handle): void {
  const times = stone.get('stone/times');
  const count = (times.isOk && times.ok.isInteger ? times.ok.asInteger : 0) + 1;
  stone.set('stone/times', Value.integer(count));
  act(Tone.Action, '{rub} ' + WORD + ', time ' + count.toString() + '.');
}
