import { Handle } from '../bindings/driver-objects/objects';
import * as people from '../bindings/driver-objects/people';
import { keep } from './roles';

/** Whether somebody is behind a person at the moment. */
export function isAwake(person: Handle): bool {
  const awake = people.connected();
  let found = false;
  for (let index = 0; index < awake.length; index++) if (keep(awake[index].object).sameAs(person)) found = true;
  return found;
}
