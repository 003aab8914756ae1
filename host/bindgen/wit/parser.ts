import { WitError, type Location } from './error.ts';
import { Lexer, type Token } from './lexer.ts';
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

const TYPE_KEYWORDS = ['record', 'variant', 'enum', 'flags', 'resource', 'type'] as const;

/** Names that are only names when written with `%`: the keyword list of the WIT specification. */
const KEYWORDS = new Set<string>([
  ...TYPE_KEYWORDS,
  ...PRIMITIVE_NAMES,
  ...`
    as async borrow constructor export from func future import include interface
    list map option own package result static stream tuple use with world
  `
    .trim()
    .split(/\s+/),
]);

/**
 * Parses one WIT file: https://github.com/WebAssembly/component-model/blob/main/design/mvp/WIT.md#lexical-structure.
 * The first element holds the file's own items; nested packages follow. Items gated `@unstable` are left out, as every
 * WIT tool does by default.
 */
export function parseFile(file: string, source: string): FileSyntax[] {
  return new Parser(file, source).file();
}

class Parser {
  readonly #lexer: Lexer;
  readonly #file: string;

  constructor(file: string, source: string) {
    this.#file = file;
    this.#lexer = new Lexer(file, source);
  }

  file(): FileSyntax[] {
    let declared: PackageNameSyntax | undefined;
    const items: PackageItemSyntax[] = [];
    const nested: FileSyntax[] = [];
    while (this.#lexer.peek().kind !== 'end') {
      if (!this.#isKeyword('package')) {
        this.#gatedInto(items, () => this.#packageItem());
        continue;
      }
      const name = this.#packageName();
      if (this.#accept('{')) {
        const nestedItems: PackageItemSyntax[] = [];
        while (!this.#accept('}')) this.#gatedInto(nestedItems, () => this.#packageItem());
        nested.push({ file: this.#file, package: name, items: nestedItems });
        continue;
      }
      this.#expect(';');
      if (declared || items.length > 0 || nested.length > 0) {
        throw new WitError(name.location, 'the package declaration must come first in the file, and once');
      }
      declared = name;
    }
    return [{ file: this.#file, package: declared, items }, ...nested];
  }

  #packageName(): PackageNameSyntax {
    const { docs, location } = this.#keyword('package');
    const namespace = this.#name('the package namespace').text;
    this.#expect(':');
    const name = this.#name('the package name').text;
    const version = this.#isPunctuation('@') ? this.#version() : undefined;
    return { namespace, name, version, docs, location };
  }

  #version(): string {
    this.#expect('@');
    return this.#lexer.version();
  }

  #packageItem(): PackageItemSyntax {
    const token = this.#lexer.peek();
    if (this.#isKeyword('interface')) return this.#interface();
    if (this.#isKeyword('world')) return this.#world();
    if (this.#isKeyword('use')) return this.#topUse();
    throw this.#unexpected(token, '`interface`, `world` or `use`');
  }

  #topUse(): TopUseSyntax {
    const { location } = this.#keyword('use');
    const path = this.#path();
    const as = this.#acceptKeyword('as') ? this.#name('the name to use').text : path.name;
    this.#expect(';');
    return { kind: 'top-use', path, as, location };
  }

  #interface(): InterfaceSyntax {
    const { docs } = this.#keyword('interface');
    const { text: name, location } = this.#name('the name of the interface');
    return { kind: 'interface', name, docs, location, items: this.#interfaceItems() };
  }

  #interfaceItems(): InterfaceItemSyntax[] {
    const items: InterfaceItemSyntax[] = [];
    this.#expect('{');
    while (!this.#accept('}')) {
      this.#gatedInto(items, () => {
        if (this.#isKeyword('use')) return this.#use();
        return this.#typeDefinition() ?? this.#namedFunction();
      });
    }
    return items;
  }

  #world(): WorldSyntax {
    const { docs } = this.#keyword('world');
    const { text: name, location } = this.#name('the name of the world');
    const items: WorldItemSyntax[] = [];
    this.#expect('{');
    while (!this.#accept('}')) this.#gatedInto(items, () => this.#worldItem());
    return { kind: 'world', name, docs, location, items };
  }

  #worldItem(): WorldItemSyntax {
    if (this.#isKeyword('import') || this.#isKeyword('export')) return this.#extern();
    if (this.#isKeyword('include')) return this.#include();
    if (this.#isKeyword('use')) return this.#use();
    const type = this.#typeDefinition();
    if (type) return type;
    throw this.#unexpected(this.#lexer.peek(), '`import`, `export`, `include`, `use` or a type');
  }

  #extern(): ExternSyntax {
    const keyword = this.#lexer.next();
    const kind = keyword.text === 'import' ? 'import' : 'export';
    const { docs, location } = keyword;
    const first = this.#name('an interface or a name');
    if (!this.#isPunctuation(':')) {
      const path = this.#pathAfter(first);
      this.#expect(';');
      return { kind, docs, location, target: { kind: 'path', ...path } };
    }
    this.#expect(':');
    const item: SyntaxItem = { name: first.text, docs, location: first.location };
    if (this.#isKeyword('func') || this.#isKeyword('async')) {
      return { kind, docs, location, target: this.#function(item, 'free') };
    }
    if (this.#isKeyword('interface')) {
      this.#keyword('interface');
      return { kind, docs, location, target: { kind: 'interface', ...item, items: this.#interfaceItems() } };
    }
    const second = this.#name('`func`, `interface` or a package name');
    if (!this.#isPunctuation('/')) {
      throw new WitError(
        first.location,
        `\`${kind} ${first.text}: ${second.text}\` is not carried: ${kind} the interface under its own name`,
      );
    }
    const path = this.#pathInPackage(first, second);
    this.#expect(';');
    return { kind, docs, location, target: { kind: 'path', ...path } };
  }

  #include(): IncludeSyntax {
    const { location } = this.#keyword('include');
    const path = this.#path();
    const renames = this.#acceptKeyword('with') ? this.#list('{', '}', () => this.#renaming(true)) : [];
    this.#accept(';');
    return { kind: 'include', path, renames, location };
  }

  #use(): UseSyntax {
    const { location } = this.#keyword('use');
    const path = this.#path();
    this.#expect('.');
    const names = this.#list('{', '}', () => this.#renaming(false));
    this.#expect(';');
    return { kind: 'use', path, names, location };
  }

  #renaming(needed: boolean): { name: string; as: string; location: Location } {
    const { text: name, location } = this.#name('a name');
    if (!this.#acceptKeyword('as')) {
      if (needed) throw this.#unexpected(this.#lexer.peek(), '`as`');
      return { name, as: name, location };
    }
    return { name, as: this.#name('the name to use').text, location };
  }

  #path(): PathSyntax {
    return this.#pathAfter(this.#name('an interface'));
  }

  #pathAfter(first: Token): PathSyntax {
    if (!this.#accept(':')) return { package: undefined, name: first.text, location: first.location };
    return this.#pathInPackage(first, this.#name('the package name'));
  }

  #pathInPackage(namespace: Token, packageName: Token): PathSyntax {
    this.#expect('/');
    const name = this.#name('the interface').text;
    const version = this.#isPunctuation('@') ? this.#version() : undefined;
    return {
      package: { namespace: namespace.text, name: packageName.text, version },
      name,
      location: namespace.location,
    };
  }

  #typeDefinition(): TypeDefinitionSyntax | undefined {
    const keyword = TYPE_KEYWORDS.find((word) => this.#isKeyword(word));
    if (!keyword) return undefined;
    const { docs } = this.#keyword(keyword);
    const { text: name, location } = this.#name(`the name of the ${keyword}`);
    const item: SyntaxItem = { name, docs, location };
    switch (keyword) {
      case 'type': {
        this.#expect('=');
        const type = this.#type();
        this.#expect(';');
        return { kind: 'alias', ...item, type };
      }
      case 'record':
        return { kind: 'record', ...item, fields: this.#list('{', '}', () => this.#field()) };
      case 'variant':
        return {
          kind: 'variant',
          ...item,
          cases: this.#someOf(
            item,
            this.#list('{', '}', () => this.#case()),
          ),
        };
      case 'enum':
        return {
          kind: 'enum',
          ...item,
          cases: this.#someOf(
            item,
            this.#list('{', '}', () => this.#item()),
          ),
        };
      case 'flags':
        return { kind: 'flags', ...item, flags: this.#list('{', '}', () => this.#item()) };
      case 'resource':
        return { kind: 'resource', ...item, functions: this.#resourceFunctions(name) };
    }
  }

  #someOf<T>(item: SyntaxItem, cases: T[]): T[] {
    if (cases.length > 0) return cases;
    throw new WitError(item.location, `\`${item.name}\` has no cases: add at least one`);
  }

  #item(): SyntaxItem {
    const { text: name, docs, location } = this.#name('a name');
    return { name, docs, location };
  }

  #field(): FieldSyntax {
    const item = this.#item();
    this.#expect(':');
    return { ...item, type: this.#type() };
  }

  #case(): CaseSyntax {
    const item = this.#item();
    if (!this.#accept('(')) return { ...item, type: undefined };
    const type = this.#type();
    this.#expect(')');
    return { ...item, type };
  }

  #resourceFunctions(resource: string): FunctionSyntax[] {
    const functions: FunctionSyntax[] = [];
    if (this.#accept(';')) return functions;
    this.#expect('{');
    while (!this.#accept('}')) {
      this.#gatedInto(functions, () => {
        if (this.#isKeyword('constructor')) return this.#resourceConstructor(resource);
        const item = this.#item();
        this.#expect(':');
        const form = this.#acceptKeyword('static') ? 'static' : 'method';
        return this.#function(item, form);
      });
    }
    return functions;
  }

  #resourceConstructor(resource: string): FunctionSyntax {
    const { docs, location } = this.#keyword('constructor');
    const parameters = this.#list('(', ')', () => this.#field());
    const result: TypeSyntax = this.#accept('->') ? this.#type() : { kind: 'own', name: resource, location };
    this.#expect(';');
    const item: SyntaxItem = { name: 'constructor', docs, location };
    return { kind: 'function', form: 'constructor', ...item, isAsync: false, parameters, result };
  }

  #namedFunction(): FunctionSyntax {
    const token = this.#lexer.peek();
    if (token.kind !== 'identifier') throw this.#unexpected(token, 'a type, a function or `use`');
    const item = this.#item();
    this.#expect(':');
    return this.#function(item, 'free');
  }

  #function(item: SyntaxItem, form: FunctionSyntax['form']): FunctionSyntax {
    const isAsync = this.#acceptKeyword('async');
    this.#keyword('func');
    const parameters = this.#list('(', ')', () => this.#field());
    const result = this.#accept('->') ? this.#type() : undefined;
    this.#expect(';');
    return { kind: 'function', form, ...item, isAsync, parameters, result };
  }

  #type(): TypeSyntax {
    const token = this.#lexer.peek();
    if (token.kind !== 'identifier') throw this.#unexpected(token, 'a type');
    this.#lexer.next();
    const { text, location } = token;
    if (token.escaped) return { kind: 'named', name: text, location };
    if ((PRIMITIVE_NAMES as readonly string[]).includes(text)) {
      return { kind: 'primitive', name: text as PrimitiveName, location };
    }
    switch (text) {
      case 'list':
        return { kind: 'list', location, ...this.#bracketed(() => this.#listArguments()) };
      case 'option':
        return { kind: 'option', location, element: this.#bracketed(() => this.#type()) };
      case 'result':
        return { kind: 'result', location, ...this.#resultArguments() };
      case 'tuple':
        return { kind: 'tuple', location, elements: this.#list('<', '>', () => this.#type()) };
      case 'map': {
        const [key, value] = this.#bracketed(() => {
          const keyType = this.#type();
          this.#expect(',');
          return [keyType, this.#type()] as const;
        });
        return { kind: 'map', location, key, value };
      }
      case 'future':
      case 'stream': {
        const element = this.#isPunctuation('<') ? this.#bracketed(() => this.#type()) : undefined;
        return { kind: text, location, element };
      }
      case 'error-context':
        return { kind: 'error-context', location };
      case 'borrow':
      case 'own':
        return { kind: text, location, name: this.#bracketed(() => this.#name('a resource').text) };
    }
    if (KEYWORDS.has(text)) throw this.#unexpected(token, 'a type');
    return { kind: 'named', name: text, location };
  }

  #listArguments(): { element: TypeSyntax; length: number | undefined } {
    const element = this.#type();
    if (!this.#accept(',')) return { element, length: undefined };
    const token = this.#lexer.next();
    if (token.kind !== 'integer') throw this.#unexpected(token, 'the length of the list');
    return { element, length: Number(token.text) };
  }

  #resultArguments(): { ok: TypeSyntax | undefined; err: TypeSyntax | undefined } {
    if (!this.#isPunctuation('<')) return { ok: undefined, err: undefined };
    return this.#bracketed(() => {
      const ok = this.#accept('_') ? undefined : this.#type();
      const err = this.#accept(',') ? this.#type() : undefined;
      return { ok, err };
    });
  }

  #bracketed<T>(parse: () => T): T {
    this.#expect('<');
    const value = parse();
    this.#expect('>');
    return value;
  }

  /** Items separated by commas; a comma after the last one is allowed. */
  #list<T>(open: string, close: string, parse: () => T): T[] {
    const items: T[] = [];
    this.#expect(open);
    while (!this.#accept(close)) {
      items.push(parse());
      if (this.#accept(',')) continue;
      this.#expect(close);
      break;
    }
    return items;
  }

  /** Reads the gates before an item, then the item, and keeps it unless it is unstable. */
  #gatedInto<T extends object>(items: T[], parse: () => T): void {
    const { docs } = this.#lexer.peek();
    let unstable = false;
    while (this.#accept('@')) {
      const gate = this.#name('`since`, `unstable` or `deprecated`');
      if (gate.text === 'external-id') {
        throw new WitError(gate.location, '`@external-id` is not carried: rename the item instead');
      }
      if (!['since', 'unstable', 'deprecated'].includes(gate.text)) {
        throw this.#unexpected(gate, '`since`, `unstable` or `deprecated`');
      }
      this.#expect('(');
      const field = this.#name('`version` or `feature`');
      this.#expect('=');
      if (field.text === 'version') this.#lexer.version();
      else this.#name('the feature');
      this.#expect(')');
      unstable ||= gate.text === 'unstable';
    }
    const item = parse();
    if (unstable) return;
    // Doc comments stand before the gates, so the item's own first token has none.
    items.push('docs' in item && item.docs === '' ? { ...item, docs } : item);
  }

  #name(what: string): Token {
    const token = this.#lexer.next();
    if (token.kind !== 'identifier') throw this.#unexpected(token, what);
    if (!token.escaped && KEYWORDS.has(token.text)) {
      throw new WitError(
        token.location,
        `\`${token.text}\` is a keyword of WIT: write \`%${token.text}\` to use it as a name`,
      );
    }
    return token;
  }

  #isKeyword(word: string): boolean {
    const token = this.#lexer.peek();
    return token.kind === 'identifier' && !token.escaped && token.text === word;
  }

  #acceptKeyword(word: string): boolean {
    if (!this.#isKeyword(word)) return false;
    this.#lexer.next();
    return true;
  }

  #keyword(word: string): Token {
    if (!this.#isKeyword(word)) throw this.#unexpected(this.#lexer.peek(), `\`${word}\``);
    return this.#lexer.next();
  }

  #isPunctuation(text: string): boolean {
    const token = this.#lexer.peek();
    return token.kind === 'punctuation' && token.text === text;
  }

  #accept(text: string): boolean {
    if (!this.#isPunctuation(text)) return false;
    this.#lexer.next();
    return true;
  }

  #expect(text: string): void {
    if (!this.#accept(text)) throw this.#unexpected(this.#lexer.peek(), `\`${text}\``);
  }

  #unexpected(token: Token, wanted: string): WitError {
    const found = token.kind === 'end' ? token.text : `\`${token.text}\``;
    return new WitError(token.location, `expected ${wanted}, found ${found}`);
  }
}
