import { createHash } from 'node:crypto';
import { CompiledModules } from './compiled.ts';
import { decodeComponent } from './decode.ts';
import { describeExports, describeImports } from './describe.ts';
import type { InterfaceDescription } from './description.ts';
import { elaborate } from './elaborate.ts';
import { POISONED } from './guard.ts';
import { completeLimits, type Limits } from './limits.ts';
import { link, offers } from './link.ts';
import { Meter } from './meter.ts';
import { camelCase, functionLabel } from './names.ts';
import type { Entity, Plan } from './plan.ts';
import { Runtime } from './runtime.ts';

/** A value of a WIT type as JavaScript sees it (see `index.ts`). */

export type ComponentFunction = (...values: any[]) => any;

/** Host functions by WIT function name (`clear-all`, `[method]handle.name`). */
export interface ImportedInterface {
  readonly [name: string]: unknown;
}

/** An instance's exported interface: functions by WIT name in camel case. Can be given as an import to another instance. */
export interface ExportedInterface {
  readonly [name: string]: ComponentFunction;
}

export interface InstantiateOptions {
  /** By full name with version: `kernel:store/slots@0.1.0`. */
  imports: Record<string, ImportedInterface | ComponentFunction>;
  /** Without one, each call of the host has fuel for about a second. */
  meter?: Meter;
  limits?: Partial<Limits>;
}

export interface Component {
  readonly name: string;
  /** SHA-256 of the binary, 64 hexadecimal characters. */
  readonly hash: string;
  readonly imports: readonly InterfaceDescription[];
  readonly exports: readonly InterfaceDescription[];
  instantiate(options: InstantiateOptions): Instance;
}

export interface Instance {
  readonly exports: Record<string, any>;
  /** A call trapped; every later call traps too. */
  readonly poisoned: boolean;
  /** Drops what the instance holds. Every later call traps. */
  dispose(): void;
}

/** Fuel of each call into an instance without a meter: about a second of guest code. */
const CALL_FUEL = 500_000_000;

/** Reads, validates, instruments and compiles a component. Throws `ComponentError`. `name` is for messages. */
export async function loadComponent(bytes: Uint8Array, options: { name: string }): Promise<Component> {
  const own = Uint8Array.from(bytes);
  const plan = elaborate(own, decodeComponent(own));
  const compiled = await CompiledModules.compile(plan);
  return new LoadedComponent(options.name, own, plan, compiled);
}

/** The same, before it returns: for a component that arrives inside a call. Also throws for one over the default limits. */
export function loadComponentSync(bytes: Uint8Array, options: { name: string }): Component {
  const own = Uint8Array.from(bytes);
  const plan = elaborate(own, decodeComponent(own));
  return new LoadedComponent(options.name, own, plan, CompiledModules.compileSync(plan));
}

/** What a component imports and exports, without compiling it. Throws `ComponentError`. */
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

  constructor(name: string, bytes: Uint8Array, plan: Plan, compiled: CompiledModules) {
    this.name = name;
    this.hash = createHash('sha256').update(bytes).digest('hex');
    this.imports = describeImports(plan);
    this.exports = describeExports(plan);
    this.#plan = plan;
    this.#compiled = compiled;
  }

  instantiate(options: InstantiateOptions): Instance {
    const limits = completeLimits(options.limits);
    const meter = options.meter ?? new Meter(CALL_FUEL);
    const refill = options.meter === undefined ? () => void (meter.remaining = CALL_FUEL) : undefined;
    const modules = this.#compiled.for(limits);
    const bindings = link(this.name, this.#plan, options.imports);
    return new ComponentInstance(
      new Runtime({ name: this.name, plan: this.#plan, modules, bindings, meter, refill, limits }),
    );
  }
}

class ComponentInstance implements Instance {
  readonly exports: Instance['exports'];
  readonly #runtime: Runtime;

  constructor(runtime: Runtime) {
    this.#runtime = runtime;
    const exports: Instance['exports'] = {};
    for (const [name, entity] of runtime.plan.exports) {
      if (entity.sort === 'instance') exports[name] = exportedInterface(runtime, name, entity.exports);
      if (entity.sort === 'func') exports[camelCase(name)] = runtime.exported(entity.func, name);
    }
    this.exports = Object.freeze(exports);
  }

  get poisoned(): boolean {
    return this.#runtime.root.state === POISONED;
  }

  dispose(): void {
    this.#runtime.dispose();
  }
}

function exportedInterface(runtime: Runtime, name: string, members: ReadonlyMap<string, Entity>): ExportedInterface {
  const object: Record<string, ComponentFunction> = {};
  for (const [member, entity] of members) {
    if (entity.sort !== 'func') continue;
    object[camelCase(member)] = runtime.exported(entity.func, functionLabel(name, member)) as ComponentFunction;
  }
  offers.set(object, { runtime, exports: members });
  return Object.freeze(object);
}
