import * as call from '../bindings/driver-objects/call';
import * as narration from '../bindings/driver-objects/narration';
import * as people from '../bindings/driver-objects/people';
import { Tone } from '../bindings/driver-objects/narration';
import { Handle, Value } from '../bindings/driver-objects/objects';
import { hourName, nextHour, strokes } from './hours';

/** Answers one call. Which function is meant stands in world/clock-tower.world. */
export function run(): void {
  const entry = call.entry();
  if (entry == 'strike') return withTower('strike', strike);
  if (entry == 'wind') return withTower('wind', wind);
  if (entry == 'read') return withTower('examine', read);
  throw new Error('clock-tower has no function ' + entry);
}

/** Calls a function with the tower in a role, and lets go of it. */
function withTower(role: string, use: (tower: Handle) => void): void {
  const tower = call.object(role);
  if (tower === null) throw new Error('the message has no tower in the role ' + role);
  use(tower);
  tower.drop();
}

/** The timer's message: the hour goes on, and everybody hears it. */
function strike(tower: Handle): void {
  const actor = call.actor();
  // Only the tower itself makes the hour go on: anybody else could send the message too.
  if (actor.sameAs(tower)) strikeHour(tower, nextHour(hourOf(tower)));
  actor.drop();
}

/** `wind tower`: it strikes the hour it shows once more. */
function wind(tower: Handle): void {
  narration.act(Tone.Action, '{actor} {wind|winds} {wind}, and something in it lets go.');
  strikeHour(tower, hourOf(tower));
}

/** `look at tower`: how it looks, and what it shows. */
function read(tower: Handle): void {
  const passed = call.pass();
  if (!passed.isOk) throw new Error('nothing else answers examine:');
  const reader = call.actor();
  narration.tell(reader, Tone.Description, 'Its hands stand at ' + hourName(hourOf(tower)) + '.');
  reader.drop();
}

function strikeHour(tower: Handle, hour: i32): void {
  tower.set('clock-tower/hour', Value.integer(hour));
  const listeners = people.connected();
  for (let i = 0; i < listeners.length; i++) {
    const listener = listeners[i].object;
    narration.tell(listener, Tone.Action, 'The clock tower strikes ' + strokes(hour) + '.');
    listener.drop();
  }
}

function hourOf(tower: Handle): i32 {
  const hour = tower.get('clock-tower/hour');
  return hour.isOk && hour.ok.isInteger ? <i32>hour.ok.asInteger : 12;
}
