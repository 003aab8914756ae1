import * as clock from '../../bindings/kernel-task/clock';
import * as indices from '../../bindings/kernel-store/indices';
import * as slots from '../../bindings/kernel-store/slots';
import { effects } from '../dispatch/effects';
import { TextTable } from '../values/text-table';
import { itemsOf, squeezed } from '../values/text';
import { packInteger, packRef, packRefs, packText, packTexts, packing } from '../values/tuple';
import { objectAt } from '../world/cache';
import { endTimer, startTimer } from '../world/object-timers';
import { Visibility } from '../world/property';
import { dropIndex, indexProperty } from '../world/property-index';
import * as names from '../world/slot-names';
import * as worldSlots from '../world/world';
import { World } from '../world/world';
import { Draft } from './draft';
import { Assignment } from './objects';

/** Arrivals that one millisecond can tell apart, as in world/moves.ts. */
const ARRIVALS_A_MS: i64 = 4096;

/** Whether the store has refused a slot: an image may be larger than what one task may write. */
let refused: bool = false;

/** Whether everything was written since the last time this was asked. */
export function allWritten(): bool {
  const complete = !refused;
  refused = false;
  return complete;
}

/** Writes a slot, unless it holds the value already: what did not change need not be read again. Whether it was written. */
function put(oid: u64, slot: string, value: Uint8Array): bool {
  if (refused) return false;
  const held = slots.get(oid, slot);
  if (held !== null && sameBytes(held, value)) return false;
  if (!slots.set(oid, slot, value).isOk) refused = true;
  return true;
}

/** Whether there was something to clear. */
function clear(oid: u64, slot: string): bool {
  if (slots.get(oid, slot) === null) return false;
  slots.clear(oid, slot);
  return true;
}

/** Writes a reference; clears the slot for 0. */
function putRef(oid: u64, slot: string, value: u64): void {
  if (value != 0) put(oid, slot, packRef(value));
  else clear(oid, slot);
}

function sameBytes(some: Uint8Array, others: Uint8Array): bool {
  return some.length == others.length && memory.compare(some.dataStart, others.dataStart, some.length) == 0;
}

/** Declares the indices that the driver looks things up by. Declaring them again does nothing. */
export function declareIndices(): void {
  declare(names.IDENTIFIER, true);
  declare(names.PLAYER_NAME, true);
  declare(names.DIGEST, true);
  declare(names.PROTOTYPES, false);
}

/** Exits are found by where they lead, when that place is recycled. */
export function declareExits(exit: u64): void {
  declare(names.propertySlot(exit, 'to'), false);
}

function declare(slot: string, unique: bool): void {
  if (!indices.declare(slot, indices.Subject.value(slot), unique).isOk)
    throw new Error('an index of the driver cannot be declared: ' + slot);
}

/** Writes an object. `order` is its place among all, which is the order things stand in their places. */
export function writeObject(draft: Draft, assignments: Array<Assignment>, order: i32, source: string): void {
  const oid = draft.oid;
  const entry = draft.entry;
  const article = entry.text('article');
  put(oid, names.IDENTIFIER, packText(draft.identifier));
  let changed = put(oid, names.NAME, packText(squeezed(entry.text('name'))));
  if (source.length > 0) put(oid, names.SOURCE, packText(source));
  if (draft.prototypes.length > 0) put(oid, names.PROTOTYPES, packRefs(draft.prototypes));
  if (draft.isPrototype) put(oid, names.IS_PROTOTYPE, packing.start().truth(true).finish());
  if (entry.field('aliases') !== null) put(oid, names.ALIASES, packTexts(itemsOf(entry.text('aliases'))));
  else clear(oid, names.ALIASES);
  if (article.length == 0) changed = clear(oid, names.ARTICLE) || changed;
  else changed = put(oid, names.ARTICLE, packText(article == 'none' ? '' : squeezed(article))) || changed;
  if (entry.field('about') !== null) put(oid, names.ABOUT, packText(entry.text('about')));
  else clear(oid, names.ABOUT);
  writePowers(draft);
  writePlace(draft, order, source);
  writeDeclarations(draft);
  const set = new Array<string>();
  for (let i = 0; i < assignments.length; i++) {
    packing.start();
    assignments[i].value.pack(packing);
    const slot = assignments[i].property.slot;
    set.push(slot);
    if (source.length == 0) put(oid, slot, packing.finish());
    else changed = merge(oid, slot, packing.finish()) || changed;
  }
  if (draft.isKnown) changed = unsetOthers(oid, set) || changed;
  if (changed && draft.isKnown) {
    // Whoever is there or in it sees what it is called and how it looks.
    effects.touch(oid);
    effects.touch(draft.location);
  }
  if (draft.isKnown || draft.timers.length > 0) writeTimers(draft);
}

function writePowers(draft: Draft): void {
  if (draft.may != 0) put(draft.oid, names.MAY, packInteger(draft.may));
  const quotas = draft.quotas;
  if (quotas === null) return;
  packing.start();
  for (let i = 0; i < quotas.length; i++) packing.integer(quotas[i]);
  put(draft.oid, names.QUOTA, packing.finish());
}

/** Puts the object where its files say; a known one only when they say something else than before. */
function writePlace(draft: Draft, order: i32, source: string): void {
  const oid = draft.oid;
  if (draft.isKnown) {
    const object = objectAt(oid);
    const before = object.location;
    if (before == draft.location) return;
    if (before != 0) slots.clear(before, names.contentSlot(oid));
    effects.touch(before);
  }
  putRef(oid, names.LOCATION, draft.location);
  if (source.length > 0) putRef(oid, names.LOADED_PREFIX + names.LOCATION, draft.location);
  if (draft.location == 0) return;
  put(draft.location, names.contentSlot(oid), packInteger(<i64>clock.now() * ARRIVALS_A_MS + order));
  // Nobody is there yet to see what the world image makes.
  if (source.length > 0) effects.touch(draft.location);
}

function writeDeclarations(draft: Draft): void {
  for (let i = 0; i < draft.declared.length; i++) {
    packing.start();
    draft.declared[i].write(packing);
    put(draft.oid, names.DECLARATION_PREFIX + draft.declared[i].name, packing.finish());
    if (draft.declared[i].visibility == Visibility.Indexed) indexProperty(draft.declared[i]);
  }
  if (!draft.isKnown) return;
  const before = objectAt(draft.oid).declared;
  for (let i = 0; i < before.length; i++) {
    const now = draft.declaredNamed(before[i].name);
    if (now === null) slots.clear(draft.oid, names.DECLARATION_PREFIX + before[i].name);
    if (before[i].visibility == Visibility.Indexed && (now === null || now.visibility != Visibility.Indexed))
      dropIndex(before[i]);
  }
}

/** Sets a slot to what files say, unless it holds something else than what they said before: then somebody has changed it. Whether it was set. */
function merge(oid: u64, slot: string, value: Uint8Array): bool {
  const loaded = slots.get(oid, names.LOADED_PREFIX + slot);
  const held = slots.get(oid, slot);
  const isTheirs = loaded === null ? held !== null : held === null || !sameBytes(held, loaded);
  put(oid, names.LOADED_PREFIX + slot, value);
  return !isTheirs && put(oid, slot, value);
}

/** Starts the timers that files begin or change; one that goes, or that somebody has ended, is left so. */
function writeTimers(draft: Draft): void {
  const object = objectAt(draft.oid);
  const declared = new Array<string>();
  for (let i = 0; i < draft.timers.length; i++) {
    const timer = draft.timers[i];
    const slot = names.LOADED_PREFIX + names.TIMER_PREFIX + timer.keyword;
    declared.push(timer.keyword);
    const loaded = slots.get(draft.oid, slot);
    const period = packInteger(timer.periodMs);
    if (loaded !== null && sameBytes(loaded, period)) continue;
    startTimer(object, timer.keyword, timer.periodMs, true);
    put(draft.oid, slot, packInteger(timer.periodMs));
  }
  if (!draft.isKnown) return;
  const before = loadedSlots(draft.oid, names.TIMER_PREFIX);
  for (let i = 0; i < before.length; i++) {
    const keyword = before[i].substring(names.TIMER_PREFIX.length);
    if (declared.includes(keyword)) continue;
    endTimer(object, keyword);
    slots.clear(draft.oid, names.LOADED_PREFIX + before[i]);
  }
}

/** Takes back what earlier files set and these do not, where nobody has changed it since. Whether there was any. */
function unsetOthers(oid: u64, set: Array<string>): bool {
  let changed = false;
  const remembered = loadedSlots(oid, names.PROPERTY_PREFIX);
  for (let i = 0; i < remembered.length; i++) {
    const slot = remembered[i];
    if (set.includes(slot)) continue;
    const loaded = slots.get(oid, names.LOADED_PREFIX + slot);
    const held = slots.get(oid, slot);
    if (loaded !== null && held !== null && sameBytes(held, loaded)) {
      slots.clear(oid, slot);
      changed = true;
    }
    slots.clear(oid, names.LOADED_PREFIX + slot);
  }
  return changed;
}

/** The slots of an object that files have set and whose names begin with a prefix. */
function loadedSlots(oid: u64, kind: string): Array<string> {
  const bytes = slots.load(oid);
  const found = new Array<string>();
  const prefix = names.LOADED_PREFIX + kind;
  const end = bytes.dataStart + bytes.length;
  for (let at = bytes.dataStart; at < end;) {
    const nameSize = load<u32>(at);
    const slot = String.UTF8.decodeUnsafe(at + 4, nameSize);
    if (slot.startsWith(prefix)) found.push(slot.substring(names.LOADED_PREFIX.length));
    at += 8 + nameSize + load<u32>(at + 4 + nameSize);
  }
  return found;
}

/** Writes what is one for the whole world, and clears what is no longer defined; verbs from the one at `firstVerb` on. */
export function writeWorld(world: World, firstVerb: i32): void {
  const oid = world.oid;
  const written = new Array<string>();
  if (world.version == 0) writeWorldEntry(world);
  for (let i = firstVerb; i < world.verbs.length; i++) {
    const verb = world.verbs[i];
    packing.start();
    verb.write(packing);
    const slot = worldSlots.verbSlot(verb.number);
    put(oid, slot, packing.finish());
    written.push(slot);
  }
  const grammar = world.grammar;
  writeTexts(world, worldSlots.TOPIC_PREFIX, world.topics);
  writeTexts(world, worldSlots.SHORTHAND_PREFIX, grammar.shorthands);
  writeTexts(world, worldSlots.SYNONYM_PREFIX, grammar.synonyms);
  writeTexts(world, worldSlots.PRONOUN_PREFIX, grammar.pronouns);
  writeTexts(world, worldSlots.PLURAL_PREFIX, grammar.plurals);
  for (let i = 0; i < world.leftOut.length; i++) {
    const slot = world.leftOut[i];
    if (!written.includes(slot) && !world.sources.has(slot)) slots.clear(oid, slot);
  }
}

/** The first instance that sees the world after this reads all of it anew: declarations and prototypes may have changed. */
export function stampWorld(world: World): void {
  put(world.oid, worldSlots.LOADED, packRef(slots.create()));
}

function writeWorldEntry(world: World): void {
  const oid = world.oid;
  put(oid, names.IDENTIFIER, packText(worldSlots.WORLD_IDENTIFIER));
  world.people = slots.create();
  put(oid, 'people', packRef(world.people));
  put(oid, 'title', packText(world.title));
  put(oid, 'welcome', packText(world.welcome));
  put(oid, 'arrival', packText(world.arrival));
  put(oid, 'start', packRef(world.start));
  put(oid, 'player', packRef(world.playerPrototype));
  put(oid, 'guest', packRef(world.guestPrototype));
  put(oid, 'administrator', packRef(world.administratorPrototype));
  put(oid, 'guest-names', packTexts(world.guestNames));
}

/** Writes topics, or words of one kind of the grammar: those of a program with its name behind them. */
function writeTexts(world: World, prefix: string, texts: TextTable<string>): void {
  for (let i = 0; i < texts.size; i++) {
    const slot = prefix + texts.keyAt(i);
    const source = world.sources.indexOf(slot);
    packing.start().text(texts.valueAt(i));
    if (source >= 0) packing.text(world.sources.valueAt(source));
    put(world.oid, slot, packing.finish());
  }
}
