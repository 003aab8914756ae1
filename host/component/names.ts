import { unversioned } from './versions.ts';

/** A label of the component model: words joined by hyphens, each all lower or all upper case. */
const LABEL = /^([a-z][a-z0-9]*|[A-Z][A-Z0-9]*)(-([a-z0-9]+|[A-Z0-9]+))*$/;

export function isLabel(text: string): boolean {
  return LABEL.test(text);
}

const WORDS = '[a-zA-Z][a-zA-Z0-9]*(?:-[a-zA-Z0-9]+)*';
const VERSION = String.raw`[0-9]+(?:\.[0-9]+)*(?:[-+][0-9A-Za-z.+-]+)?`;
const EXTERN_NAME = new RegExp(
  String.raw`^(?:(?:\[constructor\])?${WORDS}|\[(?:method|static)\]${WORDS}\.${WORDS}|${WORDS}(?::${WORDS})+(?:/${WORDS})+(?:@${VERSION})?)$`,
);
const UNSUPPORTED_NAME = /^(?:(?:unlocked-dep|locked-dep|url|relative-url|integrity)=|\[(?:async|implements))/;

/** Whether a name can be that of an import or export: a label, a resource's function, or an interface with its version. */
export function externNameForm(name: string): 'known' | 'unsupported' | 'malformed' {
  if (EXTERN_NAME.test(name)) return 'known';
  return UNSUPPORTED_NAME.test(name) ? 'unsupported' : 'malformed';
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
