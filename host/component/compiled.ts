import { ComponentError } from './errors.ts';
import type { Limits } from './limits.ts';
import { instrument } from './instrument.ts';
import { FUEL_MODULE, FUEL_NAME, PAGES_NAME, type Meter } from './meter.ts';
import type { Plan } from './plan.ts';
import { printable } from './printable.ts';

/** Sets of bounds on memory and tables for which one component is kept compiled: the default and a few of a host's own. */
const MAX_VARIANTS = 4;

function invalidModule(error: unknown, offset: number): never {
  if (error instanceof WebAssembly.CompileError) {
    throw new ComponentError('invalid', `a core module is invalid: ${printable(error.message)}`, offset, {
      cause: error,
    });
  }
  throw error;
}

/** The core modules of a component, instrumented and compiled; once for each set of limits that is written into them. */
export class CompiledModules {
  readonly #plan: Plan;
  readonly #variants = new Map<string, readonly WebAssembly.Module[]>();

  private constructor(plan: Plan) {
    this.#plan = plan;
  }

  /** Compiles for these limits, off the main thread. */
  static async compile(plan: Plan, limits: Limits): Promise<CompiledModules> {
    const compiled = new CompiledModules(plan);
    const modules = plan.modules.map(async (module) => {
      try {
        return await WebAssembly.compile(instrument(module, limits, sharesPages(plan)));
      } catch (error) {
        // Over the limits: an instance with wider ones may still be made.
        if (error instanceof ComponentError && error.code === 'link') return undefined;
        return invalidModule(error, module.start);
      }
    });
    const all = await Promise.all(modules);
    if (!all.includes(undefined)) compiled.#variants.set(variantKey(limits), all as WebAssembly.Module[]);
    return compiled;
  }

  /** The same, before it returns. */
  static compileSync(plan: Plan, limits: Limits): CompiledModules {
    const compiled = new CompiledModules(plan);
    compiled.for(limits);
    return compiled;
  }

  /** The modules for these limits, in the plan's order. */
  for(limits: Limits): readonly WebAssembly.Module[] {
    const key = variantKey(limits);
    const known = this.#variants.get(key);
    if (known !== undefined) return known;
    const modules = this.#plan.modules.map((module) => {
      try {
        return new WebAssembly.Module(instrument(module, limits, sharesPages(this.#plan)));
      } catch (error) {
        return invalidModule(error, module.start);
      }
    });
    if (this.#variants.size >= MAX_VARIANTS) this.#variants.delete(this.#variants.keys().next().value!);
    this.#variants.set(key, modules);
    return modules;
  }
}

function variantKey(limits: Limits): string {
  return `${limits.memoryPages} ${limits.tableElements}`;
}

/** Whether an instance has several memories, so that they have to count their pages together. */
export function sharesPages({ steps, modules }: Plan): boolean {
  return steps.reduce((sum, step) => sum + modules[step.module]!.memories, 0) > 1;
}

/** The pages that the memories of an instance may grow by together. */
export function pagesLeft({ steps, modules }: Plan, { memoryPages }: Limits): WebAssembly.Global<'i32'> {
  const least = steps.reduce((sum, step) => sum + modules[step.module]!.memoryPages, 0);
  if (least > memoryPages) {
    const reason = `its memories start at ${least} pages together, over the limit memoryPages of ${memoryPages}`;
    throw new ComponentError('link', reason, undefined, { limit: 'memoryPages' });
  }
  return new WebAssembly.Global({ value: 'i32', mutable: true }, memoryPages - least);
}

/** What every instrumented module imports besides its own; `pages` where the memories of its instance share them. */
export function meterImports(
  meter: Meter,
  pages?: WebAssembly.Global<'i32'>,
): Record<string, Record<string, WebAssembly.ExportValue>> {
  const fuel = { [FUEL_NAME]: meter.global };
  return { [FUEL_MODULE]: pages === undefined ? fuel : { ...fuel, [PAGES_NAME]: pages } };
}
