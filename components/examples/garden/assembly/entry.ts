import * as call from '../bindings/driver-objects/call';
import * as narration from '../bindings/driver-objects/narration';
import { Tone } from '../bindings/driver-objects/narration';
import { Handle, Value } from '../bindings/driver-objects/objects';
import { RIPE, describe, grown } from './growth';

const SOWN: string = 'flower-bed/sown';
const STAGE: string = 'flower-bed/stage';
const WET: string = 'flower-bed/wet';

/** Longest name of a flower, in UTF-16 units. */
const MAX_NAME_UNITS: i32 = 40;

/** Answers one call. Which function is meant stands in world/garden.world. */
export function run(): void {
  const entry = call.entry();
  if (entry == 'grow') return withBed('grow', grow);
  if (entry == 'sow') return withBed('in', sow);
  if (entry == 'water') return withBed('water', water);
  if (entry == 'pick') return withBed('pick', pick);
  if (entry == 'look') return withBed('examine', look);
  throw new Error('garden has no function ' + entry);
}

/** Calls a function with the bed in a role and who acts, and lets go of both. */
function withBed(role: string, use: (bed: Handle, actor: Handle) => void): void {
  const bed = call.object(role);
  if (bed === null) throw new Error('the message has no bed in the role ' + role);
  const actor = call.actor();
  use(bed, actor);
  actor.drop();
  bed.drop();
}

/** The timer's message. Whoever is there sees it; it grows all the same when nobody is. */
function grow(bed: Handle, actor: Handle): void {
  if (!actor.sameAs(bed)) return;
  const before = integerOf(bed, STAGE);
  const after = grown(before, truthOf(bed, WET), textOf(bed, SOWN).length > 0);
  if (after == before) return;
  bed.set(STAGE, Value.integer(after));
  bed.set(WET, Value.truth(false));
  narration.act(Tone.Action, after == RIPE ? 'In {actor}, something opens.' : 'In {actor}, something has grown.');
}

/** `sow poppies in bed`. */
function sow(bed: Handle, actor: Handle): void {
  const flowers = call.text('sow').trim();
  if (textOf(bed, SOWN).length > 0) narration.tell(actor, Tone.Notice, 'Something grows there already.');
  else if (flowers.length > MAX_NAME_UNITS) narration.tell(actor, Tone.Notice, 'No flower has such a long name.');
  else {
    bed.set(SOWN, Value.text(flowers));
    bed.set(STAGE, Value.integer(0));
    narration.act(Tone.Action, '{actor} {sow|sows} {sow} in {in}.');
  }
}

/** `water bed`. */
function water(bed: Handle, actor: Handle): void {
  if (truthOf(bed, WET)) return narration.tell(actor, Tone.Notice, 'It is wet enough.');
  bed.set(WET, Value.truth(true));
  narration.act(Tone.Action, '{actor} {water|waters} {water}.');
}

/** `pick bed`: what is in bloom is picked, and the bed is free. */
function pick(bed: Handle, actor: Handle): void {
  if (integerOf(bed, STAGE) < RIPE) return narration.tell(actor, Tone.Notice, 'There is nothing in bloom.');
  const flowers = textOf(bed, SOWN).replaceAll('{', '{{');
  bed.set(SOWN, Value.nothing());
  bed.set(STAGE, Value.integer(0));
  narration.act(Tone.Action, '{actor} {pick|picks} the ' + flowers + ' and {hand|hands} them around.');
}

/** `look at bed`. */
function look(bed: Handle, actor: Handle): void {
  const passed = call.pass();
  if (!passed.isOk) throw new Error('nothing else answers examine:');
  const state = describe(textOf(bed, SOWN), integerOf(bed, STAGE), truthOf(bed, WET));
  narration.tell(actor, Tone.Description, state);
}

function textOf(bed: Handle, property: string): string {
  const value = bed.get(property);
  return value.isOk && value.ok.isText ? value.ok.asText : '';
}

function integerOf(bed: Handle, property: string): i32 {
  const value = bed.get(property);
  return value.isOk && value.ok.isInteger ? <i32>value.ok.asInteger : 0;
}

function truthOf(bed: Handle, property: string): bool {
  const value = bed.get(property);
  return value.isOk && value.ok.isTruth && value.ok.asTruth;
}
