import { meterImports, pagesLeft, sharesPages } from './compiled.ts';
import { START_NAME } from './core-module.ts';
import { ComponentError, NESTED_FUNCTION, Trap } from './errors.ts';
import { explain } from './explain.ts';
import { exportFactory, importFactory, innerFactory } from './glue-cache.ts';
import * as tools from './glue-tools.ts';
import type { Entry } from './glue.ts';
import { DISPOSED, Guard, IDLE, POISONED, RUNNING } from './guard.ts';
import { ResourceType, type HandleEntry } from './handles.ts';
import type { Limits } from './limits.ts';
import { MemoryViews } from './memory.ts';
import { INNER_CALL_UNITS, type Meter } from './meter.ts';
import type {
  ComponentFunctionSource,
  CoreInstantiation,
  CoreItem,
  LiftedFunction,
  Options,
  Plan,
  Trampoline,
} from './plan.ts';
import { printable } from './printable.ts';
import { onStack, promising } from './stacks.ts';
import { isSuspending } from './suspending.ts';
import { Suspension } from './suspension.ts';
import type { Resource } from './types.ts';

/** What an imported function turned out to be. */
export type FunctionBinding =
  | { readonly kind: 'host'; readonly call: Function; readonly label: string }
  | { readonly kind: 'component'; readonly runtime: Runtime; readonly func: LiftedFunction; readonly label: string };

/** What a core instance imports. */
type CoreValue = WebAssembly.ExportValue | WebAssembly.Suspending;

/** What the imports of a plan are bound to. */
export interface Bindings {
  /** By declaration, then WIT name. */
  readonly functions: readonly ReadonlyMap<string, FunctionBinding>[];
  /** By index of the plan's resources; only the imported ones. */
  readonly resources: ReadonlyMap<number, ResourceType>;
}

export interface RuntimeOptions {
  readonly name: string;
  readonly plan: Plan;
  readonly bindings: Bindings;
  readonly meter: Meter;
  /** Fills the tank before each call of the host, where the instance has a meter of its own. */
  readonly refill: (() => void) | undefined;
  readonly limits: Limits;
}

/** One instance of a component: its guards, resource types and core instances. */
export class Runtime {
  readonly name: string;
  readonly plan: Plan;
  readonly guards: readonly Guard[];
  readonly resources: readonly ResourceType[];
  readonly #bindings: Bindings;
  readonly #limits: Limits;
  readonly #refill: (() => void) | undefined;
  readonly #meter: Meter;
  /** Pages that the memories may still grow by together; where there is only one, its own limit says it. */
  readonly #pages: WebAssembly.Global<'i32'> | undefined;
  readonly #suspension: Suspension;
  readonly #cores: Record<string, WebAssembly.ExportValue>[] = [];
  readonly #memories = new Map<CoreValue, MemoryViews>();

  constructor(options: RuntimeOptions) {
    const { name, plan, bindings, meter, limits } = options;
    this.name = name;
    this.plan = plan;
    this.#bindings = bindings;
    this.#limits = limits;
    this.#refill = options.refill;
    this.#meter = meter;
    if (sharesPages(plan)) this.#pages = pagesLeft(plan, limits);
    const guards: Guard[] = [];
    for (const parent of plan.parents) {
      guards.push(new Guard(name, parent === undefined ? undefined : guards[parent], meter, limits));
    }
    this.guards = guards;
    this.root.explain = (error) => explain(error, plan, this.#cores, limits);
    this.#suspension = new Suspension(plan, {
      func: (func) => bindingSuspends(bindings.functions[func.import]!.get(func.name)!),
      drop: (resource) => bindings.resources.get(resource.index)!.suspends,
    });
    this.resources = plan.resources.map((declaration) => {
      if (declaration.kind === 'imported') return bindings.resources.get(declaration.resource.index)!;
      return this.#definedResource(declaration.resource, guards[declaration.instance]!, declaration.destructor);
    });
  }

  get root(): Guard {
    return this.guards[0]!;
  }

  /** Whether a call into the instance may suspend. */
  get suspends(): boolean {
    return this.#suspension.any;
  }

  /** Whether calling this function of the plan may suspend. */
  suspendsIn(func: ComponentFunctionSource): boolean {
    return this.#suspension.func(func);
  }

  /** Makes the core instances in order; their start functions run here. */
  start(modules: readonly WebAssembly.Module[]): void {
    try {
      for (const step of this.plan.steps) {
        const guard = this.guards[step.instance]!;
        guard.enter(undefined, 'start');
        this.#instantiate(step, modules)?.();
        guard.leave(undefined);
      }
    } catch (error) {
      const failure = this.#startFailure(error);
      try {
        this.dispose();
      } catch {
        // What stopped the start is what matters; the other handles were dropped all the same.
      }
      throw failure;
    }
  }

  /** The same, for an instance whose start functions may suspend. */
  async startSuspending(modules: readonly WebAssembly.Module[]): Promise<void> {
    try {
      for (const [slot, step] of this.plan.steps.entries()) {
        const guard = this.guards[step.instance]!;
        guard.enter(undefined, 'start');
        const start = this.#instantiate(step, modules);
        if (start !== undefined && this.#suspension.slot(slot)) await onStack(() => promising(start)());
        else start?.();
        guard.leave(undefined);
      }
    } catch (error) {
      const failure = this.#startFailure(error);
      try {
        await this.disposeSuspending();
      } catch {
        // What stopped the start is what matters; the other handles were dropped all the same.
      }
      throw failure;
    }
  }

  /** Makes the next core instance; returns its start function, if it has one. */
  #instantiate(step: CoreInstantiation, modules: readonly WebAssembly.Module[]): Function | undefined {
    const given: Record<string, Record<string, CoreValue>> = {
      __proto__: null,
      ...meterImports(this.#meter, this.#pages),
    } as never;
    for (const { module, name, item } of step.imports) {
      (given[module] ??= { __proto__: null } as never)[name] = this.#item(item);
    }
    const { exports } = new WebAssembly.Instance(modules[step.module]!, given as never);
    this.#cores.push(exports);
    return exports[START_NAME] as Function | undefined;
  }

  #startFailure(error: unknown): Error {
    this.root.state = POISONED;
    if (error instanceof WebAssembly.LinkError) {
      return new ComponentError('link', `${this.name}: ${printable(error.message)}`, undefined, { cause: error });
    }
    return this.root.trap(error, 'start');
  }

  /** What a core instance imports for an item. */
  #item(item: CoreItem): CoreValue {
    if (item.kind === 'export') return this.#cores[item.slot]![item.name]!;
    const trampoline = this.#trampoline(this.plan.trampolines[item.index]!);
    return this.#suspension.item(item) ? new WebAssembly.Suspending(trampoline) : trampoline;
  }

  /** A core function as glue calls it: one that may suspend answers by a promise. */
  #core(item: CoreItem): Function {
    if (item.kind === 'trampoline') return this.#trampoline(this.plan.trampolines[item.index]!);
    const core = this.#item(item) as Function;
    return this.#suspension.item(item) ? promising(core) : core;
  }

  #definedResource(resource: Resource, owner: Guard, destructor: CoreItem | undefined): ResourceType {
    const label = `[dtor]${resource.name}`;
    const enter = (caller: Guard | undefined): void => {
      owner.enter(caller, label);
      if (caller === undefined) this.#refill?.();
    };
    if (destructor === undefined) {
      // Without a destructor the call is the same, and so is what refuses it (canonical ABI: canon resource.drop).
      return new ResourceType(resource.name, owner, false, (_, caller) => {
        if (!owner.mayEnter(caller)) owner.refuse(label);
      });
    }
    // Made by a core instance that exists only when something is dropped.
    let core: Function | undefined;
    if (!this.#suspension.drop(resource)) {
      return new ResourceType(resource.name, owner, false, (representation, caller) => {
        const run = (core ??= this.#core(destructor));
        if (caller === owner) return run(representation);
        enter(caller);
        try {
          run(representation);
        } catch (error) {
          throw owner.trap(error, label);
        }
        owner.leave(caller);
      });
    }
    return new ResourceType(resource.name, owner, true, async (representation, caller) => {
      const run = (core ??= this.#core(destructor));
      if (caller === owner) return run(representation);
      enter(caller);
      try {
        await run(representation);
      } catch (error) {
        throw owner.trap(error, label);
      }
      owner.leave(caller);
    });
  }

  #memory(item: CoreItem): MemoryViews {
    const memory = this.#item(item);
    let views = this.#memories.get(memory);
    if (views === undefined) {
      views = new MemoryViews(memory as WebAssembly.Memory, this.#limits, this.#meter);
      this.#memories.set(memory, views);
    }
    return views;
  }

  /** What glue needs to know of one side. */
  #side(options: Options, instance: number): object {
    return {
      guard: this.guards[instance],
      resources: this.resources,
      memory: options.memory === undefined ? undefined : this.#memory(options.memory),
      realloc: options.realloc === undefined ? undefined : this.#item(options.realloc),
    };
  }

  #callee(func: LiftedFunction): { core: unknown; postReturn: unknown } {
    const { postReturn } = func.options;
    return { core: this.#core(func.core), postReturn: postReturn === undefined ? undefined : this.#item(postReturn) };
  }

  #trampoline(trampoline: Trampoline): Function {
    const guard = this.guards[trampoline.instance]!;
    if (trampoline.kind === 'lower') return this.#lower(trampoline);
    const type = this.resources[trampoline.resource.index]!;
    const meter = this.#meter;
    switch (trampoline.kind) {
      case 'resource.new':
        return (representation: number) => {
          if (guard.state !== RUNNING) guard.refuseLeave(`resource.new ${type.name}`);
          meter.owe(INNER_CALL_UNITS);
          return guard.handles.add(type, representation);
        };
      case 'resource.rep':
        return (index: number) => {
          meter.owe(INNER_CALL_UNITS);
          return guard.handles.get(index, type).representation;
        };
      case 'resource.drop':
        return (index: number) => {
          if (guard.state !== RUNNING) guard.refuseLeave(`resource.drop ${type.name}`);
          meter.owe(INNER_CALL_UNITS);
          return guard.handles.drop(index, type, guard);
        };
    }
  }

  #lower(trampoline: Trampoline & { kind: 'lower' }): Function {
    const { plan } = this;
    const { func } = trampoline;
    const a = this.#side(trampoline.options, trampoline.instance);
    const binding = this.bindingOf(func);
    const { label } = binding;
    const pace = this.suspendsIn(func) ? 'suspending' : 'direct';
    if (binding.kind === 'host') {
      return importFactory(plan, trampoline, pace)({ a, host: binding.call, label }, tools);
    }
    const { runtime, func: lifted } = binding;
    const b = runtime.#side(lifted.options, lifted.instance);
    const entry = this.#entry(trampoline.instance, runtime, lifted.instance);
    const factory = innerFactory(plan, trampoline, runtime.plan, lifted, entry, pace);
    return factory({ a, b, ...runtime.#callee(lifted), label }, tools);
  }

  #entry(instance: number, runtime: Runtime, callee: number): Entry {
    const caller = this.guards[instance]!;
    const { parent, root } = runtime.guards[callee]!;
    if (runtime.guards[callee]!.holds(caller)) return 'ancestor';
    if (runtime === this) return parent?.holds(caller) ? 'sibling' : 'nested';
    return parent === undefined || parent === root ? 'other instance' : 'nested';
  }

  /** Where a function is carried out: here, by the host, or in another instance. */
  bindingOf(func: ComponentFunctionSource): FunctionBinding {
    if (func.kind === 'lifted') return { kind: 'component', runtime: this, func, label: NESTED_FUNCTION };
    return this.#bindings.functions[func.import]!.get(func.name)!;
  }

  /** A function the host can call. One that may suspend answers by a promise. */
  exported(func: ComponentFunctionSource, label: string): Function {
    if (func.kind === 'imported') {
      const binding = this.bindingOf(func);
      return binding.kind === 'host' ? binding.call : binding.runtime.exported(binding.func, binding.label);
    }
    const suspends = this.suspendsIn(func);
    const a = this.#side(func.options, func.instance);
    const environment = { a, ...this.#callee(func), label, refill: this.#refill };
    const call = exportFactory(this.plan, func, suspends ? 'suspending' : 'direct')(environment, tools);
    return suspends ? (...values: unknown[]) => onStack(() => call(...values)) : call;
  }

  /** Gives the instance up and drops the handles it owns. When destructors fail, the rest still run; the first error is thrown. */
  dispose(): void {
    const failures: unknown[] = [];
    for (const { type, representation } of this.#release()) {
      try {
        type.destroy(representation, undefined);
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  }

  /** The same, for an instance that may hold handles whose destructors suspend: they run one after the other. */
  async disposeSuspending(): Promise<void> {
    const failures: unknown[] = [];
    for (const { type, representation } of this.#release()) {
      try {
        await type.destroy(representation, undefined);
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  }

  /** Marks the instance as disposed of; returns the handles it owned, without those whose owner can no longer destroy them. */
  #release(): HandleEntry[] {
    if (this.root.state === DISPOSED) return [];
    if (this.root.state === RUNNING) throw new Trap(this.name, 'dispose', 'the instance is running');
    const busy = this.guards.flatMap((guard) => guard.handles.owners()).find((owner) => owner.root.state === RUNNING);
    // One that trapped is given up all the same: there is nobody to come back to it.
    if (busy !== undefined && this.root.state === IDLE) {
      throw new Trap(
        this.name,
        'dispose',
        `it holds resources of ${busy.component}, which is running and cannot destroy them`,
      );
    }
    for (const guard of this.guards) guard.state = DISPOSED;
    const owned = this.guards.flatMap((guard) => guard.handles.drain());
    return owned.filter(({ type }) => type.owner === undefined || type.owner.root.state === IDLE);
  }
}

function bindingSuspends(binding: FunctionBinding): boolean {
  return binding.kind === 'host' ? isSuspending(binding.call) : binding.runtime.suspendsIn(binding.func);
}
