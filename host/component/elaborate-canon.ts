import type { Elaborator } from './elaborate.ts';
import type { Canon, CanonicalOptions } from './model.ts';
import { unsupported } from './invalid.ts';
import type { CoreItem, Options, Trampoline } from './plan.ts';
import type { Scope } from './scope.ts';
import { functionNodes } from './types.ts';

function resolveOptions(options: CanonicalOptions, scope: Scope): Options {
  const core = (index: number | undefined) => (index === undefined ? undefined : scope.coreFuncs[index]!);
  return {
    encoding: options.encoding,
    memory: options.memory === undefined ? undefined : scope.coreMemories[options.memory]!,
    realloc: core(options.realloc),
    postReturn: core(options.postReturn),
  };
}

/** Functions lifted from each other's lowered ones: linking and calling go down through all of them, and composing needs a few. */
const MAX_LIFTS_BEHIND = 50;

function liftsBehind(items: readonly (CoreItem | undefined)[], trampolines: readonly Trampoline[]): number {
  let most = 0;
  for (const item of items) {
    const trampoline = item?.kind === 'trampoline' ? trampolines[item.index] : undefined;
    if (trampoline?.kind !== 'lower' || trampoline.func.kind !== 'lifted') continue;
    most = Math.max(most, trampoline.func.depth + 1);
  }
  return most;
}

/** Carries out one canonical definition: a component function, or a core function that is a trampoline. */
export function elaborateCanon(canon: Canon, scope: Scope, elaborator: Elaborator, offset: number): void {
  const { instance } = scope;
  switch (canon.kind) {
    case 'lift': {
      const { type } = scope.type(canon.type, 'func');
      elaborator.spend(functionNodes(type));
      const core = scope.coreFuncs[canon.coreFunc]!;
      const options = resolveOptions(canon.options, scope);
      const depth = liftsBehind([core, options.realloc, options.postReturn], elaborator.trampolines);
      if (depth > MAX_LIFTS_BEHIND)
        unsupported(`more than ${MAX_LIFTS_BEHIND} functions lifted from each other`, offset);
      scope.funcs.push({ kind: 'lifted', core, type, options, instance, depth });
      return;
    }
    case 'lower': {
      const func = scope.funcs[canon.func]!;
      const { type } = func;
      elaborator.spend(functionNodes(type));
      const options = resolveOptions(canon.options, scope);
      scope.coreFuncs.push(elaborator.addTrampoline({ kind: 'lower', func, type, options, instance }));
      return;
    }
    default:
      scope.coreFuncs.push(
        elaborator.addTrampoline({ kind: canon.kind, resource: scope.resource(canon.resource), instance }),
      );
      return;
  }
}
