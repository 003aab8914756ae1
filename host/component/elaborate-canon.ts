import type { Elaborator } from './elaborate.ts';
import type { Canon, CanonicalOptions } from './model.ts';
import type { Options } from './plan.ts';
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

/** Carries out one canonical definition: a component function, or a core function that is a trampoline. */
export function elaborateCanon(canon: Canon, scope: Scope, elaborator: Elaborator): void {
  const { instance } = scope;
  switch (canon.kind) {
    case 'lift': {
      const { type } = scope.type(canon.type, 'func');
      elaborator.spend(functionNodes(type));
      const core = scope.coreFuncs[canon.coreFunc]!;
      scope.funcs.push({ kind: 'lifted', core, type, options: resolveOptions(canon.options, scope), instance });
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
