import type { TypeDefinition } from '../wit/model.ts';
import type { AbiSet } from './abi.ts';
import { LOST_HANDLES_PATH } from './paths.ts';
import type { Plan } from './plan.ts';
import { SourceFile } from './source-file.ts';

/** The function that the collector calls for every object it frees: `compile.ts` makes it known to it. */
export const FINALIZER = 'finalize';

/** The resources that a world imports. */
export function importedResources(plan: Plan): TypeDefinition[] {
  const owners = plan.modules.filter((module) => module.side === 'import').map((module) => module.owner);
  return owners.flatMap((owner) => [...owner.types.values()].filter((type) => type.definition.kind === 'resource'));
}

/**
 * `bindings/abi/lost-handles.ts`: drops handles whose objects were collected, for authors who did not. The collector may run
 * while nothing may be called (after a result was returned), so they wait for the next call.
 */
export function lostHandlesFile(plan: Plan, abis: AbiSet): SourceFile | undefined {
  const resources = importedResources(plan);
  if (resources.length === 0) return undefined;
  const file = new SourceFile(
    LOST_HANDLES_PATH,
    'Handles whose objects were collected before they were dropped.',
    false,
  );
  const kinds = resources.map((resource) => {
    const { module, path, name } = plan.resourceClass(resource, 'import');
    return { type: file.use(path, name), drop: abis.of(module).resource(file, resource, 'drop') };
  });
  file.declare(
    '/** Pairs of a runtime id and a handle, in memory that is not managed: the collector is at work when they are noted. */',
    'let lost: usize = 0;',
    'let lostCount: usize = 0;',
    'let lostCapacity: usize = 0;',
  );
  file.declare(
    `export function ${FINALIZER}(object: usize): void {`,
    '  const id = load<u32>(object - 8);',
    `  if (${kinds.map(({ type }) => `id != idof<${type}>()`).join(' && ')}) return;`,
    `  const handle = load<i32>(object, offsetof<${kinds[0]?.type}>("handle_"));`,
    '  if (handle == 0) return;',
    '  if (lostCount == lostCapacity) {',
    '    lostCapacity = lostCapacity == 0 ? 64 : lostCapacity * 2;',
    '    lost = lost == 0 ? heap.alloc(lostCapacity * 8) : heap.realloc(lost, lostCapacity * 8);',
    '  }',
    '  store<u32>(lost + lostCount * 8, id);',
    '  store<i32>(lost + lostCount * 8, handle, 4);',
    '  lostCount++;',
    '}',
  );
  file.declare(
    '/** Drops what was noted. Called where a component may call others. */',
    'export function drop_lost(): void {',
    '  while (lostCount > 0) {',
    '    lostCount--;',
    '    const id = load<u32>(lost + lostCount * 8);',
    '    const handle = load<i32>(lost + lostCount * 8, 4);',
    ...kinds.map(({ type, drop }) => `    if (id == idof<${type}>()) ${drop}(handle);`),
    '  }',
    '}',
  );
  return file;
}
