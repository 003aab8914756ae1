import type { Guard } from './guard.ts';
import { OverLimit } from './limits.ts';

/** One resource type at run time. Two are the same type only if they are the same object. */
export class ResourceType {
  readonly name: string;
  /** The component instance that implements it; none for a resource of the host. */
  readonly owner: Guard | undefined;
  /** Whether its destructor may suspend: then `destroy` returns a promise. */
  readonly suspends: boolean;
  readonly destroy: Destroy;

  constructor(name: string, owner: Guard | undefined, suspends: boolean, destroy: Destroy) {
    this.name = name;
    this.owner = owner;
    this.suspends = suspends;
    this.destroy = destroy;
  }
}

/** Runs the destructor for one representation; `caller` is the instance that drops, none when the host does. */
export type Destroy = (representation: Representation, caller: Guard | undefined) => unknown;

/** What stands for a resource where it is implemented: an i32 of a guest, any value of the host. */
export type Representation = any;

/** Borrows handed out for the time of one call, to be given back before it returns. */
export class BorrowScope {
  /** Handles in the callee's table that it has not dropped. */
  open = 0;
  #lenders: HandleEntry[] | undefined;
  #hostLenders: ResourceHandle[] | undefined;
  #lent: ResourceHandle[] | undefined;

  lend(entry: HandleEntry): void {
    entry.lends++;
    (this.#lenders ??= []).push(entry);
  }

  lendHost(handle: ResourceHandle): void {
    ResourceHandle.lend(handle, 1);
    (this.#hostLenders ??= []).push(handle);
  }

  /** A handle for the host, which is void when the call is over. */
  borrowed(type: ResourceType, representation: Representation): ResourceHandle {
    const handle = ResourceHandle.borrowed(type, representation);
    (this.#lent ??= []).push(handle);
    return handle;
  }

  /** Ends every loan, also after a trap. */
  close(): void {
    if (this.#lenders !== undefined) for (const entry of this.#lenders) entry.lends--;
    if (this.#hostLenders !== undefined) for (const handle of this.#hostLenders) ResourceHandle.lend(handle, -1);
    if (this.#lent !== undefined) for (const handle of this.#lent) ResourceHandle.expire(handle);
  }

  /** The callee returned: what it borrowed must be dropped. */
  expectReturned(): void {
    if (this.open > 0) throw new Error(`${this.open} borrowed handles were not dropped before the call returned`);
  }
}

export class HandleEntry {
  readonly type: ResourceType;
  readonly representation: Representation;
  readonly own: boolean;
  readonly scope: BorrowScope | undefined;
  lends = 0;

  constructor(type: ResourceType, representation: Representation, own: boolean, scope: BorrowScope | undefined) {
    this.type = type;
    this.representation = representation;
    this.own = own;
    this.scope = scope;
  }
}

/** The handles of one component instance. Index 0 is never used; freed indices are used again. */
export class HandleTable {
  readonly #entries: (HandleEntry | undefined)[] = [undefined];
  readonly #free: number[] = [];
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get size(): number {
    return this.#entries.length - 1 - this.#free.length;
  }

  add(type: ResourceType, representation: Representation): number {
    return this.#insert(new HandleEntry(type, representation, true, undefined));
  }

  addBorrow(type: ResourceType, representation: Representation, scope: BorrowScope): number {
    scope.open++;
    return this.#insert(new HandleEntry(type, representation, false, scope));
  }

  #insert(entry: HandleEntry): number {
    const free = this.#free.pop();
    if (free !== undefined) {
      this.#entries[free] = entry;
      return free;
    }
    if (this.#entries.length > this.#limit) throw new OverLimit('handles', `over ${this.#limit} handles`);
    return this.#entries.push(entry) - 1;
  }

  get(index: number, type: ResourceType): HandleEntry {
    const entry = this.#entries[index];
    if (entry === undefined) throw new Error(`there is no handle ${index}`);
    if (entry.type !== type) throw new Error(`handle ${index} is of resource ${entry.type.name}, not ${type.name}`);
    return entry;
  }

  /** Removes an owning handle that is to move elsewhere; returns what it stands for. */
  take(index: number, type: ResourceType): Representation {
    const entry = this.get(index, type);
    if (!entry.own) throw new Error(`handle ${index} is borrowed and cannot be given away`);
    if (entry.lends > 0) throw new Error(`handle ${index} is lent and cannot be given away`);
    this.#entries[index] = undefined;
    this.#free.push(index);
    return entry.representation;
  }

  /** Drops a handle; runs the destructor when it owned, and returns its promise when it may suspend. */
  drop(index: number, type: ResourceType, caller: Guard): unknown {
    const entry = this.get(index, type);
    if (entry.lends > 0) throw new Error(`handle ${index} is lent and cannot be dropped`);
    this.#entries[index] = undefined;
    this.#free.push(index);
    if (entry.own) return type.destroy(entry.representation, caller);
    entry.scope!.open--;
    return undefined;
  }

  /** Who implements what the owning handles stand for. */
  owners(): Guard[] {
    const owners = this.#entries.flatMap((entry) => (entry?.own ? (entry.type.owner ?? []) : []));
    return [...new Set(owners)];
  }

  /** Takes out every owning handle, for an instance that is given up. */
  drain(): HandleEntry[] {
    const owned = this.#entries.filter((entry) => entry?.own) as HandleEntry[];
    this.#entries.length = 1;
    this.#free.length = 0;
    return owned;
  }
}

/**
 * A guest's resource in the hands of the host: opaque, of one type, unforgeable. An owning handle is the host's until it is passed
 * to a parameter that takes ownership or disposed of (`using handle = ...`, or `handle[Symbol.dispose]()`, which runs the guest's
 * destructor). A borrowed one is void when the call that brought it returns.
 */
export class ResourceHandle {
  #type: ResourceType;
  #representation: Representation;
  #owned: boolean;
  #lends = 0;
  #gone: string | undefined = undefined;

  private constructor(type: ResourceType, representation: Representation, owned: boolean) {
    this.#type = type;
    this.#representation = representation;
    this.#owned = owned;
    Object.freeze(this);
  }

  static owned(type: ResourceType, representation: Representation): ResourceHandle {
    return new ResourceHandle(type, representation, true);
  }

  static borrowed(type: ResourceType, representation: Representation): ResourceHandle {
    return new ResourceHandle(type, representation, false);
  }

  static #check(handle: unknown, type: ResourceType): ResourceHandle {
    if (typeof handle !== 'object' || handle === null || !(#type in handle)) {
      throw new TypeError(`expected a handle of resource ${type.name}`);
    }
    if (handle.#gone !== undefined) throw new TypeError(`this handle of resource ${type.name} ${handle.#gone}`);
    if (handle.#type !== type) {
      throw new TypeError(
        `expected a handle of resource ${type.name}, got one of another resource, ${handle.#type.name}`,
      );
    }
    return handle;
  }

  /** What a handle stands for, while it stays the host's. */
  static peek(handle: unknown, type: ResourceType): Representation {
    return ResourceHandle.#check(handle, type).#representation;
  }

  /** What an owning handle stands for; the handle is void afterwards. */
  static take(handle: unknown, type: ResourceType): Representation {
    const checked = ResourceHandle.#check(handle, type);
    if (!checked.#owned)
      throw new TypeError(`this handle of resource ${type.name} is borrowed and cannot be given away`);
    if (checked.#lends > 0) throw new TypeError(`this handle of resource ${type.name} is lent to a running call`);
    checked.#gone = 'was given away';
    return checked.#representation;
  }

  static lend(handle: ResourceHandle, change: 1 | -1): void {
    handle.#lends += change;
  }

  static expire(handle: ResourceHandle): void {
    handle.#gone = 'was borrowed for a call that is over';
  }

  /**
   * Runs the destructor of an owning handle. Disposing of a handle twice does nothing, nor of one whose instance is gone: the resource
   * went with it. A Trap says that the instance is running: try again later. A destructor that may suspend is refused with a TypeError:
   * dispose of the handle by `await using`.
   */
  [Symbol.dispose](): void {
    if (this.#type.suspends) {
      throw new TypeError(`the destructor of resource ${this.#type.name} may suspend: dispose of it by await using`);
    }
    this.#dispose();
  }

  /** The same for every handle, once a destructor that suspends has finished. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#dispose();
  }

  #dispose(): unknown {
    if (this.#gone !== undefined || !this.#owned) return undefined;
    if (this.#lends > 0) throw new TypeError(`this handle of resource ${this.#type.name} is lent to a running call`);
    const { owner, name } = this.#type;
    if (owner?.gone) return undefined;
    if (owner !== undefined && !owner.mayEnter(undefined)) owner.refuse(`[dtor]${name}`);
    this.#gone = 'was disposed of';
    return this.#type.destroy(this.#representation, undefined);
  }
}
