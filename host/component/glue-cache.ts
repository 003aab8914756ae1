import {
  exportGlue,
  importGlue,
  innerGlue,
  type Entry,
  type GlueFactory,
  type Pace,
  type Place,
  type SideOptions,
} from './glue.ts';
import type { LiftedFunction, Options, Plan, Trampoline } from './plan.ts';

type Lower = Trampoline & { kind: 'lower' };

/** Factories of one function, by pace. */
type Paces = Partial<Record<Pace, GlueFactory>>;

const exportFactories = new WeakMap<LiftedFunction, Paces>();
const importFactories = new WeakMap<Lower, Paces>();
const innerFactories = new WeakMap<Lower, WeakMap<LiftedFunction, Paces>>();

function of<K extends object, V>(map: WeakMap<K, V>, key: K, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) map.set(key, (value = make()));
  return value;
}

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
export function exportFactory(plan: Plan, func: LiftedFunction, pace: Pace): GlueFactory {
  const paces = of(exportFactories, func, (): Paces => ({}));
  const options = sideOptions('a', plan, func.options, func.instance);
  return (paces[pace] ??= exportGlue(func.type, options, placeOf(plan, func.instance), pace));
}

function placeOf(plan: Plan, instance: number): Place {
  const parent = plan.parents[instance];
  if (parent === undefined) return 'root';
  return parent === 0 ? 'in root' : 'nested';
}

/** Glue for a guest to call the host; written once for all instances. */
export function importFactory(plan: Plan, lower: Lower, pace: Pace): GlueFactory {
  const paces = of(importFactories, lower, (): Paces => ({}));
  return (paces[pace] ??= importGlue(lower.type, sideOptions('a', plan, lower.options, lower.instance), pace));
}

/** Glue for a guest to call another component instance; written once for each pair of functions. */
export function innerFactory(
  callerPlan: Plan,
  lower: Lower,
  calleePlan: Plan,
  func: LiftedFunction,
  entry: Entry,
  pace: Pace,
): GlueFactory {
  const byCallee = of(innerFactories, lower, () => new WeakMap<LiftedFunction, Paces>());
  const paces = of(byCallee, func, (): Paces => ({}));
  return (paces[pace] ??= innerGlue(
    lower.type,
    sideOptions('a', callerPlan, lower.options, lower.instance),
    func.type,
    sideOptions('b', calleePlan, func.options, func.instance),
    entry,
    pace,
  ));
}
