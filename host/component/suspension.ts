import type { ComponentFunctionSource, CoreItem, Plan, Trampoline } from './plan.ts';
import type { Resource } from './types.ts';

/** What a plan's imports are bound to, as far as it matters here. */
export interface BoundImports {
  /** Whether calling this imported function may suspend. */
  func(func: ComponentFunctionSource & { kind: 'imported' }): boolean;
  /** Whether dropping an owned handle of this imported resource may suspend. */
  drop(resource: Resource): boolean;
}

/**
 * Which parts of one instance may suspend when called. Core instances that import anything of each other count as one, because a
 * function can travel through a shared table (wit-component's shim modules do that); such a group may suspend when any of its imports
 * may. Groups never cross the border of a component.
 */
export class Suspension {
  readonly #plan: Plan;
  readonly #bound: BoundImports;
  /** For each slot another one of its group, or itself. */
  readonly #groups: number[];
  readonly #suspending = new Set<number>();

  constructor(plan: Plan, bound: BoundImports) {
    this.#plan = plan;
    this.#bound = bound;
    this.#groups = plan.steps.map((_, slot) => slot);
    plan.steps.forEach((step, slot) => {
      for (const { item } of step.imports) if (item.kind === 'export') this.#join(slot, item.slot);
    });
    for (let grown = true; grown;) {
      const before = this.#suspending.size;
      plan.steps.forEach((step, slot) => {
        const suspends = step.imports.some(({ item }) => item.kind === 'trampoline' && this.item(item));
        if (suspends) this.#suspending.add(this.#groupOf(slot));
      });
      grown = this.#suspending.size > before;
    }
  }

  /** Whether anything may suspend. */
  get any(): boolean {
    return this.#suspending.size > 0;
  }

  slot(slot: number): boolean {
    return this.#suspending.has(this.#groupOf(slot));
  }

  item(item: CoreItem): boolean {
    return item.kind === 'export' ? this.slot(item.slot) : this.#trampoline(this.#plan.trampolines[item.index]!);
  }

  func(func: ComponentFunctionSource): boolean {
    return func.kind === 'imported' ? this.#bound.func(func) : this.item(func.core);
  }

  /** Whether dropping an owned handle may suspend: its destructor may. */
  drop(resource: Resource): boolean {
    const declaration = this.#plan.resources[resource.index]!;
    if (declaration.kind === 'imported') return this.#bound.drop(declaration.resource);
    return declaration.destructor !== undefined && this.item(declaration.destructor);
  }

  #trampoline(trampoline: Trampoline): boolean {
    if (trampoline.kind === 'lower') return this.func(trampoline.func);
    return trampoline.kind === 'resource.drop' && this.drop(trampoline.resource);
  }

  #groupOf(slot: number): number {
    let at = slot;
    while (this.#groups[at] !== at) at = this.#groups[at] = this.#groups[this.#groups[at]!]!;
    return at;
  }

  #join(a: number, b: number): void {
    this.#groups[this.#groupOf(a)] = this.#groupOf(b);
  }
}
