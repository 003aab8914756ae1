import * as clock from '../../bindings/kernel-task/clock';
import * as indices from '../../bindings/kernel-store/indices';
import * as slots from '../../bindings/kernel-store/slots';
import { itemsOf, squeezed } from '../values/text';
import { packInteger, packRef, packRefs, packText, packTexts, packing } from '../values/tuple';
import * as names from '../world/slot-names';
import * as worldSlots from '../world/world';
import { World } from '../world/world';
import { Draft } from './draft';
import { Assignment } from './objects';

/** Arrivals that one millisecond can tell apart, as in world/moves.ts. */
const ARRIVALS_A_MS: i64 = 4096;
/** Digits of a verb's number, so that slots come in the order of verbs. */
const VERB_DIGITS = 6;

/** Whether the store has refused a slot: an image may be larger than what one task may write. */
let refused: bool = false;

/** Whether everything was written since the last time this was asked. */
export function allWritten(): bool {
  const complete = !refused;
  refused = false;
  return complete;
}

function put(oid: u64, slot: string, value: Uint8Array): void {
  if (!refused && !slots.set(oid, slot, value).isOk) refused = true;
}

/** Declares the indices that the driver looks things up by. Declaring them again does nothing. */
export function declareIndices(): void {
  declare(names.IDENTIFIER, true);
  declare(names.PLAYER_NAME, true);
  declare(names.DIGEST, true);
}

/** Exits are found by where they lead, when that place is recycled. */
export function declareExits(exit: u64): void {
  declare(names.propertySlot(exit, 'to'), false);
}

function declare(slot: string, unique: bool): void {
  if (!indices.declare(slot, unique).isOk) throw new Error('an index of the driver cannot be declared: ' + slot);
}

/** Writes an object of an image. `order` is its place among all, which is the order things stand in their places. */
export function writeObject(draft: Draft, assignments: Array<Assignment>, order: i32): void {
  const oid = draft.oid;
  const entry = draft.entry;
  put(oid, names.IDENTIFIER, packText(draft.identifier));
  put(oid, names.NAME, packText(squeezed(entry.text('name'))));
  if (draft.prototypes.length > 0) put(oid, names.PROTOTYPES, packRefs(draft.prototypes));
  if (draft.isPrototype) put(oid, names.IS_PROTOTYPE, packing.start().truth(true).finish());
  if (entry.field('aliases') !== null) put(oid, names.ALIASES, packTexts(itemsOf(entry.text('aliases'))));
  const article = entry.text('article');
  if (article.length > 0) put(oid, names.ARTICLE, packText(article == 'none' ? '' : squeezed(article)));
  if (entry.field('about') !== null) put(oid, names.ABOUT, packText(entry.text('about')));
  if (draft.location != 0) {
    put(oid, names.LOCATION, packRef(draft.location));
    put(draft.location, names.contentSlot(oid), packInteger(<i64>clock.now() * ARRIVALS_A_MS + order));
  }
  for (let i = 0; i < draft.declared.length; i++) {
    packing.start();
    draft.declared[i].write(packing);
    put(oid, names.DECLARATION_PREFIX + draft.declared[i].name, packing.finish());
  }
  for (let i = 0; i < assignments.length; i++) {
    packing.start();
    assignments[i].value.pack(packing);
    put(oid, assignments[i].property.slot, packing.finish());
  }
}

/** Writes what is one for the whole world; verbs from the one numbered `firstVerb` on. */
export function writeWorld(world: World, firstVerb: i32): void {
  const oid = world.oid;
  put(oid, names.IDENTIFIER, packText(worldSlots.WORLD_IDENTIFIER));
  if (world.people == 0) world.people = slots.create();
  put(oid, 'people', packRef(world.people));
  put(oid, 'title', packText(world.title));
  put(oid, 'welcome', packText(world.welcome));
  put(oid, 'arrival', packText(world.arrival));
  put(oid, 'start', packRef(world.start));
  put(oid, 'player', packRef(world.playerPrototype));
  put(oid, 'guest', packRef(world.guestPrototype));
  put(oid, 'administrator', packRef(world.administratorPrototype));
  put(oid, 'guest-names', packTexts(world.guestNames));
  for (let i = firstVerb; i < world.verbs.length; i++) {
    packing.start();
    world.verbs[i].write(packing);
    put(oid, worldSlots.VERB_PREFIX + i.toString().padStart(VERB_DIGITS, '0'), packing.finish());
  }
  for (let i = 0; i < world.topics.size; i++) {
    put(oid, worldSlots.TOPIC_PREFIX + world.topics.keyAt(i), packText(world.topics.valueAt(i)));
  }
  const grammar = world.grammar;
  for (let i = 0; i < grammar.shorthands.size; i++) {
    put(oid, worldSlots.SHORTHAND_PREFIX + grammar.shorthands.keyAt(i), packText(grammar.shorthands.valueAt(i)));
  }
  for (let i = 0; i < grammar.synonyms.size; i++) {
    put(oid, worldSlots.SYNONYM_PREFIX + grammar.synonyms.keyAt(i), packText(grammar.synonyms.valueAt(i)));
  }
  for (let i = 0; i < grammar.pronouns.size; i++) {
    put(oid, worldSlots.PRONOUN_PREFIX + grammar.pronouns.keyAt(i), packText(grammar.pronouns.valueAt(i)));
  }
}
