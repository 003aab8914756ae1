/** A label of the component model: words joined by hyphens, each all lower or all upper case. */
const LABEL = /^([a-z][a-z0-9]*|[A-Z][A-Z0-9]*)(-([a-z0-9]+|[A-Z0-9]+))*$/;

export function isLabel(text: string): boolean {
  return LABEL.test(text);
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
  return `${interfaceName.replace(/@[^@/]*$/, '')}.${functionName}`;
}
