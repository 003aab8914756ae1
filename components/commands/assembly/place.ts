import { Article, Handle, Kind, Sight } from '../bindings/driver-objects/objects';
import { textOf } from './properties';
import { actor, contents } from './roles';
import { tallied } from './tally';
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
  const names = tallied(namesOf(sights, Kind.Thing));
  if (names.length == 0) return;
  buffer.add('\nYou see ');
  enumerate(names);
  buffer.add(' here.');
}

function others(sights: Sight[], kind: Kind, one: string, many: string): void {
  const names = namesOf(sights, kind);
  if (names.length == 0) return;
  buffer.add('\n');
  enumerate(names);
  buffer.add(names.length == 1 ? one : many);
}

function ways(sights: Sight[]): void {
  const names = namesOf(sights, Kind.Way);
  if (names.length == 0) return;
  buffer.add(names.length == 1 ? '\nThe way out: ' : '\nWays out: ');
  enumerate(names);
  buffer.add('.');
}

function namesOf(sights: Sight[], kind: Kind): string[] {
  const names: string[] = [];
  for (let index = 0; index < sights.length; index++) if (sights[index].kind == kind) names.push(sights[index].name);
  return names;
}

function enumerate(names: string[]): void {
  const last = names.length - 1;
  for (let index = 0; index <= last; index++) {
    if (index > 0) buffer.add(index == last ? ' and ' : ', ');
    buffer.add(names[index]);
  }
}
