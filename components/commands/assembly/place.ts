import { Article, Handle, Kind, Sight } from '../bindings/driver-objects/objects';
import { textOf } from './properties';
import { actor, contents } from './roles';
import { TextBuffer } from './text-buffer';
import { capitalised } from './voice';

const buffer = new TextBuffer();

/** A place as the actor sees it: its name, its description, what and who is there, the ways out; a paragraph each. */
export function portrait(place: Handle, description: string): string {
  const sights = contents(place, actor());
  buffer.clear();
  begin(place, description);
  things(sights);
  others(sights, Kind.Person, ' is here.', ' are here.');
  others(sights, Kind.Sleeper, ' is here, asleep.', ' are here, asleep.');
  ways(sights);
  return buffer.toString();
}

/** A place of which only the ways out can be seen. */
export function outline(place: Handle, description: string): string {
  buffer.clear();
  begin(place, description);
  ways(contents(place, actor()));
  return buffer.toString();
}

function begin(place: Handle, description: string): void {
  buffer.add(capitalised(place.name(Article.Bare)));
  buffer.add('\n');
  buffer.add(description);
  const now = textOf(place, 'room/now');
  if (now.length == 0) return;
  buffer.add(' ');
  buffer.add(now);
}

function things(sights: Sight[]): void {
  const count = counted(sights, Kind.Thing);
  if (count == 0) return;
  buffer.add('\nYou see ');
  enumerate(sights, Kind.Thing, count);
  buffer.add(' here.');
}

function others(sights: Sight[], kind: Kind, one: string, many: string): void {
  const count = counted(sights, kind);
  if (count == 0) return;
  buffer.add('\n');
  enumerate(sights, kind, count);
  buffer.add(count == 1 ? one : many);
}

function ways(sights: Sight[]): void {
  const count = counted(sights, Kind.Way);
  if (count == 0) return;
  buffer.add(count == 1 ? '\nThe way out: ' : '\nWays out: ');
  enumerate(sights, Kind.Way, count);
  buffer.add('.');
}

function counted(sights: Sight[], kind: Kind): i32 {
  let count = 0;
  for (let index = 0; index < sights.length; index++) if (sights[index].kind == kind) count++;
  return count;
}

function enumerate(sights: Sight[], kind: Kind, count: i32): void {
  let left = count;
  for (let index = 0; index < sights.length; index++) {
    const sight = sights[index];
    if (sight.kind != kind) continue;
    buffer.add(sight.name);
    left--;
    if (left > 0) buffer.add(left == 1 ? ' and ' : ', ');
  }
}
