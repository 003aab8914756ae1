import * as building from '../bindings/driver-objects/building';
import * as call from '../bindings/driver-objects/call';
import { Article } from '../bindings/driver-objects/objects';
import { identifier, withoutArticle } from './names';
import { actor, keep } from './roles';
import { act, notice, plain, refuse } from './voice';

/** `@create NAME`: a thing, in the builder's hands. */
export function create(): void {
  make('thing', withoutArticle(call.text('@create')));
}

/** `@create NAME as KIND`. */
export function createAs(): void {
  make(identifier(call.text('as')), withoutArticle(call.text('@create')));
}

function make(kind: string, name: string): void {
  const made = building.create(kind, name);
  if (!made.isOk) return refuse(made.err, name);
  const thing = keep(made.ok);
  if (thing.is('room') || thing.is('exit')) {
    building.recycle(thing);
    return notice(`Rooms and exits are dug. Try: @dig north to PLACE as ${kind}`);
  }
  if (!thing.moveTo(actor()).isOk) {
    building.recycle(thing);
    return notice('You cannot carry any more. Drop something first.');
  }
  act(`{actor} {make|makes} ${plain(thing.name(Article.Indefinite))}.`);
}
