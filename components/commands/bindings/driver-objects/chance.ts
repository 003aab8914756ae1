// driver:objects/chance@0.1.0, imported.
// Generated from WIT by host/bindgen; changes are overwritten.

/** Luck. */

import { call_roll } from '../abi/driver-objects/chance';

/** A whole number from 1 to `sides`, each as likely; 0 when `sides` is 0. */
export function roll(sides: u32): u32 {
  return call_roll(sides);
}
