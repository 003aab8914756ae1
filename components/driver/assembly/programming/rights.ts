import { ProgrammingError } from '../../bindings/driver-objects/programming';
import { deny } from '../authority/audit';
import { PROGRAM_WORLD, actsWith } from '../authority/powers';
import { PROGRAM } from '../authority/rights';
import { frame } from '../dispatch/frame';
import { Handle } from '../objects';
import { objectAt } from '../world/cache';
import { WorldObject } from '../world/world-object';

/** Who programs: the actor of the call. */
export function programmer(): WorldObject {
  return objectAt(frame().message.actor);
}

/** Why the running verb may not change definitions at all; null when it acts for a programmer. */
export function problemWithActor(): ProgrammingError | null {
  if (actsWith(PROGRAM_WORLD)) return null;
  deny('program as', programmer());
  return ProgrammingError.notAProgrammer();
}

/** Why an object may not be programmed through a handle; null when it may. */
export function problemWithHandle(handle: Handle): ProgrammingError | null {
  const problem = problemWithActor();
  if (problem !== null) return problem;
  const object = handle.object;
  if (!object.exists) return ProgrammingError.gone();
  if (mayProgram(handle)) return null;
  deny('program', object);
  return ProgrammingError.forbidden(label(object));
}

/** Whether a handle carries the right to program its object. */
export function mayProgram(handle: Handle): bool {
  return handle.allows(PROGRAM);
}

/** How sentences call an object: by its name in the directory when it has one. */
export function label(object: WorldObject): string {
  return object.identifier.length > 0 ? object.identifier : object.definiteName;
}
