import type { Demand } from './demands.ts';
import { MAX_MESSAGE_UNITS, UNCAUGHT } from './uncaught.ts';

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

/**
 * What a component begins with: it looks at what the author exports, and exports the same. What an export throws and nobody has caught
 * stops the component with its message and its place. The author's functions may call each other: only what leaves the outermost is told.
 */
export function entrySource(main: string, demands: readonly Demand[], sources: readonly string[]): string {
  const wanted = demands.map(({ path, kind, parameters, isFallible }) => ({
    path,
    kind,
    parameters: Number.isFinite(parameters) ? parameters : null,
    isFallible,
  }));
  const names = demands.map(({ path }) => path).filter((path) => !path.includes('.'));
  return `import * as author from './${main}';
import { stop } from '${UNCAUGHT}';

const wanted = ${JSON.stringify(wanted)};
const sources = ${JSON.stringify(sources)};
const found = [];
for (const { path, kind, parameters } of wanted) {
  let at = author;
  for (const name of path.split('.')) at = at === undefined || at === null ? undefined : at[name];
  if (typeof at !== kind || at === null) found.push({ path, is: at === null ? 'null' : typeof at });
  else if (kind === 'function' && parameters !== null && at.length > parameters) found.push({ path, takes: at.length });
}
if (found.length > 0) throw new Error(${JSON.stringify(FOUND)} + JSON.stringify({ found, names: Object.keys(author) }));

function describe(error) {
  try {
    if (Object.hasOwn(Object(error), 'payload')) {
      const payload = error.payload;
      if (typeof payload === 'string') return payload;
      return JSON.stringify(payload, (_, value) => (typeof value === 'bigint' ? Number(value) : value));
    }
    if (!(error instanceof Error)) return String(error);
    return error.name === 'Error' ? error.message : error.name + ': ' + error.message;
  } catch {
    return '';
  }
}

/** The first place in the author's files that a trace goes through; SpiderMonkey names them without their folder. */
function placeOf(error) {
  try {
    for (const [, path, at] of error.stack.matchAll(/([^\\s@():]+):(\\d+(?::\\d+)?)/g)) {
      const plain = path.replace(/^\\//, '');
      const source = sources.find((one) => one === plain || one === 'src/' + plain);
      if (source !== undefined) return source + ':' + at;
    }
  } catch {}
  return '';
}

let depth = 0;

function left(error, isFallible) {
  depth--;
  // An error that is a result goes to the caller.
  const isResult = isFallible && (!(error instanceof Error) || Object.hasOwn(error, 'payload'));
  if (depth === 0 && !isResult) {
    const message = describe(error) || 'an error that says nothing';
    stop(message.slice(0, ${MAX_MESSAGE_UNITS}), placeOf(error).slice(0, ${MAX_MESSAGE_UNITS}));
  }
  throw error;
}

function watched(call, isFallible) {
  depth++;
  let value;
  try {
    value = call();
  } catch (error) {
    left(error, isFallible);
  }
  if (value instanceof Promise) {
    return value.then(
      (result) => {
        depth--;
        return result;
      },
      (error) => left(error, isFallible),
    );
  }
  depth--;
  return value;
}

/** A function that behaves as the author's, or a class that is made and asked as the author's. */
function guard(fn, isFallible, owner) {
  return new Proxy(fn, {
    apply: (_, self, args) => watched(() => Reflect.apply(fn, owner ?? self, args), isFallible),
    construct: (_, args, target) => watched(() => Reflect.construct(fn, args, target), isFallible),
  });
}

const exported = {};
for (const { path, kind, isFallible } of wanted) {
  const names = path.split('.');
  const name = names.pop();
  let from = author;
  let to = exported;
  for (const one of names) {
    from = from[one];
    to = to[one];
  }
  const value =
    kind === 'object' ? Object.create(from[name]) : guard(from[name], isFallible, names.length === 1 ? from : undefined);
  Object.defineProperty(to, name, { value, writable: true, configurable: true, enumerable: true });
}
${names.map((name, index) => `const export${index} = exported[${JSON.stringify(name)}];`).join('\n')}
export { ${names.map((name, index) => `export${index} as ${name}`).join(', ')} };
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
