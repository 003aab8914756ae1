// What `throw` and failed checks do: the call traps. assembly/abort.ts takes its place when there is one.
// Generated from WIT by host/bindgen; changes are overwritten.

export function abort(_message: string | null, _file: string | null, _line: u32, _column: u32): void {
  unreachable();
}
