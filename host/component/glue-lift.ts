import {
  Cells,
  isFloat,
  isPlain,
  NUMBER_VIEWS,
  offsetBy,
  scopeOf,
  text,
  type Emitter,
  type Form,
  type Side,
} from './glue-emitter.ts';
import { camelCase } from './names.ts';
import {
  casesOf,
  discriminantSize,
  elementWeight,
  flagWords,
  payloadOffset,
  sequenceOffsets,
  WORD_FLAGS,
  type Case,
  type CoreType,
  type Field,
  type ValueType,
} from './types.ts';

type Variant = ValueType & { kind: 'variant' | 'enum' | 'option' | 'result' };

const STRING_LIFTS = { utf8: 'liftUtf8', utf16: 'liftUtf16', 'latin1+utf16': 'liftLatin1OrUtf16' } as const;

/** Writes code that lifts values out of a guest: from core values, or from its memory. */
export class Lifter {
  readonly #emitter: Emitter;
  readonly #side: Side;
  readonly #form: Form;
  readonly #copiesStrings: boolean;
  readonly #cells: Cells;
  readonly #loads = new Map<ValueType, string>();

  constructor(emitter: Emitter, side: Side, form: Form, copiesStrings: boolean) {
    this.#emitter = emitter;
    this.#side = side;
    this.#form = form;
    this.#copiesStrings = copiesStrings;
    this.#cells = new Cells(side);
  }

  get #memory(): string {
    return `memory_${this.#side.key}`;
  }

  /** Lifts from core values; `next` names them in order. Returns an expression without effects. */
  flat(type: ValueType, next: () => string): string {
    switch (type.kind) {
      case 'string':
        return this.#string(`${next()} >>> 0`, `${next()} >>> 0`);
      case 'list':
        return this.#list(type, `${next()} >>> 0`, `${next()} >>> 0`);
      case 'record':
        return this.#record(type.fields, (field) => this.flat(field.type, next));
      case 'tuple':
        return `[${type.elements.map((element) => this.flat(element, next)).join(', ')}]`;
      case 'variant':
      case 'enum':
      case 'option':
      case 'result':
        return this.#flatVariant(type, next);
      case 'flags':
        return this.#flags(type.labels, () => next());
      default:
        return this.#scalar(type, next());
    }
  }

  /** Lifts from memory at a checked, aligned address. Returns an expression without effects. */
  memory(type: ValueType, address: string): string {
    const view = NUMBER_VIEWS[type.kind];
    if (view !== undefined) return this.#cells.at(view.view, address);
    switch (type.kind) {
      case 'bool':
        return `(${this.#cells.at('u8', address)} !== 0)`;
      case 'char':
        return this.#scalar(type, this.#cells.at('u32', address));
      case 'own':
      case 'borrow':
        return this.#scalar(type, this.#cells.at('s32', address));
      case 'flags': {
        const unsigned = type.layout.size === 1 ? 'u8' : type.layout.size === 2 ? 'u16' : 'u32';
        return this.#flags(type.labels, (word) => this.#cells.at(unsigned, offsetBy(address, word * 4)));
      }
      case 'string':
        return this.#string(this.#cells.at('u32', address), this.#cells.at('u32', offsetBy(address, 4)));
      default:
        if (this.#cells.inLoop) return this.#loaded(type, address);
        return this.#emitter.bind(`${this.#load(type)}(${[address, ...scopeOf(type)].join(', ')})`);
    }
  }

  /** The helper that loads a compound type, written once for each factory. */
  #load(type: ValueType): string {
    const known = this.#loads.get(type);
    if (known !== undefined) return known;
    const name = this.#emitter.fresh('load');
    this.#loads.set(type, name);
    this.#emitter.define(name, ['p', ...scopeOf(type)], () => this.#emitter.line(`return ${this.#loaded(type, 'p')};`));
    return name;
  }

  #loaded(type: ValueType, address: string): string {
    switch (type.kind) {
      case 'list':
        return this.#list(type, this.#cells.at('u32', address), this.#cells.at('u32', offsetBy(address, 4)));
      case 'record': {
        const offsets = sequenceOffsets(type.fields.map((field) => field.type));
        return this.#record(type.fields, (field, index) => this.memory(field.type, offsetBy(address, offsets[index]!)));
      }
      case 'tuple': {
        const offsets = sequenceOffsets(type.elements);
        return `[${type.elements.map((each, index) => this.memory(each, offsetBy(address, offsets[index]!))).join(', ')}]`;
      }
      case 'variant':
      case 'enum':
      case 'option':
      case 'result': {
        const cases = casesOf(type);
        const size = discriminantSize(cases.length);
        const discriminant = this.#cells.at(size === 1 ? 'u8' : size === 2 ? 'u16' : 'u32', address);
        const payload = offsetBy(address, payloadOffset(cases));
        return this.#variant(type, discriminant, (each) => this.memory(each, payload));
      }
      default:
        throw new TypeError(`a ${type.kind} is no compound type`);
    }
  }

  #scalar(type: ValueType, core: string): string {
    const { bind, tool } = bound(this.#emitter);
    switch (type.kind) {
      case 'bool':
        return `(${core} !== 0)`;
      case 'u8':
        return `(${core} & 255)`;
      case 's8':
        return `(${core} << 24 >> 24)`;
      case 'u16':
        return `(${core} & 65535)`;
      case 's16':
        return `(${core} << 16 >> 16)`;
      case 'u32':
        return `(${core} >>> 0)`;
      case 'u64':
        return this.#form === 'raw' ? core : `BigInt.asUintN(64, ${core})`;
      case 'char':
        return bind(`${tool(this.#form === 'raw' ? 'checkChar' : 'liftChar')}(${core} >>> 0)`);
      case 'own':
      case 'borrow':
        return this.#handle(type, core);
      default:
        return core;
    }
  }

  /** `core` gives each i32 of the flags. Bits without a label mean nothing. */
  #flags(labels: readonly string[], core: (word: number) => string): string {
    const words = flagWords(labels);
    if (this.#form === 'raw') {
      const masked = words.map(
        (own, word) => `${core(word)} & ${own.length === WORD_FLAGS ? -1 : 2 ** own.length - 1}`,
      );
      return this.#emitter.bind(words.length === 1 ? masked[0]! : `[${masked.join(', ')}]`);
    }
    const fields = words.flatMap((own, word) => {
      const bits = this.#emitter.bind(core(word));
      return own.map((label, index) => `${text(camelCase(label))}: (${bits} & ${(1 << index) | 0}) !== 0`);
    });
    return this.#emitter.bind(`{ ${fields.join(', ')} }`);
  }

  #handle(type: ValueType & { kind: 'own' | 'borrow' }, core: string): string {
    const { key } = this.#side;
    const resource = `resources_${key}[${type.resource.index}]`;
    const { bind, tool } = bound(this.#emitter);
    if (type.kind === 'own') {
      if (this.#form === 'raw') return bind(`guard_${key}.handles.take(${core}, ${resource})`);
      return bind(`${tool('liftOwn')}(guard_${key}, ${core}, ${resource})`);
    }
    if (this.#form === 'raw') return bind(`${tool('lendRaw')}(guard_${key}, ${core}, ${resource}, scope)`);
    return bind(`${tool('liftBorrow')}(guard_${key}, ${core}, ${resource}, scope)`);
  }

  #string(pointerExpression: string, lengthExpression: string): string {
    const emitter = this.#emitter;
    const pointer = emitter.bind(pointerExpression);
    const length = emitter.bind(lengthExpression);
    const { encoding } = this.#side;
    if (this.#form === 'raw' && this.#copiesStrings) {
      const check = emitter.tool(encoding === 'utf8' ? 'checkUtf8' : 'checkUtf16');
      emitter.line(`${check}(${this.#memory}, ${pointer}, ${length});`);
      return emitter.bind(`{ pointer: ${pointer}, units: ${length} }`);
    }
    const lifted = emitter.bind(`${emitter.tool(STRING_LIFTS[encoding])}(${this.#memory}, ${pointer}, ${length})`);
    return this.#form === 'raw' ? emitter.bind(`{ text: ${lifted}, units: ${length} }`) : lifted;
  }

  #list(type: ValueType & { kind: 'list' }, pointerExpression: string, lengthExpression: string): string {
    const emitter = this.#emitter;
    const { element } = type;
    const { size, alignment } = element.layout;
    const pointer = emitter.bind(pointerExpression);
    const length = emitter.bind(lengthExpression);
    const view = NUMBER_VIEWS[element.kind];
    if (view !== undefined) {
      emitter.line(`${this.#memory}.checkNumbers(${pointer}, ${length}, ${size});`);
      if (this.#form === 'raw') return emitter.bind(`{ pointer: ${pointer}, length: ${length} }`);
      if (element.kind === 'u8')
        return emitter.bind(`${emitter.tool('liftBytes')}(${this.#memory}, ${pointer}, ${length})`);
      const start = emitter.bind(`${pointer} >>> ${view.shift}`);
      const copy = emitter.bind(`${this.#memory}.${view.view}.slice(${start}, ${start} + ${length})`);
      if (isFloat(element)) emitter.line(`${emitter.tool('canonicalizeNaNs')}(${copy}, 0, ${length});`);
      return copy;
    }
    const weight = elementWeight(element);
    emitter.line(`${this.#memory}.checkList(${pointer}, ${length}, ${size}, ${alignment}, ${weight});`);
    const list = emitter.bind(`new Array(${length})`);
    const index = emitter.fresh('i');
    const at = emitter.fresh('p');
    const loop = () =>
      emitter.capture(() => {
        emitter.line(
          `for (let ${index} = 0, ${at} = ${pointer}; ${index} < ${length}; ${index}++, ${at} += ${size}) {`,
        );
        emitter.line(`${list}[${index}] = ${this.memory(element, at)};`);
        emitter.line('}');
      });
    emitter.line(isPlain(element) ? `{\n${this.#cells.loop(loop)}\n}` : loop());
    return list;
  }

  #record(fields: readonly Field[], lift: (field: Field, index: number) => string): string {
    const lifted = fields.map(
      (field, index) => `${text(camelCase(field.name))}: ${this.#emitter.bind(lift(field, index))}`,
    );
    return this.#emitter.bind(`{ ${lifted.join(', ')} }`);
  }

  #flatVariant(type: Variant, next: () => string): string {
    const discriminant = next();
    const joined = type.layout.flat.slice(1);
    const payload = joined.map(() => next());
    return this.#variant(type, `${discriminant} >>> 0`, (each) => {
      let index = 0;
      const flat = each.layout.flat;
      return this.flat(each, () => {
        const at = index++;
        return narrowed(payload[at]!, joined[at]!, flat[at]!, this.#emitter);
      });
    });
  }

  #variant(type: Variant, discriminantExpression: string, payload: (type: ValueType) => string): string {
    const emitter = this.#emitter;
    const cases = casesOf(type);
    const discriminant = emitter.bind(discriminantExpression);
    if (type.kind === 'enum') {
      emitter.line(
        `if (${discriminant} >= ${cases.length}) ${emitter.tool('refuseCase')}(${discriminant}, ${cases.length});`,
      );
      return this.#form === 'raw'
        ? discriminant
        : `${emitter.constant(cases.map((each) => each.name))}[${discriminant}]`;
    }
    const value = emitter.fresh('v');
    emitter.line(`let ${value};`);
    emitter.line(`switch (${discriminant}) {`);
    cases.forEach((each, index) => {
      const lines = emitter.capture(() => {
        const lifted = each.type === undefined ? undefined : payload(each.type);
        emitter.line(`${value} = ${this.#case(type, each, index, lifted)};`);
      });
      emitter.line(`case ${index}: {\n${lines}\nbreak;\n}`);
    });
    emitter.line(`default: ${emitter.tool('refuseCase')}(${discriminant}, ${cases.length});`);
    emitter.line('}');
    return value;
  }

  /** One case as a JavaScript value. */
  #case(type: Variant, each: Case, index: number, payload: string | undefined): string {
    if (this.#form === 'raw') return `{ tag: ${index}, val: ${payload} }`;
    if (type.kind === 'option' && type.element.kind !== 'option') return payload ?? 'undefined';
    if (type.kind === 'result') return `{ tag: ${text(each.name)}, val: ${payload} }`;
    return payload === undefined ? `{ tag: ${text(each.name)} }` : `{ tag: ${text(each.name)}, val: ${payload} }`;
  }
}

function bound(emitter: Emitter): { bind: (expression: string) => string; tool: (name: string) => string } {
  return { bind: (expression) => emitter.bind(expression), tool: (name) => emitter.tool(name) };
}

/** Takes a variant's payload out of the core type it shares with other cases (canonical ABI: lift_flat_variant). */
function narrowed(core: string, have: CoreType, want: CoreType, emitter: Emitter): string {
  if (have === want) return core;
  const low = have === 'i64' ? `Number(BigInt.asIntN(32, ${core}))` : core;
  if (want === 'i32') return low;
  if (want === 'f32') return `${emitter.tool('f32FromBits')}(${low})`;
  return `${emitter.tool('f64FromBits')}(${core})`;
}
