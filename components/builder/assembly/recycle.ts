import * as building from '../bindings/driver-objects/building';
import * as call from '../bindings/driver-objects/call';
import { Article, Handle, Kind } from '../bindings/driver-objects/objects';
import { claimed } from './alter';
import { forgetPlace } from './places';
import { actor, contents, destination } from './roles';
import { act, capitalised, notice, plain, refuse, the } from './voice';

/** `@recycle THING`: what is one's own, for good. */
export function recycle(): void {
  const thing = claimed('@recycle');
  if (thing === null) return;
  if (thing.is('room')) return recyclePlace(thing);
  const isWay = thing.is('exit');
  const name = isWay ? thing.name(Article.Bare) : the(thing);
  const recycled = building.recycle(thing);
  if (!recycled.isOk) return refuse(recycled.err, name);
  if (isWay) return act(`{actor} {close|closes} the way ${plain(name)} for good.`);
  act(`{actor} {take|takes} ${plain(name)} apart until nothing is left.`);
}

/** A place: only an empty one, and not from under somebody else's feet. The builder steps out of it first. */
function recyclePlace(place: Handle): void {
  const name = the(place);
  const sights = contents(place);
  let way: Handle | null = null;
  for (let index = 0; index < sights.length; index++) {
    const sight = sights[index];
    if (sight.kind == Kind.Way) {
      const to = destination(sight.object);
      if (way === null && to !== null && !to.sameAs(place)) way = to;
    } else if (!sight.object.sameAs(actor())) {
      return notice(`${capitalised(sight.name)} is still in ${name}. Empty the place first.`);
    }
  }
  if (way === null) return notice(`${capitalised(name)} has no way out for you to leave by.`);
  if (!actor().moveTo(way).isOk) return notice(`${capitalised(the(way))} holds all it can.`);
  forgetPlace(place);
  const recycled = building.recycle(place);
  if (!recycled.isOk) return refuse(recycled.err, name);
  act(`{actor} {unmake|unmakes} ${plain(name)}.`);
  call.send('look', []);
}
