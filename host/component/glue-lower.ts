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
  flagWords,
  payloadOffset,
  sequenceOffsets,
  type Case,
  type CoreType,
  type ValueType,
} from './types.ts';

type Variant = ValueType & { kind: 'variant' | 'enum' | 'option' | 'result' };

/** For each encoding: what measures and what stores a string, its alignment, and the bytes that so many units take. */
const STRINGS = {
  utf8: { units: 'unitsOfUtf8', store: 'storeUtf8', alignment: 1, bytes: (units: string) => units },
  utf16: { units: 'unitsOfUtf16', store: 'storeUtf16', alignment: 2, bytes: (units: string) => `${units} * 2` },
  'latin1+utf16': {
    units: 'unitsOfLatin1OrUtf16',
    store: 'storeLatin1OrUtf16',
    alignment: 2,
    bytes: (units: string) => `bytesOfLatin1OrUtf16(${units})`,
  },
} as const;

/** The values each integer type holds, as a test of a bound value. */
const INTEGER_TESTS: Readonly<Record<string, (value: string) => string>> = {
  u8: (value) => `(${value} & 255) === ${value}`,
  s8: (value) => `(${value} << 24 >> 24) === ${value}`,
  u16: (value) => `(${value} & 65535) === ${value}`,
  s16: (value) => `(${value} << 16 >> 16) === ${value}`,
  u32: (value) => `(${value} >>> 0) === ${value}`,
  s32: (value) => `(${value} | 0) === ${value}`,
  u64: (value) => `typeof ${value} === 'bigint' && BigInt.asUintN(64, ${value}) === ${value}`,
  s64: (value) => `typeof ${value} === 'bigint' && BigInt.asIntN(64, ${value}) === ${value}`,
};

/** Reads a field. What every object inherits under its name (`constructor`, `to-string`) is not the field. */
function property(value: string, label: string): string {
  const name = camelCase(label);
  const read = `${value}[${text(name)}]`;
  return name in Object.prototype ? `(Object.hasOwn(${value}, ${text(name)}) ? ${read} : undefined)` : read;
}

/** Writes code that lowers values into a guest: to core values, or into its memory. Values of the host are checked on the way. */
export class Lowerer {
  readonly #emitter: Emitter;
  readonly #side: Side;
  readonly #form: Form;
  /** The side that raw spans lie in. */
  readonly #from: Side | undefined;
  readonly #copiesStrings: boolean;
  readonly #cells: Cells;
  readonly #stores = new Map<ValueType, string>();

  constructor(emitter: Emitter, side: Side, form: Form, from: Side | undefined, copiesStrings: boolean) {
    this.#emitter = emitter;
    this.#side = side;
    this.#form = form;
    this.#from = from;
    this.#copiesStrings = copiesStrings;
    this.#cells = new Cells(side);
  }

  get #memory(): string {
    return `memory_${this.#side.key}`;
  }

  /** Lowers to core values: expressions without effects, in order. */
  flat(type: ValueType, expression: string): string[] {
    const value = this.#emitter.bind(expression);
    switch (type.kind) {
      case 'string':
        return this.#string(value);
      case 'list':
        return this.#list(type, value);
      case 'record':
        this.#checkObject(value);
        return type.fields.flatMap((field) => this.flat(field.type, property(value, field.name)));
      case 'tuple':
        this.#checkTuple(value, type.elements.length);
        return type.elements.flatMap((element, index) => this.flat(element, `${value}[${index}]`));
      case 'variant':
      case 'enum':
      case 'option':
      case 'result':
        return this.#flatVariant(type, value);
      case 'flags':
        return this.#flags(type.labels, value);
      default:
        return [this.#scalar(type, value)];
    }
  }

  /** Lowers into memory at a checked, aligned address (a name, or a name and an offset). */
  memory(type: ValueType, expression: string, address: string): void {
    const emitter = this.#emitter;
    switch (type.kind) {
      case 'record':
      case 'tuple':
      case 'variant':
      case 'enum':
      case 'option':
      case 'result':
        if (this.#cells.inLoop) this.#stored(type, emitter.bind(expression), address);
        else emitter.line(`${this.#store(type)}(${[expression, address, ...scopeOf(type)].join(', ')});`);
        return;
      case 'string':
      case 'list': {
        const [pointer, length] = this.flat(type, expression);
        emitter.line(`${this.#cells.at('u32', address)} = ${pointer};`);
        emitter.line(`${this.#cells.at('u32', offsetBy(address, 4))} = ${length};`);
        return;
      }
      case 'flags': {
        const view = type.layout.size === 1 ? 'u8' : type.layout.size === 2 ? 'u16' : 'u32';
        this.#flags(type.labels, emitter.bind(expression)).forEach((bits, word) => {
          emitter.line(`${this.#cells.at(view, offsetBy(address, word * 4))} = ${bits};`);
        });
        return;
      }
      default: {
        const core = this.#scalar(type, emitter.bind(expression));
        const view = NUMBER_VIEWS[type.kind]?.view ?? (type.kind === 'bool' ? 'u8' : 'u32');
        emitter.line(`${this.#cells.at(view, address)} = ${core};`);
      }
    }
  }

  /** The helper that stores a compound type, written once for each factory. */
  #store(type: ValueType): string {
    const known = this.#stores.get(type);
    if (known !== undefined) return known;
    const name = this.#emitter.fresh('store');
    this.#stores.set(type, name);
    this.#emitter.define(name, ['v', 'p', ...scopeOf(type)], () => this.#stored(type, 'v', 'p'));
    return name;
  }

  #stored(type: ValueType, value: string, address: string): void {
    switch (type.kind) {
      case 'record': {
        this.#checkObject(value);
        const offsets = sequenceOffsets(type.fields.map((field) => field.type));
        type.fields.forEach((field, index) =>
          this.memory(field.type, property(value, field.name), offsetBy(address, offsets[index]!)),
        );
        return;
      }
      case 'tuple': {
        this.#checkTuple(value, type.elements.length);
        const offsets = sequenceOffsets(type.elements);
        type.elements.forEach((element, index) =>
          this.memory(element, `${value}[${index}]`, offsetBy(address, offsets[index]!)),
        );
        return;
      }
      case 'variant':
      case 'enum':
      case 'option':
      case 'result': {
        const cases = casesOf(type);
        const size = discriminantSize(cases.length);
        const view = size === 1 ? 'u8' : size === 2 ? 'u16' : 'u32';
        const payload = offsetBy(address, payloadOffset(cases));
        this.#variant(type, value, (index, each, inner) => {
          this.#emitter.line(`${this.#cells.at(view, address)} = ${index};`);
          if (each?.type !== undefined) this.memory(each.type, inner, payload);
        });
        return;
      }
      default:
        throw new TypeError(`a ${type.kind} is no compound type`);
    }
  }

  #expect(test: string, what: string, value: string): void {
    this.#emitter.line(`if (!(${test})) ${this.#emitter.tool('refuseValue')}(${text(what)}, ${value});`);
  }

  #checkObject(value: string): void {
    if (this.#form === 'host') this.#expect(`typeof ${value} === 'object' && ${value} !== null`, 'an object', value);
  }

  #checkTuple(value: string, length: number): void {
    if (this.#form === 'host') {
      this.#expect(`Array.isArray(${value}) && ${value}.length === ${length}`, `an array of ${length}`, value);
    }
  }

  #scalar(type: ValueType, value: string): string {
    const host = this.#form === 'host';
    const emitter = this.#emitter;
    const test = INTEGER_TESTS[type.kind];
    if (test !== undefined) {
      if (host) this.#expect(test(value), `a number of type ${type.kind}`, value);
      return value;
    }
    switch (type.kind) {
      case 'bool':
        if (host) this.#expect(`typeof ${value} === 'boolean'`, 'true or false', value);
        return `(${value} ? 1 : 0)`;
      case 'f32':
      case 'f64':
        if (host) this.#expect(`typeof ${value} === 'number'`, 'a number', value);
        return `(${value} === ${value} ? ${value} : NaN)`;
      case 'char':
        return host ? emitter.bind(`${emitter.tool('lowerChar')}(${value})`) : value;
      case 'own':
      case 'borrow':
        return this.#handle(type, value);
      default:
        throw new TypeError(`a ${type.kind} is no single core value`);
    }
  }

  /** Each i32 of the flags. */
  #flags(labels: readonly string[], value: string): string[] {
    const words = flagWords(labels);
    if (this.#form === 'raw') return words.length === 1 ? [value] : words.map((_, word) => `${value}[${word}]`);
    this.#checkObject(value);
    return words.map((own) => {
      const bits = own.map((label, index) => `(${property(value, label)} ? ${(1 << index) | 0} : 0)`);
      return this.#emitter.bind(bits.join(' | '));
    });
  }

  #handle(type: ValueType & { kind: 'own' | 'borrow' }, value: string): string {
    const { key, ownResources } = this.#side;
    const emitter = this.#emitter;
    const resource = `resources_${key}[${type.resource.index}]`;
    const host = this.#form === 'host';
    if (type.kind === 'own') {
      if (host) return emitter.bind(`${emitter.tool('lowerOwn')}(guard_${key}, ${value}, ${resource})`);
      return emitter.bind(`guard_${key}.handles.add(${resource}, ${value})`);
    }
    // The implementer of a resource gets what the handle stands for, not a handle (canonical ABI: lower_borrow).
    if (ownResources.has(type.resource.index)) {
      return host ? emitter.bind(`${emitter.tool('lendHandle')}(${value}, ${resource}, scope)`) : value;
    }
    if (host) return emitter.bind(`${emitter.tool('lowerBorrow')}(guard_${key}, ${value}, ${resource}, scope)`);
    return emitter.bind(`guard_${key}.handles.addBorrow(${resource}, ${value}, scope)`);
  }

  #string(value: string): string[] {
    const emitter = this.#emitter;
    const { key, encoding } = this.#side;
    if (this.#form === 'raw') return this.#copyString(value);
    this.#expect(`typeof ${value} === 'string'`, 'a string', value);
    const { units: measure, store, alignment, bytes } = STRINGS[encoding];
    if (encoding === 'latin1+utf16') emitter.tool('bytesOfLatin1OrUtf16');
    const units = emitter.bind(`${emitter.tool(measure)}(${value})`);
    const pointer = emitter.bind(`allocate_${key}(${alignment}, ${bytes(units)})`);
    emitter.line(`${emitter.tool(store)}(${this.#memory}, ${pointer}, ${units}, ${value});`);
    return [pointer, units];
  }

  #copyString(value: string): string[] {
    const emitter = this.#emitter;
    const { key, encoding } = this.#side;
    const from = this.#from!;
    const units = emitter.bind(`${value}.units`);
    if (!this.#copiesStrings) {
      const how = `${text(from.encoding)}, ${text(encoding)}`;
      const transcode = `${emitter.tool('transcode')}(${this.#memory}, reallocate_${key}, ${value}.text, ${units}, ${how})`;
      const span = emitter.bind(transcode);
      return [`${span}.pointer`, `${span}.units`];
    }
    const size = encoding === 'utf8' ? 1 : 2;
    const pointer = emitter.bind(`allocate_${key}(${size}, ${units} * ${size})`);
    const spans = `memory_${from.key}, ${value}.pointer, ${units}, ${this.#memory}, ${pointer}`;
    emitter.line(`${emitter.tool(encoding === 'utf8' ? 'copyUtf8' : 'copyUtf16')}(${spans});`);
    return [pointer, units];
  }

  #list(type: ValueType & { kind: 'list' }, value: string): string[] {
    const emitter = this.#emitter;
    const { element } = type;
    const { size, alignment } = element.layout;
    const view = NUMBER_VIEWS[element.kind];
    const allocate = `allocate_${this.#side.key}`;
    if (view !== undefined) {
      if (this.#form === 'raw') {
        const from = `memory_${this.#from!.key}.${view.view}`;
        const copy = emitter.tool('copyNumbers');
        const length = emitter.bind(`${value}.length`);
        const pointer = emitter.bind(`${allocate}(${alignment}, ${length} * ${size})`);
        emitter.line(
          `${copy}(${from}, ${value}.pointer, ${length}, ${this.#memory}.${view.view}, ${pointer}, ${view.shift});`,
        );
        this.#canonicalizeList(element, pointer, length);
        return [pointer, length];
      }
      const array = emitter.bind(`${emitter.tool('arrays')}.${view.view}`);
      this.#expect(`${value} instanceof ${array}`, `a list of ${element.kind} as typed array`, value);
      const length = emitter.bind(`${value}.length`);
      const pointer = emitter.bind(`${allocate}(${alignment}, ${emitter.tool('listBytes')}(${length}, ${size}))`);
      emitter.line(
        `${emitter.tool('storeNumbers')}(${value}, ${this.#memory}.${view.view}, ${pointer} >>> ${view.shift});`,
      );
      this.#canonicalizeList(element, pointer, length);
      return [pointer, length];
    }
    if (this.#form === 'host') this.#expect(`Array.isArray(${value})`, 'an array', value);
    const length = emitter.bind(`${value}.length`);
    const pointer = emitter.bind(`${allocate}(${alignment}, ${emitter.tool('listBytes')}(${length}, ${size}))`);
    const index = emitter.fresh('i');
    const at = emitter.fresh('p');
    const loop = () =>
      emitter.capture(() => {
        emitter.line(
          `for (let ${index} = 0, ${at} = ${pointer}; ${index} < ${length}; ${index}++, ${at} += ${size}) {`,
        );
        this.memory(element, `${value}[${index}]`, at);
        emitter.line('}');
      });
    emitter.line(isPlain(element) ? `{\n${this.#cells.loop(loop)}\n}` : loop());
    return [pointer, length];
  }

  #canonicalizeList(element: ValueType, pointer: string, length: string): void {
    if (!isFloat(element)) return;
    const { view, shift } = NUMBER_VIEWS[element.kind]!;
    const start = `${pointer} >>> ${shift}`;
    this.#emitter.line(`${this.#emitter.tool('canonicalizeNaNs')}(${this.#memory}.${view}, ${start}, ${length});`);
  }

  #flatVariant(type: Variant, value: string): string[] {
    const emitter = this.#emitter;
    const joined = type.layout.flat.slice(1);
    const discriminant = emitter.fresh('d');
    const payload = joined.map(() => emitter.fresh('f'));
    const initial = joined.map((core, index) => `, ${payload[index]} = ${core === 'i64' ? '0n' : '0'}`);
    emitter.line(`let ${discriminant} = 0${initial.join('')};`);
    this.#variant(type, value, (index, each, inner) => {
      emitter.line(`${discriminant} = ${index};`);
      if (each?.type === undefined) return;
      const flat = each.type.layout.flat;
      this.flat(each.type, inner).forEach((core, at) => {
        emitter.line(`${payload[at]} = ${widened(core, flat[at]!, joined[at]!, emitter)};`);
      });
    });
    return [discriminant, ...payload];
  }

  /** Chooses by case; `write` gets the discriminant, the case (none for an enum, whose discriminant is looked up) and its payload. */
  #variant(
    type: Variant,
    value: string,
    write: (index: string, each: Case | undefined, payload: string) => void,
  ): void {
    const emitter = this.#emitter;
    const cases = casesOf(type);
    const host = this.#form === 'host';
    if (type.kind === 'enum') {
      if (!host) return write(value, undefined, '');
      const numbers = emitter.constant(new Map(cases.map((each, index) => [each.name, index])));
      const index = emitter.bind(`${numbers}.get(${value})`);
      this.#expect(`${index} !== undefined`, `one of ${cases.map((each) => each.name).join(', ')}`, value);
      return write(index, undefined, '');
    }
    if (host && type.kind === 'option' && type.element.kind !== 'option') {
      const [none, some] = [
        emitter.capture(() => write('0', cases[0], value)),
        emitter.capture(() => write('1', cases[1], value)),
      ];
      emitter.line(`if (${value} === undefined) {\n${none}\n} else {\n${some}\n}`);
      return;
    }
    this.#checkObject(value);
    emitter.line(`switch (${value}.tag) {`);
    cases.forEach((each, index) => {
      const lines = emitter.capture(() => write(`${index}`, each, `${value}.val`));
      emitter.line(`case ${host ? text(each.name) : index}: {\n${lines}\nbreak;\n}`);
    });
    if (host) {
      const expected = `a tag of ${cases.map((each) => each.name).join(', ')}`;
      emitter.line(`default: ${emitter.tool('refuseValue')}(${text(expected)}, ${value}.tag);`);
    }
    emitter.line('}');
  }
}

/** Puts a variant's payload into the core type it shares with other cases (canonical ABI: lower_flat_variant). */
function widened(core: string, have: CoreType, want: CoreType, emitter: Emitter): string {
  if (have === want) return core;
  if (have === 'f64') return `${emitter.tool('f64ToBits')}(${core})`;
  const low = have === 'f32' ? `${emitter.tool('f32ToBits')}(${core})` : core;
  return want === 'i64' ? `BigInt(${low} >>> 0)` : low;
}
