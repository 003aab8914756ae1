import { posix } from 'node:path';

/** The second line of every generated source. */
export const GENERATED = '// Generated from WIT by host/bindgen; changes are overwritten.';
/** For sources that use more of the compiler than its type definitions for editors tell of. */
export const UNCHECKED = '// @ts-nocheck: what the runtime has is not declared for editors.';

/** One generated source file: what it imports is collected while its body is written. */
export class SourceFile {
  /** Its path inside the component's folder, without `.ts`: `bindings/kernel-store/slots`. */
  readonly path: string;
  readonly #lines: string[] = [];
  /** Local name by what it names: `PATH#NAME`. */
  readonly #locals = new Map<string, string>();
  readonly #taken = new Set<string>();
  readonly #preferred = new Map<string, string>();
  readonly #namespaces = new Map<string, string>();
  readonly #reexports: string[] = [];
  readonly #heading: readonly string[];
  readonly #docs: string[] = [];

  constructor(path: string, heading: string, isChecked = true) {
    this.path = path;
    this.#heading = [`// ${heading}`, GENERATED, ...(isChecked ? [] : [UNCHECKED])];
  }

  /** Keeps a name for a declaration of this file. */
  reserve(name: string): void {
    this.#taken.add(name);
  }

  /** Has `name` of another file called `local` here, should it be imported. */
  prefer(path: string, name: string, local: string): void {
    this.#preferred.set(`${path}#${name}`, local);
  }

  /** Imports `name` from another generated or written file; returns what it is called here. */
  use(path: string, name: string): string {
    if (path === this.path) return name;
    const key = `${path}#${name}`;
    const known = this.#locals.get(key);
    if (known) return known;
    const local = this.#free(this.#preferred.get(key) ?? name);
    this.#locals.set(key, local);
    return local;
  }

  /** Imports a whole file as a namespace. */
  useNamespace(path: string, name: string): string {
    const known = this.#namespaces.get(path);
    if (known) return known;
    const local = this.#free(name);
    this.#namespaces.set(path, local);
    return local;
  }

  /** Imports a file for the compiler to find, without a name. */
  include(path: string): void {
    this.#reexports.push(`import '${this.#relative(path)}';`);
  }

  /** Exports names of another file from this one. */
  reexport(path: string, name: string, as: string): void {
    const names = name === as ? name : `${name} as ${as}`;
    this.#reexports.push(`export { ${names} } from '${this.#relative(path)}';`);
  }

  /** Exports everything of another file from this one. */
  reexportAll(path: string): void {
    this.#reexports.push(`export * from '${this.#relative(path)}';`);
  }

  /** The names imported from another file. */
  namesFrom(path: string): string[] {
    const keys = [...this.#locals.keys()].filter((key) => key.startsWith(`${path}#`));
    return keys.map((key) => key.slice(path.length + 1));
  }

  /** Whether it declares and exports nothing. */
  get isEmpty(): boolean {
    return this.#lines.length === 0 && this.#reexports.length === 0;
  }

  /** Sets the doc comment of the file itself. */
  document(lines: readonly string[]): void {
    this.#docs.push(...lines);
  }

  /** Adds lines to the body. */
  add(...lines: string[]): void {
    this.#lines.push(...lines);
  }

  /** Adds a declaration, with an empty line before it. */
  declare(...lines: string[]): void {
    if (this.#lines.length > 0) this.#lines.push('');
    this.#lines.push(...lines);
  }

  render(): string {
    const byPath = new Map<string, string[]>();
    for (const [key, local] of this.#locals) {
      const [path = '', name = ''] = key.split('#');
      const names = byPath.get(path) ?? [];
      names.push(name === local ? name : `${name} as ${local}`);
      byPath.set(path, names);
    }
    const imports = [...this.#namespaces].map(([path, name]) => `import * as ${name} from '${this.#relative(path)}';`);
    for (const [path, names] of byPath) imports.push(importLine(names.sort(), this.#relative(path)));
    imports.sort((a, b) => (moduleOf(a) < moduleOf(b) ? -1 : 1));
    const parts = [this.#heading, this.#docs, imports, this.#reexports, this.#lines];
    return `${parts
      .filter((part) => part.length > 0)
      .map((part) => part.join('\n'))
      .join('\n\n')}\n`;
  }

  #free(name: string): string {
    let local = name;
    for (let i = 2; this.#taken.has(local); i++) local = `${name}_${i}`;
    this.#taken.add(local);
    return local;
  }

  #relative(path: string): string {
    const relative = posix.relative(posix.dirname(this.path), path);
    return relative.startsWith('.') ? relative : `./${relative}`;
  }
}

function importLine(names: readonly string[], from: string): string {
  const line = `import { ${names.join(', ')} } from '${from}';`;
  if (line.length <= 120) return line;
  return `import {\n${names.map((name) => `  ${name},`).join('\n')}\n} from '${from}';`;
}

function moduleOf(line: string): string {
  return line.slice(line.lastIndexOf('from '));
}

/** A doc comment for WIT docs, or nothing. */
export function docComment(docs: string, indent = ''): string[] {
  if (docs === '') return [];
  const lines = docs.replaceAll('*/', '*\\/').split('\n');
  if (lines.length === 1) return [`${indent}/** ${lines[0]} */`];
  return [`${indent}/**`, ...lines.map((line) => `${indent} * ${line}`.trimEnd()), `${indent} */`];
}
