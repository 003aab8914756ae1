export { ComponentError, OutOfFuel, Trap } from './errors.ts';
export type { ComponentErrorCode } from './errors.ts';
export { DEFAULT_LIMITS } from './limits.ts';
export type { Limits } from './limits.ts';
export { MAX_FUEL, Meter } from './meter.ts';
export { hostResource } from './host-resource.ts';
export type { HostResource } from './host-resource.ts';
export { describeComponent, loadComponent, loadComponentSync } from './component.ts';
export type {
  Component,
  ComponentFunction,
  ExportedInterface,
  ImportedInterface,
  Instance,
  InstantiateOptions,
} from './component.ts';
export type { FunctionDescription, InterfaceDescription, NamedTypeDescription } from './description.ts';
