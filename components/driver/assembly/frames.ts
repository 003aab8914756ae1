import { enterCall, leaveCall } from './dispatch/frame';

/** A program is about to run for one verb of one message. */
export function enter(frame: Uint8Array): void {
  enterCall(frame);
}

/** The program has returned. */
export function leave(): Uint8Array {
  return leaveCall();
}
