import { meterImports } from './compiled.ts';
import { ComponentError, Trap } from './errors.ts';
import { exportFactory, importFactory, innerFactory } from './glue-cache.ts';
import * as tools from './glue-tools.ts';
import type { Entry } from './glue.ts';
import { DISPOSED, Guard, IDLE, RUNNING } from './guard.ts';
import { ResourceType } from './handles.ts';
import type { Limits } from './limits.ts';
import { MemoryViews } from './memory.ts';
import { INNER_CALL_UNITS, type Meter } from './meter.ts';
import type { ComponentFunctionSource, CoreItem, LiftedFunction, Options, Plan, Trampoline } from './plan.ts';

/** What an imported function turned out to be. */
export type FunctionBinding =
  | { readonly kind: 'host'; readonly call: Function; readonly label: string }
  | { readonly kind: 'component'; readonly runtime: Runtime; readonly func: LiftedFunction; readonly label: string };

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
  readonly modules: readonly WebAssembly.Module[];
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
  readonly #cores: Record<string, WebAssembly.ExportValue>[] = [];
  readonly #memories = new Map<WebAssembly.ExportValue, MemoryViews>();

  constructor(options: RuntimeOptions) {
    const { name, plan, bindings, meter, limits } = options;
    this.name = name;
    this.plan = plan;
    this.#bindings = bindings;
    this.#limits = limits;
    this.#refill = options.refill;
    this.#meter = meter;
    const guards: Guard[] = [];
    for (let index = 0; index < plan.parents.length; index++) {
      guards.push(new Guard(name, guards[0], meter, limits.handles));
    }
    this.guards = guards;
    this.resources = plan.resources.map((declaration) => {
      if (declaration.kind === 'imported') return bindings.resources.get(declaration.resource.index)!;
      const { resource, instance, destructor } = declaration;
      return this.#definedResource(resource.name, guards[instance]!, destructor);
    });
    this.#start(options.modules);
  }

  get root(): Guard {
    return this.guards[0]!;
  }

  /** Makes the core instances in order; their start functions run here. */
  #start(modules: readonly WebAssembly.Module[]): void {
    const imports = meterImports(this.#meter);
    this.#setState(RUNNING);
    try {
      for (const step of this.plan.steps) {
        const given: Record<string, Record<string, WebAssembly.ExportValue>> = { __proto__: null, ...imports } as never;
        for (const { module, name, item } of step.imports) {
          (given[module] ??= { __proto__: null } as never)[name] = this.#item(item);
        }
        this.#cores.push(new WebAssembly.Instance(modules[step.module]!, given).exports);
      }
    } catch (error) {
      if (error instanceof WebAssembly.LinkError) {
        throw new ComponentError('link', `${this.name}: ${error.message}`, undefined, { cause: error });
      }
      throw this.root.trap(error, 'start');
    }
    this.#setState(IDLE);
  }

  #setState(state: Guard['state']): void {
    for (const guard of this.guards) guard.state = state;
  }

  #item(item: CoreItem): WebAssembly.ExportValue {
    if (item.kind === 'export') return this.#cores[item.slot]![item.name]!;
    return this.#trampoline(this.plan.trampolines[item.index]!);
  }

  #definedResource(name: string, owner: Guard, destructor: CoreItem | undefined): ResourceType {
    const label = `[dtor]${name}`;
    const type = new ResourceType(name, owner, (representation, caller) => {
      if (destructor === undefined) return;
      const run = this.#item(destructor) as (representation: number) => void;
      if (caller === owner) return run(representation);
      const fromOutside = caller?.root !== owner.root;
      if (owner.state !== IDLE || (fromOutside && owner.root.state !== IDLE)) owner.refuse(label);
      if (caller === undefined) this.#refill?.();
      owner.state = RUNNING;
      if (fromOutside) owner.root.state = RUNNING;
      try {
        run(representation);
      } catch (error) {
        throw owner.trap(error, label);
      }
      owner.state = IDLE;
      if (fromOutside) owner.root.state = IDLE;
    });
    return type;
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
    return { core: this.#item(func.core), postReturn: postReturn === undefined ? undefined : this.#item(postReturn) };
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
          meter.take(INNER_CALL_UNITS);
          return guard.handles.add(type, representation);
        };
      case 'resource.rep':
        return (index: number) => guard.handles.get(index, type).representation;
      case 'resource.drop':
        return (index: number) => {
          if (guard.state !== RUNNING) guard.refuseLeave(`resource.drop ${type.name}`);
          meter.take(INNER_CALL_UNITS);
          guard.handles.drop(index, type, guard);
        };
    }
  }

  #lower(trampoline: Trampoline & { kind: 'lower' }): Function {
    const { plan } = this;
    const { func } = trampoline;
    const a = this.#side(trampoline.options, trampoline.instance);
    const binding = this.bindingOf(func);
    const { label } = binding;
    if (binding.kind === 'host') {
      return importFactory(plan, trampoline)({ a, host: binding.call, label }, tools);
    }
    const { runtime, func: lifted } = binding;
    const b = runtime.#side(lifted.options, lifted.instance);
    const entry = runtime === this ? this.#entry(trampoline.instance, lifted.instance) : 'other instance';
    const factory = innerFactory(plan, trampoline, runtime.plan, lifted, entry);
    return factory({ a, b, ...runtime.#callee(lifted), label }, tools);
  }

  #entry(caller: number, callee: number): Entry {
    for (let at: number | undefined = caller; at !== undefined; at = this.plan.parents[at]) {
      if (at === callee) return 'ancestor';
    }
    return 'sibling';
  }

  /** Where a function is carried out: here, by the host, or in another instance. */
  bindingOf(func: ComponentFunctionSource): FunctionBinding {
    if (func.kind === 'lifted')
      return { kind: 'component', runtime: this, func, label: 'a function of a nested component' };
    return this.#bindings.functions[func.import]!.get(func.name)!;
  }

  /** A function the host can call. */
  exported(func: ComponentFunctionSource, label: string): Function {
    if (func.kind === 'lifted') {
      const a = this.#side(func.options, func.instance);
      const environment = { a, ...this.#callee(func), label, refill: this.#refill };
      return exportFactory(this.plan, func)(environment, tools);
    }
    const binding = this.bindingOf(func);
    return binding.kind === 'host' ? binding.call : binding.runtime.exported(binding.func, binding.label);
  }

  /** Gives the instance up and drops the handles it owns. When destructors fail, the rest still run; the first error is thrown. */
  dispose(): void {
    if (this.root.state === DISPOSED) return;
    if (this.root.state === RUNNING) throw new Trap(this.name, 'dispose', 'the instance is running');
    this.#setState(DISPOSED);
    const failures: unknown[] = [];
    for (const { type, representation } of this.guards.flatMap((guard) => guard.handles.drain())) {
      if (type.owner !== undefined && type.owner.root.state !== IDLE) continue;
      try {
        type.destroy(representation, undefined);
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  }
}
