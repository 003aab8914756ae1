import * as slots from '../../bindings/kernel-store/slots';
import { readName } from '../building/building-names';
import { Datum, DatumKind, KIND_NAMES, NOTHING, kindNamed } from '../values/datum';
import { isIdentifier, itemsOf, spokenList, wordsOf } from '../values/text';
import { TupleReader } from '../values/tuple';
import { objectAt, objectOrNone } from '../world/cache';
import { identified } from '../world/identifiers';
import { MAX_CONTENTS, MAX_NESTING } from '../world/moves';
import { Property, VISIBILITIES, Visibility } from '../world/property';
import { LOADED_PREFIX, LOCATION } from '../world/slot-names';
import { FIELDS, problemWithIndexing, problemWithPropertyName } from './declaration';
import { Draft, Drafts } from './draft';
import { Place, Problems } from './problem';
import { Entry, Field } from './source';
import { readTimers } from './timers';
import { readValue } from './value';

/** Takes in the entry of an object, without what it refers to; false with a problem. */
export function draftObject(entry: Entry, drafts: Drafts, problems: Problems): bool {
  const words = wordsOf(entry.head);
  const identifier = words.length == 0 ? '' : words[0];
  const what = entry.keyword;
  if (!isIdentifier(identifier)) {
    return problems.at(
      entry.place,
      `"${identifier}" is no identifier: lower-case letters, digits and -, a letter first`,
    );
  }
  const before = drafts.named(identifier);
  if (before !== null)
    return problems.at(entry.place, `${identifier} is defined at ${before.entry.place.toString()} already`);
  const earlier = identified(identifier);
  if (earlier != 0 && (objectAt(earlier).source != drafts.source || objectAt(earlier).owner != 0)) {
    const maker = objectOrNone(objectAt(earlier).owner);
    const owner = maker === null ? ownerOf(objectAt(earlier).source) : maker.name;
    return problems.at(entry.place, `${identifier} belongs to ${owner}: choose another identifier`);
  }
  if (words.length > 1 && words[1] != 'is')
    return problems.at(entry.place, `write: ${what} ${identifier} is PROTOTYPE`);
  const prototypes = itemsOf(words.slice(2).join(' '));
  if (prototypes.length == 0 && (words.length > 1 || drafts.all.length > 0 || identified('thing') != 0)) {
    return problems.at(entry.place, `${identifier} delegates to nothing: write ${what} ${identifier} is PROTOTYPE`);
  }
  const oid = earlier == 0 ? slots.create() : earlier;
  const draft = new Draft(entry, oid, identifier, prototypes, earlier != 0);
  draft.isPrototype = what == 'prototype';
  drafts.add(draft);
  return checkFields(entry, problems);
}

/** What defines things of a source, for people. */
export function ownerOf(source: string): string {
  return source.length == 0 ? 'the world image' : `the files of ${source}`;
}

function checkFields(entry: Entry, problems: Problems): bool {
  for (let i = 0; i < entry.fields.length; i++) {
    const field = entry.fields[i];
    const first = entry.field(field.name);
    if (first !== null && first !== field) {
      return problems.at(field.place, `${field.name} stands in line ${first.place.line} already`);
    }
    if (field.text.length == 0)
      return problems.at(field.place, `${field.name} is empty: write its text, or leave the line out`);
  }
  return true;
}

/** Finds the prototypes of all drafts and puts them in order; false with a problem. */
export function orderPrototypes(drafts: Drafts, problems: Problems): bool {
  for (let i = 0; i < drafts.all.length; i++) {
    const draft = drafts.all[i];
    for (let at = 0; at < draft.prototypeNames.length; at++) {
      const name = draft.prototypeNames[at];
      const oid = drafts.find(name, draft.entry.place, problems);
      if (oid == 0) return false;
      if (draft.prototypes.includes(oid))
        return problems.at(draft.entry.place, `${name} stands twice among the prototypes`);
      draft.prototypes.push(oid);
      const prototype = drafts.named(name);
      if (prototype !== null ? !prototype.isPrototype : !objectAt(oid).isPrototype) {
        return problems.at(
          draft.entry.place,
          `${name} is an object: define it with prototype, for others to delegate to it`,
        );
      }
    }
  }
  for (let i = 0; i < drafts.all.length; i++) {
    const draft = drafts.all[i];
    if (draft.isKnown && !keepsItsNature(draft, problems)) return false;
    if (draft.line(drafts, problems) === null) return false;
  }
  return true;
}

/** Others may delegate to what was a prototype before, and to its prototypes through it: false with a problem when those change. */
function keepsItsNature(draft: Draft, problems: Problems): bool {
  const before = objectAt(draft.oid);
  if (!before.isPrototype) return true;
  if (!draft.isPrototype)
    return problems.at(draft.entry.place, `${draft.identifier} is a prototype since it was loaded first: leave it one`);
  let same = before.prototypes.length == draft.prototypes.length;
  for (let i = 0; same && i < draft.prototypes.length; i++) same = before.prototypes[i] == draft.prototypes[i];
  if (same) return true;
  return problems.at(
    draft.entry.place,
    `the prototypes of ${draft.identifier} were others when it was loaded first, and things may delegate to it: ` +
      'leave them, or choose another identifier',
  );
}

/** Reads the declarations of a draft; false with a problem. Every draft has its oid, so defaults may name any. */
export function declareProperties(draft: Draft, drafts: Drafts, problems: Problems): bool {
  const fields = draft.entry.fields;
  for (let i = 0; i < fields.length; i++) {
    if (!fields[i].name.startsWith('property ')) continue;
    if (!draft.isPrototype) {
      return problems.at(
        fields[i].place,
        'an object declares no properties: define it with prototype, or declare them on one',
      );
    }
    const property = readDeclaration(draft, fields[i], drafts, problems);
    if (property === null) return false;
    draft.declared.push(property);
  }
  return true;
}

/** `TYPE = VALUE, VISIBILITY -- TEXT`. */
function readDeclaration(draft: Draft, field: Field, drafts: Drafts, problems: Problems): Property | null {
  const name = field.name.substring('property '.length).trim();
  const place = field.place;
  const badName = problemWithPropertyName(name);
  if (badName.length > 0) return undeclared(place, problems, badName);
  const dashes = field.text.lastIndexOf(' -- ');
  const documentation = dashes < 0 ? '' : field.text.substring(dashes + 4).trim();
  const rest = dashes < 0 ? field.text : field.text.substring(0, dashes);
  const comma = rest.lastIndexOf(',');
  const visibility = rest.substring(comma + 1).trim();
  const level = comma < 0 ? -1 : VISIBILITIES.indexOf(visibility);
  if (level < 0) {
    return undeclared(
      place,
      problems,
      `write TYPE = VALUE, ${spokenList(VISIBILITIES.slice<Array<string>>(), 'or')}: there is "${rest.trim()}"`,
    );
  }
  const typed = rest.substring(0, comma);
  const equals = typed.indexOf('=');
  const typeName = (equals < 0 ? typed : typed.substring(0, equals)).trim();
  const type = kindNamed(typeName);
  if (type == DatumKind.Nothing) {
    const types = KIND_NAMES.slice<Array<string>>(1).join(', ');
    return undeclared(place, problems, `there is no type ${typeName}: write one of ${types}`);
  }
  const unindexed = level == Visibility.Indexed ? problemWithIndexing(type) : '';
  if (unindexed.length > 0) return undeclared(place, problems, unindexed);
  let fallback = NOTHING;
  if (equals >= 0) {
    fallback = readValue(type, typed.substring(equals + 1).trim(), drafts, place, problems);
    if (fallback.isNothing) return null;
  }
  return new Property(draft.oid, name, type, <Visibility>level, fallback, documentation);
}

function undeclared(place: Place, problems: Problems, reason: string): Property | null {
  problems.at(place, reason);
  return null;
}

/** Reads the timers that drafts begin with; false with a problem. */
export function readAllTimers(drafts: Drafts, problems: Problems): bool {
  for (let i = 0; i < drafts.all.length; i++) if (!readTimers(drafts.all[i], problems)) return false;
  return true;
}

/** Finds where all drafts are; false with a problem when one is in itself, or a place is too full. */
export function placeObjects(drafts: Drafts, problems: Problems): bool {
  const counts = new Map<u64, i32>();
  for (let i = 0; i < drafts.all.length; i++) {
    const draft = drafts.all[i];
    const field = draft.entry.field('at');
    if (draft.isKnown && wasMoved(draft)) {
      draft.location = objectAt(draft.oid).location;
      continue;
    }
    if (field === null) continue;
    const oid = drafts.find(field.text, field.place, problems);
    if (oid == 0) return false;
    draft.location = oid;
    if (draft.isKnown && objectAt(draft.oid).location == oid) continue;
    const count = counts.has(oid) ? counts.get(oid) + 1 : held(oid, drafts) + 1;
    counts.set(oid, count);
    if (count > MAX_CONTENTS) {
      return problems.at(field.place, `${field.text} holds ${MAX_CONTENTS} objects already: that is the most`);
    }
  }
  for (let i = 0; i < drafts.all.length; i++) {
    const draft = drafts.all[i];
    let at = draft.location;
    for (let steps = 0; at != 0; steps++) {
      if (at == draft.oid || steps > MAX_NESTING)
        return problems.at(draft.entry.place, `${draft.identifier} is inside itself`);
      const holder = drafts.at(at);
      at = holder === null ? objectAt(at).location : holder.location;
    }
  }
  return true;
}

/** Whether somebody has moved an object since files put it somewhere: then it stays. */
function wasMoved(draft: Draft): bool {
  const loaded = slots.get(draft.oid, LOADED_PREFIX + LOCATION);
  const loadedAt = loaded === null ? 0 : new TupleReader().of(loaded).ref();
  return objectAt(draft.oid).location != loadedAt;
}

function held(oid: u64, drafts: Drafts): i32 {
  return drafts.at(oid) === null ? objectAt(oid).contents.length : 0;
}

/** The value that a field sets, and the property it sets. */
export class Assignment {
  constructor(
    readonly property: Property,
    readonly value: Datum,
  ) {}
}

/** Reads the values that a draft sets; false with a problem. */
export function readAssignments(draft: Draft, drafts: Drafts, problems: Problems, into: Array<Assignment>): bool {
  const fields = draft.entry.fields;
  for (let i = 0; i < fields.length; i++) {
    const field = fields[i];
    if (FIELDS.includes(field.name) || field.name.startsWith('property ')) continue;
    const property = drafts.property(draft, field.name, problems);
    if (property === null) {
      if (field.name == 'is') return problems.at(field.place, 'prototypes stand in the first line of the entry');
      return problems.at(
        field.place,
        `no prototype of ${draft.identifier} declares ${field.name}: mend the spelling, or declare it`,
      );
    }
    const value = readValue(property.type, field.text, drafts, field.place, problems);
    if (value.isNothing) return false;
    if (property.prototype == drafts.oidOf('exit') && property.name == 'to' && !leadsToRoom(value, drafts, problems))
      return problems.at(field.place, `${field.text} does not delegate to room: an exit leads to a room`);
    into.push(new Assignment(property, value));
  }
  return checkName(draft, drafts, problems);
}

function leadsToRoom(value: Datum, drafts: Drafts, problems: Problems): bool {
  const room = drafts.oidOf('room');
  return room == 0 || drafts.isKind(value.oid, room, problems);
}

function checkName(draft: Draft, drafts: Drafts, problems: Problems): bool {
  const field = draft.entry.field('name');
  if (field === null) return problems.at(draft.entry.place, `${draft.identifier} has no name: add a field name`);
  const exit = drafts.oidOf('exit');
  const isExit = exit != 0 && drafts.isKind(draft.oid, exit, problems);
  const problem = readName(field.text, itemsOf(draft.entry.text('aliases')), isExit).problem;
  return problem.length == 0 || problems.at(field.place, problem);
}
