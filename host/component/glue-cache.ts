import { exportGlue, importGlue, innerGlue, type Entry, type GlueFactory, type SideOptions } from './glue.ts';
import type { LiftedFunction, Options, Plan, Trampoline } from './plan.ts';

type Lower = Trampoline & { kind: 'lower' };

const exportFactories = new WeakMap<LiftedFunction, GlueFactory>();
const importFactories = new WeakMap<Lower, GlueFactory>();
const innerFactories = new WeakMap<Lower, WeakMap<LiftedFunction, GlueFactory>>();

function sideOptions(key: 'a' | 'b', plan: Plan, options: Options, instance: number): SideOptions {
  const own = plan.resources.filter((each) => each.kind === 'defined' && each.instance === instance);
  const ownResources = new Set(own.map((each) => each.resource.index));
  return {
    side: { key, encoding: options.encoding, ownResources },
    memory: options.memory !== undefined,
    realloc: options.realloc !== undefined && options.memory !== undefined,
    postReturn: options.postReturn !== undefined,
  };
}

/** Glue for the host to call a lifted function; written once for all instances. */
export function exportFactory(plan: Plan, func: LiftedFunction): GlueFactory {
  const known = exportFactories.get(func);
  if (known !== undefined) return known;
  const factory = exportGlue(func.type, sideOptions('a', plan, func.options, func.instance));
  exportFactories.set(func, factory);
  return factory;
}

/** Glue for a guest to call the host; written once for all instances. */
export function importFactory(plan: Plan, lower: Lower): GlueFactory {
  const known = importFactories.get(lower);
  if (known !== undefined) return known;
  const factory = importGlue(lower.type, sideOptions('a', plan, lower.options, lower.instance));
  importFactories.set(lower, factory);
  return factory;
}

/** Glue for a guest to call another component instance; written once for each pair of functions. */
export function innerFactory(
  callerPlan: Plan,
  lower: Lower,
  calleePlan: Plan,
  func: LiftedFunction,
  entry: Entry,
): GlueFactory {
  let byCallee = innerFactories.get(lower);
  if (byCallee === undefined) innerFactories.set(lower, (byCallee = new WeakMap()));
  const known = byCallee.get(func);
  if (known !== undefined) return known;
  const factory = innerGlue(
    lower.type,
    sideOptions('a', callerPlan, lower.options, lower.instance),
    func.type,
    sideOptions('b', calleePlan, func.options, func.instance),
    entry,
  );
  byCallee.set(func, factory);
  return factory;
}
