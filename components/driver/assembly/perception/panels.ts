import * as connections from '../../bindings/kernel-net/connections';
import { effects } from '../dispatch/effects';
import { writeString } from '../values/json';
import { TextBuilder, frame } from '../values/text-builder';
import { objectAt } from '../world/cache';
import { Sort, isKind, sortOf } from '../world/known';
import { valueOf } from '../world/properties';
import { world } from '../world/world';
import { WorldObject } from '../world/world-object';
import { MAX_TEXT_UNITS } from './line';

/** Where the lists of a panel end: the description before them is cut to leave room. */
const MAX_LIST_UNITS = 56_000;
const MAX_DESCRIPTION_UNITS = 20_000;

/** Shows everyone concerned what this task has changed about the place they are in and what they hold. */
export function showChanges(): void {
  const touched = effects.touched;
  // Showing reads only, so the list does not grow meanwhile.
  for (let i = 0; i < touched.length; i++) {
    const object = objectAt(touched[i]);
    if (watches(object)) showInventory(object);
    for (let at = 0; at < object.contents.length; at++) {
      const person = objectAt(object.contents[at]);
      if (watches(person)) showRoom(person);
    }
  }
  effects.start();
}

/** Whether an object is somebody whose client has panels. */
function watches(object: WorldObject): bool {
  return object.connection != 0 && object.transport == connections.Transport.Json;
}

function showRoom(person: WorldObject): void {
  if (person.location == 0) return;
  const place = objectAt(person.location);
  frame.start().text('{"type":"room","name":');
  writeString(frame, place.name, MAX_DESCRIPTION_UNITS);
  frame.text(',"description":');
  writeString(frame, viewOf(place), MAX_DESCRIPTION_UNITS);
  writeThings(frame, ',"exits":[', place, person, Listed.Exits);
  writeThings(frame, '],"things":[', place, person, Listed.Things);
  writePeople(frame, place, person);
  connections.send(person.connection, frame.text(']}').finish());
}

/** What a place looks like, and what is going on in it. */
function viewOf(place: WorldObject): string {
  const known = world().known;
  const description = known.description;
  const text = description === null ? '' : valueOf(place, description).text;
  const now = known.now;
  if (now === null || !isKind(place, known.room)) return text;
  const happening = valueOf(place, now).text;
  return happening.length == 0 ? text : `${text} ${happening}`;
}

function showInventory(person: WorldObject): void {
  frame.start();
  writeThings(frame, '{"type":"inventory","things":[', person, person, Listed.All);
  connections.send(person.connection, frame.text(']}').finish());
}

enum Listed {
  Exits,
  Things,
  All,
}

function writeThings(
  builder: TextBuilder,
  head: string,
  holder: WorldObject,
  viewer: WorldObject,
  listed: Listed,
): void {
  builder.text(head);
  let first = true;
  for (let i = 0; i < holder.contents.length && builder.length < MAX_LIST_UNITS; i++) {
    const object = objectAt(holder.contents[i]);
    const sort = sortOf(object);
    if (object === viewer || sort == Sort.Scenery) continue;
    if (listed == Listed.Exits ? sort != Sort.Way : listed == Listed.Things && sort != Sort.Thing) continue;
    if (!first) builder.unit(0x2c);
    first = false;
    writeString(builder, sort == Sort.Way ? object.name : object.indefiniteName, MAX_TEXT_UNITS);
  }
}

function writePeople(builder: TextBuilder, place: WorldObject, viewer: WorldObject): void {
  builder.text('],"people":[');
  let first = true;
  for (let i = 0; i < place.contents.length && builder.length < MAX_LIST_UNITS; i++) {
    const object = objectAt(place.contents[i]);
    if (object === viewer || sortOf(object) != Sort.Person) continue;
    if (!first) builder.unit(0x2c);
    first = false;
    builder.text('{"name":');
    writeString(builder, object.name, MAX_TEXT_UNITS);
    builder.text(object.connection != 0 ? ',"away":false}' : ',"away":true}');
  }
}
