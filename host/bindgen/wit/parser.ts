import { WitError, type Location } from './error.ts';
import type { Token } from './lexer.ts';
import {
  PRIMITIVE_NAMES,
  type CaseSyntax,
  type ExternSyntax,
  type FieldSyntax,
  type FileSyntax,
  type FunctionSyntax,
  type IncludeSyntax,
  type InterfaceItemSyntax,
  type InterfaceSyntax,
  type PackageItemSyntax,
  type PackageNameSyntax,
  type PathSyntax,
  type PrimitiveName,
  type SyntaxItem,
  type TopUseSyntax,
  type TypeDefinitionSyntax,
  type TypeSyntax,
  type UseSyntax,
  type WorldItemSyntax,
  type WorldSyntax,
} from './syntax.ts';
import { TokenReader, isKeyword } from './token-reader.ts';

const TYPE_KEYWORDS = ['record', 'variant', 'enum', 'flags', 'resource', 'type'] as const;

/**
 * Parses one WIT file: https://github.com/WebAssembly/component-model/blob/main/design/mvp/WIT.md#lexical-structure.
 * The first element holds the file's own items; nested packages follow. Items gated `@unstable` are left out, as every
 * WIT tool does by default.
 */
export function parseFile(file: string, source: string): FileSyntax[] {
  return new Parser(file, source).file();
}

class Parser {
  readonly #tokens: TokenReader;
  readonly #file: string;

  constructor(file: string, source: string) {
    this.#file = file;
    this.#tokens = new TokenReader(file, source);
  }

  file(): FileSyntax[] {
    let declared: PackageNameSyntax | undefined;
    const items: PackageItemSyntax[] = [];
    const nested: FileSyntax[] = [];
    while (this.#tokens.peek().kind !== 'end') {
      if (!this.#tokens.isKeyword('package')) {
        this.#gatedInto(items, () => this.#packageItem());
        continue;
      }
      const name = this.#packageName();
      if (this.#tokens.accept('{')) {
        const nestedItems: PackageItemSyntax[] = [];
        while (!this.#tokens.accept('}')) this.#gatedInto(nestedItems, () => this.#packageItem());
        nested.push({ file: this.#file, package: name, items: nestedItems });
        continue;
      }
      this.#tokens.expect(';');
      if (declared || items.length > 0 || nested.length > 0) {
        throw new WitError(name.location, 'the package declaration must come first in the file, and once');
      }
      declared = name;
    }
    return [{ file: this.#file, package: declared, items }, ...nested];
  }

  #packageName(): PackageNameSyntax {
    const { docs, location } = this.#tokens.keyword('package');
    const namespace = this.#lowerCase(this.#tokens.name('the package namespace'));
    this.#tokens.expect(':');
    const name = this.#lowerCase(this.#tokens.name('the package name'));
    const version = this.#tokens.isPunctuation('@') ? this.#version() : undefined;
    return { namespace, name, version, docs, location };
  }

  #lowerCase({ text, location }: Token): string {
    if (text === text.toLowerCase()) return text;
    throw new WitError(location, `\`${text}\` is in upper case: names of packages are in lower case`);
  }

  #version(): string {
    this.#tokens.expect('@');
    return this.#tokens.version();
  }

  #packageItem(): PackageItemSyntax {
    const token = this.#tokens.peek();
    if (this.#tokens.isKeyword('interface')) return this.#interface();
    if (this.#tokens.isKeyword('world')) return this.#world();
    if (this.#tokens.isKeyword('use')) return this.#topUse();
    throw this.#tokens.unexpected(token, '`interface`, `world` or `use`');
  }

  #topUse(): TopUseSyntax {
    const { location } = this.#tokens.keyword('use');
    const path = this.#path();
    const as = this.#tokens.acceptKeyword('as') ? this.#tokens.name('the name to use').text : path.name;
    this.#tokens.expect(';');
    return { kind: 'top-use', path, as, location };
  }

  #interface(): InterfaceSyntax {
    const { docs } = this.#tokens.keyword('interface');
    const { text: name, location } = this.#tokens.name('the name of the interface');
    return { kind: 'interface', name, docs, location, items: this.#interfaceItems() };
  }

  #interfaceItems(): InterfaceItemSyntax[] {
    const items: InterfaceItemSyntax[] = [];
    this.#tokens.expect('{');
    while (!this.#tokens.accept('}')) {
      this.#gatedInto(items, () => {
        if (this.#tokens.isKeyword('use')) return this.#use();
        return this.#typeDefinition() ?? this.#namedFunction();
      });
    }
    return items;
  }

  #world(): WorldSyntax {
    const { docs } = this.#tokens.keyword('world');
    const { text: name, location } = this.#tokens.name('the name of the world');
    const items: WorldItemSyntax[] = [];
    this.#tokens.expect('{');
    while (!this.#tokens.accept('}')) this.#gatedInto(items, () => this.#worldItem());
    return { kind: 'world', name, docs, location, items };
  }

  #worldItem(): WorldItemSyntax {
    if (this.#tokens.isKeyword('import') || this.#tokens.isKeyword('export')) return this.#extern();
    if (this.#tokens.isKeyword('include')) return this.#include();
    if (this.#tokens.isKeyword('use')) return this.#use();
    const type = this.#typeDefinition();
    if (type) return type;
    throw this.#tokens.unexpected(this.#tokens.peek(), '`import`, `export`, `include`, `use` or a type');
  }

  #extern(): ExternSyntax {
    const keyword = this.#tokens.next();
    const kind = keyword.text === 'import' ? 'import' : 'export';
    const { docs, location } = keyword;
    const first = this.#tokens.name('an interface or a name');
    if (!this.#tokens.isPunctuation(':')) {
      const path = this.#pathAfter(first);
      this.#tokens.expect(';');
      return { kind, docs, location, target: { kind: 'path', ...path } };
    }
    this.#tokens.expect(':');
    const item: SyntaxItem = { name: first.text, docs, location: first.location };
    if (this.#tokens.isKeyword('func') || this.#tokens.isKeyword('async')) {
      return { kind, docs, location, target: this.#function(item, 'free') };
    }
    if (this.#tokens.isKeyword('interface')) {
      this.#tokens.keyword('interface');
      return { kind, docs, location, target: { kind: 'interface', ...item, items: this.#interfaceItems() } };
    }
    const second = this.#tokens.name('`func`, `interface` or a package name');
    if (!this.#tokens.isPunctuation('/')) {
      throw new WitError(
        first.location,
        `\`${kind} ${first.text}: ${second.text}\` is not carried: ${kind} the interface under its own name`,
      );
    }
    const path = this.#pathInPackage(first, second);
    this.#tokens.expect(';');
    return { kind, docs, location, target: { kind: 'path', ...path } };
  }

  #include(): IncludeSyntax {
    const { location } = this.#tokens.keyword('include');
    const path = this.#path();
    const renames = this.#tokens.acceptKeyword('with') ? this.#tokens.list('{', '}', () => this.#renaming(true)) : [];
    this.#tokens.accept(';');
    return { kind: 'include', path, renames, location };
  }

  #use(): UseSyntax {
    const { location } = this.#tokens.keyword('use');
    const path = this.#path();
    this.#tokens.expect('.');
    const names = this.#tokens.list('{', '}', () => this.#renaming(false));
    this.#tokens.expect(';');
    return { kind: 'use', path, names, location };
  }

  #renaming(needed: boolean): { name: string; as: string; location: Location } {
    const { text: name, location } = this.#tokens.name('a name');
    if (!this.#tokens.acceptKeyword('as')) {
      if (needed) throw this.#tokens.unexpected(this.#tokens.peek(), '`as`');
      return { name, as: name, location };
    }
    return { name, as: this.#tokens.name('the name to use').text, location };
  }

  #path(): PathSyntax {
    return this.#pathAfter(this.#tokens.name('an interface'));
  }

  #pathAfter(first: Token): PathSyntax {
    if (!this.#tokens.accept(':')) return { package: undefined, name: first.text, location: first.location };
    return this.#pathInPackage(first, this.#tokens.name('the package name'));
  }

  #pathInPackage(namespace: Token, packageName: Token): PathSyntax {
    this.#tokens.expect('/');
    const name = this.#tokens.name('the interface').text;
    const version = this.#tokens.isPunctuation('@') ? this.#version() : undefined;
    return {
      package: { namespace: namespace.text, name: packageName.text, version },
      name,
      location: namespace.location,
    };
  }

  #typeDefinition(): TypeDefinitionSyntax | undefined {
    const keyword = TYPE_KEYWORDS.find((word) => this.#tokens.isKeyword(word));
    if (!keyword) return undefined;
    const { docs } = this.#tokens.keyword(keyword);
    const { text: name, location } = this.#tokens.name(`the name of the ${keyword}`);
    const item: SyntaxItem = { name, docs, location };
    switch (keyword) {
      case 'type': {
        this.#tokens.expect('=');
        const type = this.#type();
        this.#tokens.expect(';');
        return { kind: 'alias', ...item, type };
      }
      case 'record':
        return { kind: 'record', ...item, fields: this.#tokens.list('{', '}', () => this.#field()) };
      case 'variant':
        return {
          kind: 'variant',
          ...item,
          cases: this.#someOf(
            item,
            this.#tokens.list('{', '}', () => this.#case()),
          ),
        };
      case 'enum':
        return {
          kind: 'enum',
          ...item,
          cases: this.#someOf(
            item,
            this.#tokens.list('{', '}', () => this.#item()),
          ),
        };
      case 'flags':
        return { kind: 'flags', ...item, flags: this.#tokens.list('{', '}', () => this.#item()) };
      case 'resource':
        return { kind: 'resource', ...item, functions: this.#resourceFunctions(name) };
    }
  }

  #someOf<T>(item: SyntaxItem, cases: T[]): T[] {
    if (cases.length > 0) return cases;
    throw new WitError(item.location, `\`${item.name}\` has no cases: add at least one`);
  }

  #item(): SyntaxItem {
    const { text: name, docs, location } = this.#tokens.name('a name');
    return { name, docs, location };
  }

  #field(): FieldSyntax {
    const item = this.#item();
    this.#tokens.expect(':');
    return { ...item, type: this.#type() };
  }

  #case(): CaseSyntax {
    const item = this.#item();
    if (!this.#tokens.accept('(')) return { ...item, type: undefined };
    const type = this.#type();
    this.#tokens.expect(')');
    return { ...item, type };
  }

  #resourceFunctions(resource: string): FunctionSyntax[] {
    const functions: FunctionSyntax[] = [];
    if (this.#tokens.accept(';')) return functions;
    this.#tokens.expect('{');
    while (!this.#tokens.accept('}')) {
      this.#gatedInto(functions, () => {
        if (this.#tokens.isKeyword('constructor')) return this.#resourceConstructor(resource);
        const item = this.#item();
        this.#tokens.expect(':');
        const form = this.#tokens.acceptKeyword('static') ? 'static' : 'method';
        return this.#function(item, form);
      });
    }
    return functions;
  }

  #resourceConstructor(resource: string): FunctionSyntax {
    const { docs, location } = this.#tokens.keyword('constructor');
    const parameters = this.#tokens.list('(', ')', () => this.#field());
    const result: TypeSyntax = this.#tokens.accept('->') ? this.#type() : { kind: 'own', name: resource, location };
    this.#tokens.expect(';');
    const item: SyntaxItem = { name: 'constructor', docs, location };
    return { kind: 'function', form: 'constructor', ...item, isAsync: false, parameters, result };
  }

  #namedFunction(): FunctionSyntax {
    const token = this.#tokens.peek();
    if (token.kind !== 'identifier') throw this.#tokens.unexpected(token, 'a type, a function or `use`');
    const item = this.#item();
    this.#tokens.expect(':');
    return this.#function(item, 'free');
  }

  #function(item: SyntaxItem, form: FunctionSyntax['form']): FunctionSyntax {
    const isAsync = this.#tokens.acceptKeyword('async');
    this.#tokens.keyword('func');
    const parameters = this.#tokens.list('(', ')', () => this.#field());
    const result = this.#tokens.accept('->') ? this.#type() : undefined;
    this.#tokens.expect(';');
    return { kind: 'function', form, ...item, isAsync, parameters, result };
  }

  #type(): TypeSyntax {
    const token = this.#tokens.peek();
    if (token.kind !== 'identifier') throw this.#tokens.unexpected(token, 'a type');
    this.#tokens.next();
    const { text, location } = token;
    if (token.escaped) return { kind: 'named', name: text, location };
    if ((PRIMITIVE_NAMES as readonly string[]).includes(text)) {
      return { kind: 'primitive', name: text as PrimitiveName, location };
    }
    switch (text) {
      case 'list':
        return { kind: 'list', location, ...this.#tokens.bracketed(() => this.#listArguments()) };
      case 'option':
        return { kind: 'option', location, element: this.#tokens.bracketed(() => this.#type()) };
      case 'result':
        return { kind: 'result', location, ...this.#resultArguments() };
      case 'tuple':
        return { kind: 'tuple', location, elements: this.#tokens.list('<', '>', () => this.#type()) };
      case 'map': {
        const [key, value] = this.#tokens.bracketed(() => {
          const keyType = this.#type();
          this.#tokens.expect(',');
          return [keyType, this.#type()] as const;
        });
        return { kind: 'map', location, key, value };
      }
      case 'future':
      case 'stream': {
        const element = this.#tokens.isPunctuation('<') ? this.#tokens.bracketed(() => this.#type()) : undefined;
        return { kind: text, location, element };
      }
      case 'error-context':
        return { kind: 'error-context', location };
      case 'borrow':
      case 'own':
        return { kind: text, location, name: this.#tokens.bracketed(() => this.#tokens.name('a resource').text) };
    }
    if (isKeyword(text)) throw this.#tokens.unexpected(token, 'a type');
    return { kind: 'named', name: text, location };
  }

  #listArguments(): { element: TypeSyntax; length: number | undefined } {
    const element = this.#type();
    if (!this.#tokens.accept(',')) return { element, length: undefined };
    const token = this.#tokens.next();
    if (token.kind !== 'integer') throw this.#tokens.unexpected(token, 'the length of the list');
    return { element, length: Number(token.text) };
  }

  #resultArguments(): { ok: TypeSyntax | undefined; err: TypeSyntax | undefined } {
    if (!this.#tokens.isPunctuation('<')) return { ok: undefined, err: undefined };
    return this.#tokens.bracketed(() => {
      const ok = this.#tokens.accept('_') ? undefined : this.#type();
      const err = this.#tokens.accept(',') ? this.#type() : undefined;
      return { ok, err };
    });
  }

  /** Reads the gates before an item, then the item, and keeps it unless it is unstable. */
  #gatedInto<T extends object>(items: T[], parse: () => T): void {
    const { docs } = this.#tokens.peek();
    const marks: string[] = [];
    let unstable = false;
    while (this.#tokens.accept('@')) {
      const gate = this.#tokens.name('`since`, `unstable` or `deprecated`');
      if (gate.text === 'external-id') {
        throw new WitError(gate.location, '`@external-id` is not carried: rename the item instead');
      }
      if (!['since', 'unstable', 'deprecated'].includes(gate.text)) {
        throw this.#tokens.unexpected(gate, '`since`, `unstable` or `deprecated`');
      }
      this.#tokens.expect('(');
      const field = this.#tokens.name('`version` or `feature`');
      this.#tokens.expect('=');
      if (field.text !== 'version') this.#tokens.name('the feature');
      else if (gate.text === 'deprecated') marks.push(`@deprecated since ${this.#tokens.version()}`);
      else marks.push(`@since ${this.#tokens.version()}`);
      this.#tokens.expect(')');
      unstable ||= gate.text === 'unstable';
    }
    const item = parse();
    if (unstable) return;
    // Doc comments stand before the gates, so the item's own first token has none.
    if (!('docs' in item)) return void items.push(item);
    const lines = [item.docs === '' ? docs : String(item.docs), ...marks].filter((line) => line !== '');
    items.push({ ...item, docs: lines.join('\n') });
  }
}
