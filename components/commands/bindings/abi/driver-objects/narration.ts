// How values of driver:objects/narration@0.1.0 cross the component boundary.
// Generated from WIT by host/bindgen; changes are overwritten.

import { Tone } from '../../driver-objects/narration';
import { Handle } from '../../driver-objects/objects';
import { lend_Handle } from './objects';

// @ts-ignore: decorator
@external("driver:objects/narration@0.1.0", "tell")
declare function core_tell(to: i32, tone: i32, text_1: i32, text_2: i32): void;

export function call_tell(to: Handle, tone: Tone, text: string): void {
  core_tell(lend_Handle(to), tone, changetype<usize>(text), text.length);
}

// @ts-ignore: decorator
@external("driver:objects/narration@0.1.0", "act")
declare function core_act(tone: i32, line_1: i32, line_2: i32): void;

export function call_act(tone: Tone, line: string): void {
  core_act(tone, changetype<usize>(line), line.length);
}

// @ts-ignore: decorator
@external("driver:objects/narration@0.1.0", "act-in")
declare function core_actIn(place: i32, tone: i32, line_1: i32, line_2: i32): void;

export function call_actIn(place: Handle, tone: Tone, line: string): void {
  core_actIn(lend_Handle(place), tone, changetype<usize>(line), line.length);
}
