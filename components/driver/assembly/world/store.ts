import * as slots from '../../bindings/kernel-store/slots';
import { Result, Unit } from '../../bindings/types';
import { noteWritten } from './written';

/** Sets a slot that cannot be refused but for the limits of a task: passing those ends the task, and nothing of it is kept. */
export function writeSlot(oid: u64, name: string, value: Uint8Array): void {
  const written = slots.set(oid, name, value);
  if (!written.isOk) throw new Error('a slot could not be written: ' + refusal(written));
  noteWritten(oid);
}

/** Clears all slots of an object. */
export function clearObject(oid: u64): void {
  slots.clearAll(oid);
  noteWritten(oid);
}

function refusal(written: Result<Unit, slots.WriteError>): string {
  const error = written.err;
  if (error.isBadName) return 'its name is empty or too long';
  if (error.isValueTooLarge) return 'its value has ' + error.asValueTooLarge.toString() + ' bytes';
  if (error.isNotUnique) return 'its value is taken by object ' + error.asNotUnique.toString();
  return 'the task has written too much';
}
