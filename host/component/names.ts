import { unversioned } from './versions.ts';

// Each of these patterns can match a text in one way only, so that no text makes the matcher try many.
const FRAGMENT = '(?:[0-9]*(?:[a-z][0-9a-z]*|[A-Z][0-9A-Z]*)|[0-9]+)';
const LABEL = `(?:[a-z][0-9a-z]*|[A-Z][0-9A-Z]*)(?:-${FRAGMENT})*`;
const WORDS = '[a-z][0-9a-z]*(?:-[0-9a-z]+)*';
const NUMBER = '(?:0|[1-9][0-9]*)';
const PRERELEASE = `(?:${NUMBER}|[0-9]*[A-Za-z-][0-9A-Za-z-]*)`;
/** Versions cut to what semver calls compatible. */
const TRACK = String.raw`(?:[1-9][0-9]*|0\.[1-9][0-9]*)`;
const BUILD = '[0-9A-Za-z-]+';
/** Semantic Versioning 2.0.0, section 2 and on. */
const VERSION = String.raw`${NUMBER}(?:\.${NUMBER}){2}(?:-${PRERELEASE}(?:\.${PRERELEASE})*)?(?:\+${BUILD}(?:\.${BUILD})*)?`;

const WHOLE_LABEL = new RegExp(`^${LABEL}$`);
const CONSTRUCTOR = new RegExp(String.raw`^\[constructor\](?<resource>${LABEL})$`);
const MEMBER = new RegExp(String.raw`^\[(?<form>method|static)\](?<resource>${LABEL})\.(?<member>${LABEL})$`);
const INTERFACE = new RegExp(`^${WORDS}:${WORDS}/${LABEL}(?:@${VERSION})?$`);
/** Forms of names that proposals add, or that earlier drafts had. */
const UNSUPPORTED: readonly RegExp[] = [
  /^(?:unlocked-dep|locked-dep|url|relative-url|integrity)=/,
  /^\[(?:async|implements)/,
  new RegExp(`^(?:${WORDS}:)+${WORDS}(?:/${LABEL})+(?:@(?:${VERSION}|${TRACK}))?$`),
];

/** A label of the component model: words joined by hyphens, each all lower or all upper case. */
export function isLabel(text: string): boolean {
  return WHOLE_LABEL.test(text);
}

/** The name of an import or export, taken apart. `resource` is the resource type that a function's name says it belongs to. */
export type ExternName =
  | { readonly form: 'label' | 'interface' }
  | { readonly form: 'constructor' | 'method' | 'static'; readonly resource: string };

/** Takes the name of an import or export apart: a label, a resource's function, or an interface with its version. */
export function parseExternName(name: string): ExternName | 'unsupported' | 'malformed' {
  if (isLabel(name)) return { form: 'label' };
  if (INTERFACE.test(name)) return { form: 'interface' };
  const constructs = CONSTRUCTOR.exec(name)?.groups;
  if (constructs !== undefined) return { form: 'constructor', resource: constructs['resource']! };
  const member = MEMBER.exec(name)?.groups;
  if (member !== undefined) return { form: member['form'] as 'method' | 'static', resource: member['resource']! };
  return UNSUPPORTED.some((pattern) => pattern.test(name)) ? 'unsupported' : 'malformed';
}

/**
 * What two names must differ in to stand side by side (component model explainer: strongly-unique names). Hyphens do not count, as in
 * wasm-tools from 0.259 on: `a-1` and `a1` would be one property in JavaScript.
 */
export function uniquenessKey(name: string): string {
  const [path, version] = name.split('@');
  const folded = path!.toLowerCase().replaceAll('-', '');
  const member = folded.replace(/^\[(?:method|static)\]/, '');
  if (member === folded) return version === undefined ? folded : `${folded}@${version}`;
  const [resource, own] = member.split('.');
  return resource === own ? resource! : member;
}

/**
 * A WIT name as JavaScript writes it: `clear-all` becomes `clearAll`. Names of resource functions (`[method]handle.name`) and of
 * interfaces stay as they are.
 */
export function camelCase(name: string): string {
  if (!isLabel(name)) return name;
  return name
    .split('-')
    .map((word, index) => (index === 0 ? word.toLowerCase() : word[0]!.toUpperCase() + word.slice(1).toLowerCase()))
    .join('');
}

/** How a function is named in errors: `kernel:store/slots.set`, the version left out. */
export function functionLabel(interfaceName: string, functionName: string): string {
  return `${unversioned(interfaceName)}.${functionName}`;
}
