import { createHash } from 'node:crypto';
import { CompiledModules } from './compiled.ts';
import { decodeComponent } from './decode.ts';
import { ComponentError } from './errors.ts';
import { describeExports, describeImports } from './describe.ts';
import type { InterfaceDescription } from './description.ts';
import { elaborate } from './elaborate.ts';
import { POISONED } from './guard.ts';
import { completeLimits, type Limits } from './limits.ts';
import { link, offers } from './link.ts';
import { Meter } from './meter.ts';
import { camelCase, functionLabel } from './names.ts';
import type { Pace } from './glue.ts';
import type { ComponentFunctionSource, Entity, Plan } from './plan.ts';
import { Runtime } from './runtime.ts';

/** A value of a WIT type as JavaScript sees it (see `index.ts`). */

export type ComponentFunction = (...values: any[]) => any;

/** Host functions by WIT function name (`clear-all`, `[method]handle.name`). */
export interface ImportedInterface {
  readonly [name: string]: unknown;
}

/** An instance's exported interface: functions and the instances within it by WIT name in camel case. Can be given as an import to another instance. */
export interface ExportedInterface {
  readonly [name: string]: ComponentFunction | ExportedInterface;
}

export interface InstantiateOptions {
  /** By full name with version: `kernel:store/slots@0.1.0`. */
  imports: Record<string, ImportedInterface | ComponentFunction>;
  /** Without one, each call of the host has fuel for a quarter of a second of guest code, or a few seconds of the slowest. */
  meter?: Meter;
  /** In place of those that the component was loaded for. */
  limits?: Partial<Limits>;
}

/** An instance's functions by WIT name in camel case, each answering by a promise. Can be given as an import to another instance. */
export interface SuspendingInterface {
  readonly [name: string]: (...values: any[]) => Promise<any>;
}

export interface Component {
  readonly name: string;
  /** SHA-256 of the binary, 64 hexadecimal characters. */
  readonly hash: string;
  readonly imports: readonly InterfaceDescription[];
  readonly exports: readonly InterfaceDescription[];
  /** An instance whose calls answer before they return. Throws `ComponentError` for imports that are missing, do not fit, or suspend. */
  instantiate(options: InstantiateOptions): Instance;
  /**
   * An instance that may import functions marked by `suspending`: while one is waited for, its guest is suspended, and may not be
   * entered. Calls that cannot reach such a function run as in the other kind of instance.
   */
  instantiateSuspending(options: InstantiateOptions): Promise<SuspendingInstance>;
}

export interface Instance {
  readonly exports: Record<string, any>;
  /** A call trapped; every later call traps too. */
  readonly poisoned: boolean;
  /** Drops what the instance holds. Every later call traps. */
  dispose(): void;
}

export interface SuspendingInstance {
  /** As of `Instance`, but every function returns a promise. */
  readonly exports: Record<string, any>;
  /** A call trapped; every later call traps too. */
  readonly poisoned: boolean;
  /** Drops what the instance holds, once every destructor has finished. Every later call traps. Rejects while a call is running. */
  dispose(): Promise<void>;
}

/** Fuel of each call into an instance without a meter: a quarter of a second of guest code as a rule, a few seconds at the worst. */
const CALL_FUEL = 500_000_000;

export interface LoadOptions {
  /** For messages. */
  name: string;
  /** For instances that are not given others; the component is compiled for these. Those left out have their default. */
  limits?: Partial<Limits>;
}

/** Reads, validates, instruments and compiles a component. Throws `ComponentError`. */
export async function loadComponent(bytes: Uint8Array, options: LoadOptions): Promise<Component> {
  const own = Uint8Array.from(bytes);
  const limits = completeLimits(options.limits);
  const plan = elaborate(own, decodeComponent(own));
  return new LoadedComponent(options.name, own, plan, await CompiledModules.compile(plan, limits), limits);
}

/** The same, before it returns: for a component that arrives inside a call. Also throws for one over the limits. */
export function loadComponentSync(bytes: Uint8Array, options: LoadOptions): Component {
  const own = Uint8Array.from(bytes);
  const limits = completeLimits(options.limits);
  const plan = elaborate(own, decodeComponent(own));
  return new LoadedComponent(options.name, own, plan, CompiledModules.compileSync(plan, limits), limits);
}

/** What a valid component imports and exports, without compiling it: the code of its core modules is not looked at. Throws `ComponentError`. */
export function describeComponent(bytes: Uint8Array): {
  imports: readonly InterfaceDescription[];
  exports: readonly InterfaceDescription[];
} {
  const plan = elaborate(bytes, decodeComponent(bytes));
  return { imports: describeImports(plan), exports: describeExports(plan) };
}

class LoadedComponent implements Component {
  readonly name: string;
  readonly hash: string;
  readonly imports: readonly InterfaceDescription[];
  readonly exports: readonly InterfaceDescription[];
  readonly #plan: Plan;
  readonly #compiled: CompiledModules;
  readonly #limits: Limits;

  constructor(name: string, bytes: Uint8Array, plan: Plan, compiled: CompiledModules, limits: Limits) {
    this.name = name;
    this.hash = createHash('sha256').update(bytes).digest('hex');
    this.imports = describeImports(plan);
    this.exports = describeExports(plan);
    this.#plan = plan;
    this.#compiled = compiled;
    this.#limits = limits;
  }

  instantiate(options: InstantiateOptions): Instance {
    const { runtime, modules } = this.#prepare(options, 'direct');
    runtime.start(modules);
    return new ComponentInstance(runtime);
  }

  async instantiateSuspending(options: InstantiateOptions): Promise<SuspendingInstance> {
    const { runtime, modules } = this.#prepare(options, 'suspending');
    await runtime.startSuspending(modules);
    return new SuspendingComponentInstance(runtime);
  }

  #checkSize(limits: Limits): void {
    const { steps, parents, modules } = this.#plan;
    const memories = steps.reduce((sum, step) => sum + modules[step.module]!.memories, 0);
    const counts = { instances: steps.length + parents.length, memories };
    for (const name of ['instances', 'memories'] as const) {
      if (counts[name] <= limits[name]) continue;
      const reason = `${this.name}: it has ${counts[name]} ${name}, over the limit ${name} of ${limits[name]}`;
      throw new ComponentError('link', reason, undefined, { limit: name });
    }
  }

  /** Links the component to its imports; nothing of it has run yet. */
  #prepare(options: InstantiateOptions, pace: Pace): { runtime: Runtime; modules: readonly WebAssembly.Module[] } {
    const limits = completeLimits({ ...this.#limits, ...options.limits });
    const meter = options.meter ?? new Meter(CALL_FUEL);
    const refill = options.meter === undefined ? () => void (meter.remaining = CALL_FUEL) : undefined;
    this.#checkSize(limits);
    const modules = this.#compiled.for(limits);
    const bindings = link(this.name, this.#plan, options.imports, pace);
    return { runtime: new Runtime({ name: this.name, plan: this.#plan, bindings, meter, refill, limits }), modules };
  }
}

type Call = (func: ComponentFunctionSource, label: string) => ComponentFunction;

class ComponentInstance implements Instance {
  readonly exports: Instance['exports'];
  readonly #runtime: Runtime;

  constructor(runtime: Runtime) {
    this.#runtime = runtime;
    this.exports = exportsOf(runtime, (func, label) => runtime.exported(func, label) as ComponentFunction);
  }

  get poisoned(): boolean {
    return this.#runtime.root.state === POISONED;
  }

  dispose(): void {
    this.#runtime.dispose();
  }
}

class SuspendingComponentInstance implements SuspendingInstance {
  readonly exports: SuspendingInstance['exports'];
  readonly #runtime: Runtime;

  constructor(runtime: Runtime) {
    this.#runtime = runtime;
    this.exports = exportsOf(runtime, (func, label) => {
      const call = runtime.exported(func, label) as ComponentFunction;
      return async (...values) => call(...values);
    });
  }

  get poisoned(): boolean {
    return this.#runtime.root.state === POISONED;
  }

  dispose(): Promise<void> {
    return this.#runtime.disposeSuspending();
  }
}

/** What the host sees of an instance: interfaces and functions of its own by name. Exported core modules and components it does not see. */
function exportsOf(runtime: Runtime, call: Call): Record<string, any> {
  const exports: Record<string, any> = {};
  for (const [name, entity] of runtime.plan.exports) {
    if (entity.sort === 'instance') exports[name] = exportedInterface(runtime, name, entity.exports, call);
    if (entity.sort === 'func') exports[camelCase(name)] = call(entity.func, name);
  }
  return Object.freeze(exports);
}

function exportedInterface(
  runtime: Runtime,
  name: string,
  members: ReadonlyMap<string, Entity>,
  call: Call,
): ExportedInterface {
  const object: Record<string, ComponentFunction | ExportedInterface> = {};
  for (const [member, entity] of members) {
    if (entity.sort === 'func') object[camelCase(member)] = call(entity.func, functionLabel(name, member));
    if (entity.sort === 'instance') {
      object[camelCase(member)] = exportedInterface(runtime, `${name}.${member}`, entity.exports, call);
    }
  }
  offers.set(object, { runtime, exports: members });
  return Object.freeze(object);
}
