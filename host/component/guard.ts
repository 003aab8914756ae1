import { CallClock } from './call-clock.ts';
import { HostFunctionFailed, LimitExceeded, OutOfFuel, Trap } from './errors.ts';
import { HandleTable } from './handles.ts';
import { OverLimit, type Limits } from './limits.ts';
import { FuelSpent, type Meter } from './meter.ts';
import type { Explanation } from './explain.ts';

/** May be entered. */
export const IDLE = 0;
/** Runs, and may call imports. */
export const RUNNING = 1;
/** Runs its realloc or post-return, in which it may not call imports (canonical ABI: may_leave). */
export const SEALED = 2;
/** A call trapped; nothing may be called. */
export const POISONED = 3;
/** Given up by the host. */
export const DISPOSED = 4;

/** What V8 says when the stack is full. */
const STACK_EXHAUSTED = /call stack/i;

/** The limit that an error found passed, if it did. */
function overLimit(error: unknown): OverLimit | undefined {
  if (isA(error, OverLimit)) return error;
  if (!isA(error, RangeError) || !STACK_EXHAUSTED.test(reasonOf(error))) return undefined;
  return new OverLimit('callDepth', "calls are nested deeper than the engine's stack");
}

function reasonOf(error: unknown): string {
  try {
    return isA(error, Error) ? `${error.message}` : String(error);
  } catch {
    return 'something that cannot be shown';
  }
}

/** The same as `instanceof`, of whatever a host may throw: a proxy can refuse to be asked. */
function isA<T>(error: unknown, type: abstract new (...args: any[]) => T): error is T {
  try {
    return error instanceof type;
  } catch {
    return false;
  }
}

/**
 * What stands between a component instance and its callers: whether it may be entered or left, and its handles. The guard of
 * the root covers the whole instance: when anything inside traps, the root is poisoned.
 */
export class Guard {
  state: typeof IDLE | typeof RUNNING | typeof SEALED | typeof POISONED | typeof DISPOSED = IDLE;
  readonly component: string;
  readonly root: Guard;
  /** The instance it was instantiated in; none for the root. */
  readonly parent: Guard | undefined;
  readonly handles: HandleTable;
  readonly meter: Meter;
  /** Of the root, for all that stand in it. */
  readonly clock: CallClock;
  readonly callDepth: number;
  /** Of the root: what the guest's modules say of an error of the engine. */
  explain: ((error: WebAssembly.RuntimeError) => Explanation) | undefined;

  constructor(component: string, parent: Guard | undefined, meter: Meter, limits: Limits) {
    this.component = component;
    this.root = parent?.root ?? this;
    this.parent = parent;
    this.meter = meter;
    this.clock = parent?.clock ?? new CallClock(limits.wallClockMs);
    this.callDepth = limits.callDepth;
    this.handles = new HandleTable(limits.handles);
  }

  /** Whether nothing of the whole instance may ever run again. */
  get gone(): boolean {
    return this.root.state === POISONED || this.root.state === DISPOSED;
  }

  /** Whether an instance is this one or stands in it. */
  holds(instance: Guard | undefined): boolean {
    for (let at = instance; at !== undefined; at = at.parent) if (at === this) return true;
    return false;
  }

  /**
   * Whether a call may enter this instance and those around it, up to the first that holds the caller (none: the host) and so is
   * entered already (canonical ABI: may_enter_from, entering_set).
   */
  mayEnter(caller: Guard | undefined): boolean {
    for (let at: Guard | undefined = this; at !== undefined && !at.holds(caller); at = at.parent) {
      if (at.state !== IDLE) return false;
    }
    return true;
  }

  /** Enters them; refuses when one of them may not be entered. */
  enter(caller: Guard | undefined, label: string): void {
    if (!this.mayEnter(caller)) this.refuse(label);
    if (caller?.root !== this.root) this.clock.begin(caller?.clock);
    for (let at: Guard | undefined = this; at !== undefined && !at.holds(caller); at = at.parent) at.state = RUNNING;
  }

  /** Leaves them again. */
  leave(caller: Guard | undefined): void {
    if (caller?.root !== this.root) this.clock.caller = undefined;
    for (let at: Guard | undefined = this; at !== undefined && !at.holds(caller); at = at.parent) at.state = IDLE;
  }

  /** Says why a call cannot enter, as a trap that poisons nothing further. */
  refuse(label: string): never {
    const { state } = this.root.state === IDLE ? this : this.root;
    if (state === POISONED)
      throw new Trap(this.component, label, 'the instance trapped before and cannot be called again');
    if (state === DISPOSED) throw new Trap(this.component, label, 'the instance was disposed of');
    throw new Trap(this.component, label, 'the instance is running and cannot be entered again');
  }

  /** Says why a trampoline cannot be called. */
  refuseLeave(label: string): never {
    throw new Trap(this.component, label, 'called from realloc or post-return, in which no import may be called');
  }

  /** One call too many in another. */
  refuseDepth(): never {
    throw new OverLimit('callDepth', `calls are nested deeper than ${this.callDepth}`);
  }

  /** Poisons the instance and gives the error its name. A trap keeps the name it got where it happened, if that is known outside. */
  trap(error: unknown, label: string, place?: string): Trap {
    this.root.state = POISONED;
    this.state = POISONED;
    if (isA(error, Trap)) return error.calledAs(label);
    const fault = isA(error, WebAssembly.RuntimeError) ? error : undefined;
    const explanation = fault && this.#explain(fault);
    const { source, trace = [] } = explanation ?? {};
    const options = { cause: error, trace, ...(place && { place }), ...(source !== undefined && { source }) };
    if (isA(error, FuelSpent) || (fault !== undefined && this.meter.remaining < 0)) {
      return new OutOfFuel(this.component, label, options);
    }
    const over = overLimit(error);
    if (over !== undefined) return new LimitExceeded(this.component, label, over.limit, over.message, options);
    return new Trap(this.component, label, explanation?.reason ?? reasonOf(error), options);
  }

  #explain(fault: WebAssembly.RuntimeError): Explanation | undefined {
    try {
      return this.root.explain?.(fault);
    } catch {
      return undefined; // Hardly any stack is left.
    }
  }

  /** A host function threw. */
  hostFailure(error: unknown, label: string): Trap {
    if (isA(error, Trap)) return error;
    if (isA(error, FuelSpent)) return new OutOfFuel(this.component, label, { cause: error });
    const over = overLimit(error);
    if (over !== undefined) return new LimitExceeded(this.component, label, over.limit, over.message, { cause: error });
    return new HostFunctionFailed(this.component, label, reasonOf(error), { cause: error });
  }
}
