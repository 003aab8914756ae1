/**
 * A runtime for WebAssembly components (component model 0.2), for use by any host.
 *
 * Values of WIT types in JavaScript:
 *
 *     bool                        boolean
 *     s8 u8 s16 u16 s32 u32       number, whole and in range
 *     s64 u64                     bigint in range
 *     f32 f64                     number
 *     char                        string of one character
 *     string                      string; from the host, half surrogate pairs become U+FFFD
 *     list<u8>                    Uint8Array, a copy of its own; so for each list of numbers its typed array
 *     list<T>                     Array
 *     record                      object, field names in camel case
 *     tuple                       Array
 *     variant                     { tag, val }, or { tag } for a case without payload
 *     enum                        string, as WIT writes it
 *     flags                       object of booleans, names in camel case
 *     option<T>                   T or undefined; { tag: 'some', val } or { tag: 'none' } when T is itself an option
 *     result<T, E>                { tag: 'ok', val } or { tag: 'err', val }: returned, never thrown
 *     own<R> borrow<R>            ResourceHandle for a guest's resource; for a host's resource the host's own value
 *
 * A function that answers later is marked by `suspending`; an instance that imports one is made by `instantiateSuspending`, and its
 * exports return promises.
 *
 * A value of another type traps. Exported functions have their WIT name in camel case (`clearAll`), those of resources keep it
 * (`[method]handle.name`); imported functions are given under their WIT name (`clear-all`).
 */

export { ComponentError, HostFunctionFailed, LimitExceeded, OutOfFuel, Trap } from './errors.ts';
export type { ComponentErrorCode } from './errors.ts';
export { printable } from './printable.ts';
export { DEFAULT_LIMITS } from './limits.ts';
export type { Limits } from './limits.ts';
export { MAX_FUEL, Meter } from './meter.ts';
export { SOURCE_PLACES } from './source-places.ts';
export { hostResource } from './host-resource.ts';
export type { HostResource } from './host-resource.ts';
export type { ResourceHandle } from './handles.ts';
export { InstancePool } from './pool.ts';
export type { PoolOptions } from './pool.ts';
export { suspending } from './suspending.ts';
export { describeComponent, loadComponent, loadComponentSync } from './component.ts';
export type {
  Component,
  ComponentFunction,
  ExportedInterface,
  ImportedInterface,
  Instance,
  InstantiateOptions,
  LoadOptions,
  SuspendingInstance,
  SuspendingInterface,
} from './component.ts';
export type { FunctionDescription, InterfaceDescription, NamedTypeDescription } from './description.ts';
