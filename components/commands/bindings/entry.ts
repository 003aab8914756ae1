// Everything that a component of atrium:worlds/program@0.1.0 is called through.
// Generated from WIT by host/bindgen; changes are overwritten.

export { cabi_realloc } from './abi/memory';
export * from './entry/kernel-program-entry';
