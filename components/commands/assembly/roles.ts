import * as call from '../bindings/driver-objects/call';
import { Handle, Sight } from '../bindings/driver-objects/objects';

// A handle is an entry in this component's table until it is dropped, and the instance outlives the call: so whatever a function
// is given is kept here, and the entry releases it all when the function has returned.
const kept: Handle[] = [];
let actorOfCall: Handle | null = null;

/** Has a handle dropped when the call is over. */
export function keep(handle: Handle): Handle {
  kept.push(handle);
  return handle;
}

/** Who acts. */
export function actor(): Handle {
  const known = actorOfCall;
  if (known !== null) return known;
  const asked = keep(call.actor());
  actorOfCall = asked;
  return asked;
}

/** Where the actor is, or null for somebody nowhere. */
export function here(): Handle | null {
  const place = call.here();
  return place === null ? null : keep(place);
}

/** The object in a role. A verb whose role is restricted always has one: calling this for another role is a mistake of the image. */
export function object(role: string): Handle {
  const found = call.object(role);
  if (found === null) throw new Error(`the message ${call.selector()} has no object in the role ${role}`);
  return keep(found);
}

/** Who and what holds a thing, or null. */
export function holder(thing: Handle): Handle | null {
  const place = thing.location();
  return place === null ? null : keep(place);
}

/** What an object holds and lists. */
export function contents(holding: Handle, except: Handle | null = null): Sight[] {
  const sights = holding.sights(except);
  for (let index = 0; index < sights.length; index++) kept.push(sights[index].object);
  return sights;
}

/** The selector's first word: "push" for `push:` and for `push:with:`. */
export function word(): string {
  const selector = call.selector();
  const colon = selector.indexOf(':');
  return colon < 0 ? selector : selector.substring(0, colon);
}

/** Drops every handle of the call. */
export function release(): void {
  for (let index = 0; index < kept.length; index++) kept[index].drop();
  kept.length = 0;
  actorOfCall = null;
}
