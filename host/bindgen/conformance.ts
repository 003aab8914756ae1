import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';

import {
  ClassPrototype,
  ExportStatement,
  FunctionPrototype,
  ImportStatement,
  type Element,
  type File,
  type FunctionTypeNode,
  type Program,
  type Range,
  type Source,
  type Type,
  type TypeNode,
} from 'assemblyscript';

import { nearest } from '../component/nearest.ts';
import type { DemandedClass, DemandedFunction } from './assemblyscript/demands.ts';
import { expectedName, signatureText, type Expected, type ExpectedFile } from './assemblyscript/expected.ts';
import type { Problem } from './problem.ts';
import { formatLocation } from './wit/error.ts';

/** Diagnostics of types that cannot be resolved are left to the compiler, which meets them again. `ReportMode.Swallow` */
const SWALLOW = 1;
/** Of a class: it is `abstract`. `CommonFlags.Abstract` */
const ABSTRACT = 1 << 7;
const RESOURCE = 'Resource';

/**
 * Holds what an author wrote against what the world demands: functions and classes that are missing or not exported, other
 * parameters or results, exports that nothing calls. For a program that is initialised,
 * before anything is compiled.
 */
export function checkConformance(program: Program, expected: Expected, folder: string): Problem[] {
  const check = new ConformanceCheck(program, folder);
  for (const one of expected.demands) check.file(one);
  return check.problems;
}

/** Files that an author has to write and that are not there. */
export function missingFiles(expected: Expected, folder: string): Problem[] {
  return expected.demands.flatMap(({ demand }) => {
    const { path, owner, functions, classes } = demand;
    if (existsSync(join(folder, `${path}.ts`)) || existsSync(join(folder, path, 'index.ts'))) return [];
    const file = `${path}.ts`;
    const written = [
      ...classes.map(({ name }) => `export class ${name} extends ${RESOURCE} { ... }`),
      ...functions.map((one) => `export ${signatureText(one)} { ... }`),
    ];
    const message = `is missing: the world exports ${owner}, write it with\n${written.map((text) => `    ${text}`).join('\n')}`;
    return [{ severity: 'error', place: { file: join(folder, file) }, message }];
  });
}

class ConformanceCheck {
  readonly problems: Problem[] = [];
  readonly #program: Program;
  readonly #folder: string;

  constructor(program: Program, folder: string) {
    this.#program = program;
    this.#folder = folder;
  }

  file({ demand, path }: ExpectedFile): void {
    const file = this.#fileOf(demand.path);
    const expected = this.#fileOf(path);
    // A file that is not there was told of when the sources were read.
    if (!file || !expected) return;
    for (const one of demand.functions) {
      const author = file.lookupExport(one.name);
      if (!author) this.#missing(one, one.name, file, 'function');
      else if (!(author instanceof FunctionPrototype)) this.#wrongKind(one, author, 'a function');
      else this.#signature(one, author, expectedFunction(expected, one, undefined));
    }
    for (const one of demand.classes) this.#class(one, file, expected);
    const demanded = new Set([...demand.functions, ...demand.classes].map(({ name }) => name));
    this.#uncalled(file, demanded, demand.owner);
  }

  #class(one: DemandedClass, file: File, expected: File): void {
    const author = file.lookupExport(one.name);
    const demanded = `resource ${one.definition.name} (${formatLocation(one.definition.location)})`;
    if (!author) {
      this.#missing(undefined, one.name, file, 'class', demanded, `class ${one.name} extends ${RESOURCE} { ... }`);
      return;
    }
    if (!(author instanceof ClassPrototype)) {
      this.#error(
        author.identifierNode.range,
        `${one.name} is no class: ${demanded} demands "export class ${one.name} extends ${RESOURCE}"`,
      );
      return;
    }
    if (!extendsResource(author)) {
      this.#error(
        author.identifierNode.range,
        `${one.name} does not extend ${RESOURCE}: ${demanded} demands "export class ${one.name} extends ${RESOURCE}", from ../bindings/types`,
      );
    }
    if (author.is(ABSTRACT) && one.members.some(({ form }) => form === 'constructor')) {
      this.#error(author.identifierNode.range, `${one.name} is abstract: ${demanded} has a constructor, leave it out`);
    }
    for (const member of one.members) {
      const found = memberOf(author, member);
      if (!found) {
        // A class without a constructor of its own has that of its base, without parameters.
        if (member.form === 'constructor' && member.parameters.length === 0) continue;
        this.#missingMember(member, author);
      } else if (!(found instanceof FunctionPrototype)) this.#wrongKind(member, found, 'a method');
      else this.#signature(member, found, expectedFunction(expected, member, one.name));
    }
  }

  #signature(one: DemandedFunction, author: FunctionPrototype, expected: FunctionPrototype | undefined): void {
    if (!expected) return;
    const written = author.functionTypeNode;
    const wanted = expected.functionTypeNode;
    const demand = demandText(one);
    if (author.typeParameterNodes !== null) {
      this.#error(author.identifierNode.range, `${one.name} has type parameters: ${demand}`);
      return;
    }
    for (const [index, { type, name }] of wanted.parameters.entries()) {
      const parameter = written.parameters[index];
      if (!parameter) {
        this.#error(author.identifierNode.range, `${one.name} lacks the parameter ${name.text}: ${demand}`);
        return;
      }
      const mine = this.#resolve(parameter.type, author);
      const theirs = this.#resolve(type, expected);
      if (!mine || !theirs || fits(theirs, mine)) continue;
      this.#error(
        parameter.range,
        `${parameter.name.text} is ${textOf(parameter.type)}, and ${one.parameters[index]!.type} is passed: ${demand}`,
      );
    }
    const further = written.parameters[wanted.parameters.length];
    if (further && further.initializer === null) {
      this.#error(further.range, `${further.name.text} is never passed: ${demand}`);
    }
    this.#result(one, written, wanted, author, expected, demand);
  }

  #result(
    one: DemandedFunction,
    written: FunctionTypeNode,
    wanted: FunctionTypeNode,
    author: FunctionPrototype,
    expected: FunctionPrototype,
    demand: string,
  ): void {
    if (one.form === 'constructor') return;
    const mine = this.#resolve(written.returnType, author);
    const theirs = this.#resolve(wanted.returnType, expected);
    if (!mine || !theirs || fits(mine, theirs)) return;
    const { range } = written.returnType;
    const isWritten = range.start < range.end;
    this.#error(
      isWritten ? range : author.identifierNode.range,
      `${one.name} returns ${isWritten ? textOf(written.returnType) : 'void'}, and ${one.result} is expected: ${demand}`,
    );
  }

  /** An export of the author's that nothing calls was probably meant for the world. */
  #uncalled(file: File, demanded: ReadonlySet<string>, owner: string): void {
    if (this.#isImportedWhole(file)) return;
    for (const [name, element] of file.exports ?? []) {
      if (
        demanded.has(name) ||
        !(element instanceof FunctionPrototype) ||
        element.declaration.range.source !== file.source
      )
        continue;
      if (this.#isImported(file, name)) continue;
      const meant = nearest(name, [...demanded]);
      const mend = meant === undefined ? 'add it to the WIT, or leave out "export"' : `did you mean ${meant}?`;
      this.#problem(
        'warning',
        element.identifierNode.range,
        `${name} is exported and nothing calls it: ${owner} has no such function, ${mend}`,
      );
    }
  }

  #isImportedWhole(file: File): boolean {
    return (
      this.#statements(ImportStatement, file).some(({ namespaceName }) => namespaceName !== null) ||
      this.#statements(ExportStatement, file).some(({ members }) => members === null)
    );
  }

  #isImported(file: File, name: string): boolean {
    return (
      this.#statements(ImportStatement, file).some(({ declarations }) =>
        declarations?.some((one) => one.foreignName.text === name),
      ) ||
      this.#statements(ExportStatement, file).some(({ members }) => members?.some((one) => one.localName.text === name))
    );
  }

  /** The statements of the author's other files that import or export from this one. */
  #statements<T extends ImportStatement | ExportStatement>(
    kind: abstract new (...args: never[]) => T,
    file: File,
  ): T[] {
    return this.#authorFiles()
      .flatMap(({ source }) => source.statements)
      .filter((statement): statement is T & typeof statement => statement instanceof kind)
      .filter(({ internalPath }) => internalPath === file.source.internalPath);
  }

  #missing(
    one: DemandedFunction | undefined,
    name: string,
    file: File,
    kind: 'function' | 'class',
    demanded = one ? `${one.fn.name} (${formatLocation(one.fn.location)})` : '',
    text = one ? `${signatureText(one)} { ... }` : '',
  ): void {
    const local = file.getMember(name);
    if (local && local.declaration.range.source === file.source) {
      this.#error(
        local.identifierNode.range,
        `${name} is not exported: the world demands ${demanded}, write "export" before it`,
      );
      return;
    }
    const meant = nearest(name, [...(file.exports?.keys() ?? [])]);
    const other = meant === undefined ? undefined : file.lookupExport(meant);
    const mend = other ? `is ${meant} meant? Rename it, or add` : 'add';
    const { source } = file;
    const end = source.text.trimEnd().length;
    const message = `the ${kind} ${name} is missing: the world demands ${demanded}, ${mend} "export ${text}"`;
    if (other && other.declaration.range.source === source) this.#error(other.identifierNode.range, message);
    else this.problems.push({ severity: 'error', place: this.#place(source, end), message });
  }

  #missingMember(one: DemandedFunction, author: ClassPrototype): void {
    const members = [...(author.instanceMembers?.keys() ?? []), ...(author.members?.keys() ?? [])];
    const meant = nearest(one.name, members);
    const mend = meant === undefined ? 'add' : `is ${meant} meant? Rename it, or add`;
    const message = `${author.name} lacks ${one.name}: ${formatLocation(one.fn.location)} demands it, ${mend} "${signatureText(one)} { ... }"`;
    this.#error(author.identifierNode.range, message);
  }

  #wrongKind(one: DemandedFunction, author: Element, wanted: string): void {
    const { identifierNode } = author as FunctionPrototype;
    this.#error(identifierNode.range, `${one.name} is not ${wanted}: ${demandText(one)}`);
  }

  #resolve(node: TypeNode, from: FunctionPrototype): Type | null {
    return this.#program.resolver.resolveType(node, null, from, null, SWALLOW as never);
  }

  #fileOf(path: string): File | undefined {
    return this.#program.filesByName.get(path) ?? this.#program.filesByName.get(`${path}/index`);
  }

  #authorFiles(): File[] {
    return [...this.#program.filesByName.values()].filter(({ source }) =>
      source.normalizedPath.startsWith('assembly/'),
    );
  }

  #error(range: Range, message: string): void {
    this.#problem('error', range, message);
  }

  #problem(severity: Problem['severity'], range: Range, message: string): void {
    const { source } = range;
    const place = this.#place(source, range.start);
    // What is meant for another function is told of as that.
    if (severity === 'warning' && this.problems.some((one) => isDeepStrictEqual(one.place, place))) return;
    const line = source.text.split('\n')[place.line - 1] ?? '';
    this.problems.push({ severity, place, message, source: line });
  }

  #place(source: Source, offset: number): { file: string; line: number; column: number } {
    const line = source.lineAt(offset);
    return { file: join(this.#folder, source.normalizedPath), line, column: source.columnAt() };
  }
}

/** Whether a value of one type may be handed over where the other is expected: numbers only as the same type. */
function fits(given: Type, wanted: Type): boolean {
  if (given.equals(wanted)) return true;
  return given.isReference && wanted.isReference && given.isAssignableTo(wanted);
}

/** A type as the author wrote it. */
function textOf({ range }: TypeNode): string {
  return range.source.text.slice(range.start, range.end);
}

function demandText(one: DemandedFunction): string {
  return `expected "${signatureText(one)}", for ${formatLocation(one.fn.location)}`;
}

function expectedFunction(
  file: File,
  one: DemandedFunction,
  inClass: string | undefined,
): FunctionPrototype | undefined {
  const found = file.lookupExport(expectedName(one, inClass));
  return found instanceof FunctionPrototype ? found : undefined;
}

/** A member of a class or of what it extends. */
function memberOf(author: ClassPrototype, one: DemandedFunction): Element | undefined {
  for (let at: ClassPrototype | null = author; at; at = at.basePrototype) {
    const found =
      one.form === 'constructor'
        ? at.constructorPrototype
        : (one.form === 'static' ? at.members : at.instanceMembers)?.get(one.name);
    if (found) return found;
    // Of the base all constructors take nothing.
    if (one.form === 'constructor' && at.basePrototype?.name === RESOURCE) return undefined;
  }
  return undefined;
}

function extendsResource(author: ClassPrototype): boolean {
  for (let at = author.basePrototype; at; at = at.basePrototype) if (at.name === RESOURCE) return true;
  return false;
}
