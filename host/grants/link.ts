import type { Component, ImportedInterface } from '../component/index.ts';
import type { Grants, Parameters } from './grants.ts';

/** A component imports what its grant lacks, or what nobody here offers. The message names the mend. */
export class NotGranted extends Error {
  override readonly name = 'NotGranted';
}

/** Makes one interface for one instance, or none when it is not on offer. Throws `NotGranted` for parameters it cannot use. */
export type Offer = (name: string, parameters: Parameters) => ImportedInterface | undefined;

/** The interfaces that a component imports and its grant lacks, by full name. */
export function missingGrants(component: Component, grants: Grants): string[] {
  const grant = grants.of(component.name);
  return component.imports.filter(hasPower).flatMap(({ name }) => (grant.has(name) ? [] : [name]));
}

/** Types alone are no power. */
function hasPower({ functions, resources }: Component['imports'][number]): boolean {
  return functions.length > 0 || resources.length > 0;
}

/**
 * The imports of one instance: for each interface the component imports, what the grant allows of what is on offer. Throws
 * `NotGranted` for the first that is missing.
 */
export function linkByGrant(component: Component, grants: Grants, offer: Offer): Record<string, ImportedInterface> {
  const grant = grants.of(component.name);
  const imports: Record<string, ImportedInterface> = {};
  for (const { name } of component.imports.filter(hasPower)) {
    const parameters = grant.get(name);
    if (parameters === undefined) {
      throw new NotGranted(
        `component "${component.name}" imports ${name}, which is not granted: ` +
          `to allow it add "${name}": {} under "${component.name}" in ${grants.path}`,
      );
    }
    const offered = offer(name, parameters);
    if (offered === undefined) {
      throw new NotGranted(
        `component "${component.name}" imports ${name}, which this host does not offer to it: ` +
          `build the component against an interface in wit/ that is`,
      );
    }
    imports[name] = offered;
  }
  return imports;
}
