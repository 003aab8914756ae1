// How kernel:program/entry@0.1.0 is called.
// Generated from WIT by host/bindgen; changes are overwritten.

import * as author from '../../assembly/entry';
import { finish_call } from '../abi/memory';

/** wit/kernel-program/programs.wit:60:3 */
export function kernelProgramEntry_run(): void {
  author.run();
  finish_call();
}
