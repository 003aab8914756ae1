import type { Limits } from './limits.ts';

/** What is wrong with a component, before any of it runs. */
export type ComponentErrorCode =
  /** The binary breaks the format or the rules of the component model; `offset` says where. */
  | 'invalid'
  /** The binary uses a feature this runtime does not carry out; the message names it. */
  | 'unsupported'
  /** The component cannot be joined to the imports it was given. */
  | 'link';

/** A component was refused. `offset` is the byte in its binary, where there is one. */
export class ComponentError extends Error {
  readonly code: ComponentErrorCode;
  readonly offset?: number;
  /** The limit that an instance would pass from its start; with code `link`. */
  readonly limit?: keyof Limits;

  constructor(
    code: ComponentErrorCode,
    message: string,
    offset?: number,
    options?: ErrorOptions & { limit?: keyof Limits },
  ) {
    super(offset === undefined ? message : `${message} (at byte ${offset})`, options);
    this.name = 'ComponentError';
    this.code = code;
    if (offset !== undefined) this.offset = offset;
    if (options?.limit !== undefined) this.limit = options.limit;
  }
}

interface TrapOptions extends ErrorOptions {
  /** The part of a signature that was being lifted or lowered. */
  readonly place?: string;
  readonly source?: string;
  readonly trace?: readonly string[];
}

/** What stands for the name of a function that only other parts of its component call. */
export const NESTED_FUNCTION = 'a function of a nested component';

/**
 * A call into a component ended without a result. The instance (and every instance whose frames were unwound) is
 * poisoned: its memory may be half written, so every later call to it traps too. `cause` is the original error.
 */
export class Trap extends Error {
  readonly #place: string;
  /** Name of the component that trapped, as given to `loadComponent`. */
  readonly component: string;
  /** The function that was running, such as `kernel:net/receiver.receive`. */
  readonly function: string;
  /** Why it ended. */
  readonly reason: string;
  /** Where in the author's source, as far as it is known: `assembly/tower.ts:12:5`. */
  readonly source: string | undefined;
  /** The guest's frames, innermost first: `strike (assembly/tower.ts:12:5)`; only the name where the place is not known. */
  readonly trace: readonly string[];

  constructor(component: string, functionName: string, reason: string, options?: TrapOptions) {
    const place = options?.place === undefined ? '' : ` ${options.place}`;
    const source = options?.source === undefined ? '' : ` at ${options.source}`;
    super(messageOf(component, functionName, place, reason, source), options);
    this.#place = place;
    this.name = 'Trap';
    this.component = component;
    this.function = functionName;
    this.reason = reason;
    this.source = options?.source;
    this.trace = options?.trace ?? [];
  }

  /** Names the function that was called, when the one that trapped is inside of a component and has no name that anybody knows. */
  calledAs(functionName: string): this {
    if (this.function !== NESTED_FUNCTION || functionName === NESTED_FUNCTION) return this;
    const { component, reason, message, stack } = this;
    const source = this.source === undefined ? '' : ` at ${this.source}`;
    const named = messageOf(component, functionName, this.#place, reason, source);
    const text = stack?.replace(message, () => named);
    return Object.assign(this, { function: functionName, message: named, ...(text !== undefined && { stack: text }) });
  }
}

function messageOf(component: string, functionName: string, place: string, reason: string, source: string): string {
  return `${component}: ${functionName}${place}: ${reason}${source}`;
}

/** A host function that the guest called threw: the fault is the host's, and so is the reason. `cause` is what was thrown. */
export class HostFunctionFailed extends Trap {
  constructor(component: string, functionName: string, reason: string, options: ErrorOptions) {
    super(component, functionName, `the host's function threw: ${reason}`, options);
    this.name = 'HostFunctionFailed';
  }
}

/** The guest passed one of its limits; the message says its value. `cause` is what found out. */
export class LimitExceeded extends Trap {
  readonly limit: keyof Limits;

  constructor(component: string, functionName: string, limit: keyof Limits, reason: string, options?: TrapOptions) {
    super(component, functionName, reason, options);
    this.name = 'LimitExceeded';
    this.limit = limit;
  }
}

/** The meter ran dry. `cause` is the WebAssembly error that stopped the guest. */
export class OutOfFuel extends Trap {
  constructor(component: string, functionName: string, options?: TrapOptions) {
    super(component, functionName, 'out of fuel', options);
    this.name = 'OutOfFuel';
  }
}
