import type { Type } from '../wit/model.ts';
import { dealiasType } from '../wit/model.ts';
import { branches, fieldNames, toJoined } from './abi-functions.ts';
import type { Abi } from './abi.ts';
import { casesText } from './cases.ts';
import { fieldsOf, flatten } from './layout.ts';
import type { SourceFile } from './source-file.ts';
import { typedArrayOf } from './types.ts';

const NAME = /^\w+$/;

/** Turns values into core values inside one function body; what takes statements is collected in `lines`. */
export class Lowering {
  readonly lines: string[] = [];
  readonly #abi: Abi;
  readonly #file: SourceFile;
  #locals = 0;

  constructor(abi: Abi, file: SourceFile) {
    this.#abi = abi;
    this.#file = file;
  }

  /** Expressions of the core values that `value` is passed as. */
  lower(type: Type, value: string): string[] {
    const actual = dealiasType(type);
    const fields = fieldsOf(actual);
    if (fields) {
      const record = this.#bind(value);
      const names = fieldNames(actual);
      return fields.flatMap((field, i) => this.lower(field, `${record}.${names[i]}`));
    }
    switch (actual.kind) {
      case 'string': {
        const text = this.#bind(value);
        return [`<i32>changetype<usize>(${text})`, `${text}.length`];
      }
      case 'list': {
        const list = this.#bind(value);
        const data = typedArrayOf(actual.element) ? `${list}.dataStart` : this.#abi.lowerList(this.#file, actual, list);
        return [`<i32>${data}`, `${list}.length`];
      }
      case 'own':
      case 'borrow':
        return [this.#abi.lowerHandle(this.#file, actual, value)];
      case 'option':
      case 'result':
        return this.#lowerCases(actual, value);
      case 'named':
        if (actual.definition.definition.kind === 'variant') return this.#lowerCases(actual, value);
        if (actual.definition.definition.kind === 'flags') return [this.#abi.lowerFlags(this.#file, actual, value)];
        return [value];
      default:
        return [value];
    }
  }

  #lowerCases(type: Type, value: string): string[] {
    const text = casesText(this.#abi, this.#file, type);
    if (!text) return [];
    const bound = this.#bind(value);
    const [, ...joined] = flatten(type);
    const locals = joined.map(() => this.#local());
    for (const [i, local] of locals.entries()) this.lines.push(`let ${local}: ${joined[i]} = 0;`);
    const payloads = text.cases.map((one) => {
      if (!one.payload) return undefined;
      const inner = new Lowering(this.#abi, this.#file);
      inner.#locals = this.#locals;
      const core = inner.lower(one.payload, one.take(bound));
      this.#locals = inner.#locals;
      const types = flatten(one.payload);
      const assignments = core.map((expression, i) => {
        return `${locals[i]} = ${toJoined(types[i] ?? 'i32', joined[i] ?? 'i32', expression)};`;
      });
      return [...inner.lines, ...assignments];
    });
    this.lines.push(...branches(text, bound, payloads));
    return [text.tagOf(bound), ...locals];
  }

  /** A name for a value that is used more than once. */
  #bind(value: string): string {
    if (NAME.test(value)) return value;
    const local = this.#local();
    this.lines.push(`const ${local} = ${value};`);
    return local;
  }

  #local(): string {
    this.#locals++;
    return `_local${this.#locals}`;
  }
}
