import * as connections from '../../bindings/kernel-net/connections';
import { effects } from '../dispatch/effects';
import { writeString } from '../values/json';
import { TextBuilder, frame, tailored } from '../values/text-builder';
import { objectAt } from '../world/cache';
import { Sort, isKind, sortOf } from '../world/known';
import { valueOf } from '../world/properties';
import { world } from '../world/world';
import { WorldObject } from '../world/world-object';

/** Most entries of one list of a panel: what a person takes in at a glance, and what a full place may cost. */
const MAX_LISTED = 100;
const MAX_DESCRIPTION_UNITS = 20_000;
/** Names are far shorter; the longest list and description stay below what a message may have. */
const MAX_NAME_UNITS = 57_000;

/** The people of the place being shown, and where their entries stand in `frame`. */
let listed: Array<WorldObject> = [];
let ends: Array<i32> = [];

/** Shows everyone concerned what this task has changed about the place they are in and what they hold. */
export function showChanges(): void {
  const touched = effects.touched;
  // Showing reads only, so the list does not grow meanwhile.
  for (let i = 0; i < touched.length; i++) {
    const object = objectAt(touched[i]);
    if (watches(object)) showInventory(object);
    for (let at = 0; at < object.contents.length; at++) {
      if (!watches(objectAt(object.contents[at]))) continue;
      showPlace(object);
      break;
    }
  }
  effects.start();
}

/** Whether an object is somebody whose client has panels. */
function watches(object: WorldObject): bool {
  return object.connection != 0 && object.transport == connections.Transport.Json;
}

/** Shows a place to everyone in it. It is written once; each gets all of it but the own name. */
function showPlace(place: WorldObject): void {
  frame.start().text('{"type":"room","name":');
  writeString(frame, place.name, MAX_DESCRIPTION_UNITS);
  frame.text(',"description":');
  writeString(frame, viewOf(place), MAX_DESCRIPTION_UNITS);
  writeThings(',"exits":[', place, Sort.Way);
  const things = writeThings('],"things":[', place, Sort.Thing);
  frame.text('],"people":[');
  const people = writePeople(place);
  for (let i = 0; i < place.contents.length; i++) {
    const person = objectAt(place.contents[i]);
    if (watches(person)) showPlaceTo(person, things, people);
  }
}

/** Sends what `frame` holds, without one person's own entry. `things` and `people` are how many there are to be listed. */
function showPlaceTo(person: WorldObject, things: i32, people: i32): void {
  const own = listed.indexOf(person);
  const start = listed.length == 0 ? frame.length : ends[0];
  tailored.start().portion(frame, 0, start);
  let others = 0;
  for (let i = 0; i < listed.length; i++) {
    if (i == own) continue;
    if (others++ > 0) tailored.unit(0x2c);
    tailored.portion(frame, ends[i], ends[i + 1]);
  }
  tailored.unit(0x5d);
  writeMore(tailored, things - MAX_LISTED, people - 1 - others);
  connections.send(person.connection, tailored.unit(0x7d).finish());
}

/** Says how many were left out, when some were. */
function writeMore(builder: TextBuilder, things: i32, people: i32): void {
  if (things <= 0 && people <= 0) return;
  builder.text(',"more":{"things":').integer(max(0, things)).text(',"people":').integer(max(0, people)).unit(0x7d);
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
  const things = writeThings('{"type":"inventory","things":[', person, ANY_SORT);
  frame.unit(0x5d);
  writeMore(frame, things - MAX_LISTED, 0);
  connections.send(person.connection, frame.unit(0x7d).finish());
}

const ANY_SORT = -1;

/** Writes the names of what an object holds, of one sort or all that are listed. How many there are, written or not. */
function writeThings(head: string, holder: WorldObject, wanted: i32): i32 {
  frame.text(head);
  let count = 0;
  for (let i = 0; i < holder.contents.length; i++) {
    const object = objectAt(holder.contents[i]);
    const sort = sortOf(object);
    if (sort == Sort.Scenery || (wanted != ANY_SORT && sort != wanted)) continue;
    if (++count > MAX_LISTED) continue;
    if (count > 1) frame.unit(0x2c);
    writeString(frame, sort == Sort.Way ? object.name : object.indefiniteName, MAX_NAME_UNITS);
  }
  return count;
}

/** Writes the entries of the people in a place and notes where they stand. How many people there are, written or not. */
function writePeople(place: WorldObject): i32 {
  listed = [];
  ends = [frame.length];
  let count = 0;
  for (let i = 0; i < place.contents.length; i++) {
    const object = objectAt(place.contents[i]);
    if (sortOf(object) != Sort.Person || ++count > MAX_LISTED) continue;
    frame.text('{"name":');
    writeString(frame, object.name, MAX_NAME_UNITS);
    frame.text(object.connection != 0 ? ',"away":false}' : ',"away":true}');
    listed.push(object);
    ends.push(frame.length);
  }
  return count;
}
