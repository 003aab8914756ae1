import { ResourceType } from './handles.ts';
import { isSuspending } from './suspending.ts';

/** A resource type that the host implements, given as an import under its WIT name. Keep one for each type, and use it again. */
export class HostResource {
  readonly type: ResourceType;

  constructor(type: ResourceType) {
    this.type = type;
  }
}

/**
 * Makes a resource type of the host. Functions that return it return any JavaScript value but undefined; that value is what
 * functions that take it (or its methods) get. `drop` runs when a guest drops it, or when its instance is disposed of; marked by
 * `suspending`, it suspends the guest until its promise settles.
 */
export function hostResource<T>(options: { name: string; drop?: (value: T) => unknown }): HostResource {
  const { name, drop } = options;
  const suspends = drop !== undefined && isSuspending(drop);
  return new HostResource(new ResourceType(name, undefined, suspends, (value: T) => drop?.(value)));
}
