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

/** Who builds. */
export function actor(): Handle {
  const known = actorOfCall;
  if (known !== null) return known;
  const asked = keep(call.actor());
  actorOfCall = asked;
  return asked;
}

/** Where the builder is, or null for somebody nowhere. */
export function here(): Handle | null {
  const place = call.here();
  return place === null ? null : keep(place);
}

/** The object in a role. */
export function object(role: string): Handle {
  const found = call.object(role);
  if (found === null) throw new Error(`the message ${call.selector()} has no object in the role ${role}`);
  return keep(found);
}

/** What an object holds and lists. */
export function contents(holding: Handle): Sight[] {
  const sights = holding.sights(null);
  for (let index = 0; index < sights.length; index++) kept.push(sights[index].object);
  return sights;
}

/** Where an exit leads, or null. */
export function destination(exit: Handle): Handle | null {
  const result = exit.get('exit/to');
  if (!result.isOk) return null;
  const value = result.ok;
  return value.isObject ? keep(value.asObject) : null;
}

/** Drops every handle of the call. */
export function release(): void {
  for (let index = 0; index < kept.length; index++) kept[index].drop();
  kept.length = 0;
  actorOfCall = null;
}
