import { registerHooks } from 'node:module';

/** What componentize-js reads its own WIT with; npm puts it where only jco finds it. */
const SHIM = '@bytecodealliance/preview2-shim';

registerHooks({
  resolve(specifier, context, next) {
    if (!specifier.startsWith(SHIM)) return next(specifier, context);
    return next(specifier, { ...context, parentURL: import.meta.resolve('@bytecodealliance/jco') });
  },
});

type Feature = 'stdio' | 'random' | 'clocks' | 'http' | 'fetch-event';

/** Makes a component of a JavaScript module, its engine inside; takes about 10 s. `wit` is one package with world `w`. */
export async function componentizeModule(
  source: string,
  wit: string,
  disableFeatures: readonly Feature[],
): Promise<Uint8Array> {
  const { componentize } = await import('@bytecodealliance/componentize-js');
  const made = await componentize(source, { witWorld: wit, worldName: 'w', disableFeatures } as never);
  return made.component;
}
