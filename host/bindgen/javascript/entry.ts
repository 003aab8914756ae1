import type { Demand } from './demands.ts';

/** What is found missing is thrown out of the sandbox behind this. */
const FOUND = 'atrium-found:';
/** What an engine that has a console writes when the module has run to its end. */
export const LOADED = 'atrium-loaded';

/** An export that is not what the world demands: of another type, or a function that takes more than it is given. */
export interface Mismatch {
  readonly path: string;
  readonly is?: string;
  readonly takes?: number;
}

/** How what an author exports differs from what a world demands. */
export interface Mismatches {
  readonly found: readonly Mismatch[];
  /** What is exported. */
  readonly names: readonly string[];
}

/** What a component begins with: it looks at what the author exports, and exports the same. */
export function entrySource(main: string, demands: readonly Demand[]): string {
  const wanted = demands.map(({ path, kind, parameters }) => ({
    path,
    kind,
    parameters: Number.isFinite(parameters) ? parameters : null,
  }));
  return `import * as author from './${main}';
export * from './${main}';

const found = [];
for (const { path, kind, parameters } of ${JSON.stringify(wanted)}) {
  let at = author;
  for (const name of path.split('.')) at = at === undefined || at === null ? undefined : at[name];
  if (typeof at !== kind || at === null) found.push({ path, is: at === null ? 'null' : typeof at });
  else if (kind === 'function' && parameters !== null && at.length > parameters) found.push({ path, takes: at.length });
}
if (found.length > 0) throw new Error(${JSON.stringify(FOUND)} + JSON.stringify({ found, names: Object.keys(author) }));
globalThis.console?.log(${JSON.stringify(LOADED)});
`;
}

/** What `entrySource` has thrown, out of what an engine says of it. */
export function mismatchesIn(message: string): Mismatches | undefined {
  const at = message.indexOf(FOUND);
  if (at < 0) return undefined;
  // A trace follows in the lines after it.
  return JSON.parse(message.slice(at + FOUND.length).split('\n')[0]!) as Mismatches;
}
