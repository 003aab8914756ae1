// How values of driver:objects/chance@0.1.0 cross the component boundary.
// Generated from WIT by host/bindgen; changes are overwritten.

// @ts-ignore: decorator
@external("driver:objects/chance@0.1.0", "roll")
declare function core_roll(sides: i32): i32;

export function call_roll(sides: u32): u32 {
  return core_roll(sides);
}
