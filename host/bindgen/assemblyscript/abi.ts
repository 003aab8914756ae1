import type { Type, TypeDefinition } from '../wit/model.ts';
import { dealias, dealiasType } from '../wit/model.ts';
import { declareFlagsFunction, declareLift, declareLoad, declareLowerList, declareStore } from './abi-functions.ts';
import { casesOf, discriminantSizeBytes, flatten } from './layout.ts';
import { pascalCase, typeName } from './names.ts';
import { MEMORY_PATH } from './paths.ts';
import type { Module, Plan } from './plan.ts';
import { declareHandleFunction, type HandleOperation } from './resources.ts';
import { SourceFile } from './source-file.ts';
import { PRIMITIVES, typeText, typedArrayOf } from './types.ts';

/** The functions of an abi file, by what they do with a type. */
export type ValueOperation = 'load' | 'store' | 'lift' | 'lower';

/** How values of one module's types cross the boundary. Functions are declared in its file when something needs them. */
export class Abi {
  readonly plan: Plan;
  readonly module: Module;
  readonly file: SourceFile;
  readonly #abis: AbiSet;
  readonly #names = new Map<string, string>();
  readonly #declared = new Set<string>();

  constructor(abis: AbiSet, module: Module) {
    this.#abis = abis;
    this.plan = abis.plan;
    this.module = module;
    this.file = new SourceFile(module.abiPath, `How values of ${module.owner.id} cross the component boundary.`, false);
  }

  typeText(file: SourceFile, type: Type): string {
    return typeText(this.plan, file, this.module.side, type);
  }

  /** An expression that reads a value at `base + offset`. */
  load(file: SourceFile, type: Type, base: string, offset: number): string {
    const actual = dealiasType(type);
    const at = address(base, offset);
    switch (actual.kind) {
      case 'string':
        return `${file.use(MEMORY_PATH, 'load_string')}(${at})`;
      case 'own':
      case 'borrow':
        return this.liftHandle(file, actual, `load<u32>(${operands(base, offset)})`);
      case 'list': {
        const array = typedArrayOf(actual.element);
        if (array) return `${file.use(MEMORY_PATH, 'load_typed_array')}<${array}>(${at})`;
        return `${this.#function(file, 'load', actual)}(${at})`;
      }
      case 'named':
        if (actual.definition.definition.kind === 'enum') {
          return `load<${this.#discriminant(actual)}>(${operands(base, offset)})`;
        }
        return `${this.#function(file, 'load', actual)}(${at})`;
      case 'option':
      case 'result':
      case 'tuple':
        return `${this.#function(file, 'load', actual)}(${at})`;
      default:
        return `load<${PRIMITIVES[actual.kind as keyof typeof PRIMITIVES]}>(${operands(base, offset)})`;
    }
  }

  /** A statement that writes `value` at `base + offset`. */
  store(file: SourceFile, type: Type, value: string, base: string, offset: number): string {
    const actual = dealiasType(type);
    const at = address(base, offset);
    switch (actual.kind) {
      case 'string':
        return `${file.use(MEMORY_PATH, 'store_string')}(${value}, ${at});`;
      case 'own':
      case 'borrow':
        return `store<u32>(${operands(base, offset, this.lowerHandle(file, actual, value))});`;
      case 'list': {
        const array = typedArrayOf(actual.element);
        if (array) return `${file.use(MEMORY_PATH, 'store_typed_array')}<${array}>(${value}, ${at});`;
        return `${this.#function(file, 'store', actual)}(${value}, ${at});`;
      }
      case 'named':
        if (actual.definition.definition.kind === 'enum') {
          const discriminant = this.#discriminant(actual);
          return `store<${discriminant}>(${operands(base, offset, `<${discriminant}>${value}`)});`;
        }
        return `${this.#function(file, 'store', actual)}(${value}, ${at});`;
      case 'option':
      case 'result':
      case 'tuple':
        return `${this.#function(file, 'store', actual)}(${value}, ${at});`;
      default:
        return `store<${PRIMITIVES[actual.kind as keyof typeof PRIMITIVES]}>(${operands(base, offset, value)});`;
    }
  }

  /** An expression that makes a value of the core values it was passed as. */
  lift(file: SourceFile, type: Type, core: readonly string[]): string {
    const actual = dealiasType(type);
    const [first = '', second = ''] = core;
    switch (actual.kind) {
      case 'bool':
        return `${first} != 0`;
      case 'u8':
      case 'u16':
      case 's8':
      case 's16':
        return `<${PRIMITIVES[actual.kind]}>${first}`;
      case 'string':
        return `${file.use(MEMORY_PATH, 'lift_string')}(${first}, ${second})`;
      case 'own':
      case 'borrow':
        return this.liftHandle(file, actual, first);
      case 'list': {
        const array = typedArrayOf(actual.element);
        if (array) return `${file.use(MEMORY_PATH, 'lift_typed_array')}<${array}>(${first}, ${second})`;
        return `${this.#function(file, 'lift', actual)}(${core.join(', ')})`;
      }
      case 'tuple': {
        const values = this.#liftFields(file, actual.elements, core);
        return `new ${this.typeText(file, actual)}(${values.join(', ')})`;
      }
      case 'named': {
        const { definition } = actual.definition;
        if (definition.kind === 'enum') return first;
        if (definition.kind !== 'record') return `${this.#function(file, 'lift', actual)}(${core.join(', ')})`;
        const values = this.#liftFields(
          file,
          definition.fields.map((field) => field.type),
          core,
        );
        return `new ${this.typeText(file, actual)}(${values.join(', ')})`;
      }
      case 'option':
      case 'result':
        return `${this.#function(file, 'lift', actual)}(${core.join(', ')})`;
      default:
        return first;
    }
  }

  #liftFields(file: SourceFile, types: readonly Type[], core: readonly string[]): string[] {
    let at = 0;
    return types.map((type) => {
      const { length } = flatten(type);
      at += length;
      return this.lift(file, type, core.slice(at - length, at));
    });
  }

  /** An expression of the data pointer of a list that is not a typed array. */
  lowerList(file: SourceFile, type: Type, value: string): string {
    return `${this.#function(file, 'lower', dealiasType(type))}(${value})`;
  }

  /** An expression of the bits of flags. */
  lowerFlags(file: SourceFile, type: Type, value: string): string {
    return `${this.#function(file, 'lower', dealiasType(type))}(${value})`;
  }

  /** An expression of the object for a handle or representation that arrived. */
  liftHandle(file: SourceFile, type: Type & { definition: TypeDefinition }, core: string): string {
    const { module, path, name } = this.plan.resourceClass(type.definition, this.module.side);
    if (module.side === 'import') {
      return `${this.resource(file, type.definition, type.kind === 'own' ? 'adopt' : 'borrow')}(${core})`;
    }
    if (type.kind === 'own') return `${this.resource(file, type.definition, 'receive')}(${core})`;
    return `changetype<${file.use(path, name)}>(<usize>${core})`;
  }

  /** An expression of the handle for an object that is given or lent. */
  lowerHandle(file: SourceFile, type: Type & { definition: TypeDefinition }, value: string): string {
    return `${this.resource(file, type.definition, type.kind === 'own' ? 'give' : 'lend')}(${value})`;
  }

  /** The name, in `file`, of what does something with a resource's handles. */
  resource(file: SourceFile, definition: TypeDefinition, operation: HandleOperation): string {
    const resource = dealias(definition);
    const abi = this.#abis.of(this.plan.moduleOf(resource.owner, this.module.side));
    const name = typeName(resource.name);
    abi.#declareOnce(`${operation}_${name}`, () => declareHandleFunction(abi, resource, operation));
    return file.use(abi.module.abiPath, `${operation}_${name}`);
  }

  #discriminant(type: Type): string {
    return `u${8 * discriminantSizeBytes(casesOf(type)?.length ?? 1)}`;
  }

  /** The name, in `file`, of the function that does `operation` with a type; declared where the type is. */
  #function(file: SourceFile, operation: ValueOperation, type: Type): string {
    const abi = type.kind === 'named' ? this.#abis.of(this.plan.moduleOfType(type.definition, this.module.side)) : this;
    const name = `${operation}_${abi.#nameOf(type)}`;
    abi.#declareOnce(name, () => {
      const isFlags = type.kind === 'named' && type.definition.definition.kind === 'flags';
      if (isFlags) declareFlagsFunction(abi, name, operation, type);
      else if (operation === 'load') declareLoad(abi, name, type);
      else if (operation === 'store') declareStore(abi, name, type);
      else if (operation === 'lift') declareLift(abi, name, type);
      else declareLowerList(abi, name, type);
    });
    return file.use(abi.module.abiPath, name);
  }

  #declareOnce(key: string, declare: () => void): void {
    if (this.#declared.has(key)) return;
    this.#declared.add(key);
    declare();
  }

  /** A name for a type, unique in this module: `Value`, `ListOfString`. */
  #nameOf(type: Type): string {
    const key = this.#keyOf(type);
    const known = this.#names.get(key);
    if (known) return known;
    const base = describe(type);
    const taken = new Set(this.#names.values());
    let name = base;
    for (let i = 2; taken.has(name); i++) name = `${base}_${i}`;
    this.#names.set(key, name);
    return name;
  }

  /** Equal for two types that cross alike. */
  #keyOf(type: Type): string {
    const actual = dealiasType(type);
    const key = (inner: Type | undefined): string => (inner ? this.#keyOf(inner) : '_');
    switch (actual.kind) {
      case 'named':
        return `${this.plan.moduleOfType(actual.definition, this.module.side).path}#${actual.definition.name}`;
      case 'own':
      case 'borrow': {
        const { module, name } = this.plan.resourceClass(actual.definition, this.module.side);
        return `${actual.kind} ${module.path}#${name}`;
      }
      case 'list':
      case 'option':
        return `${actual.kind}<${key(actual.element)}>`;
      case 'result':
        return `result<${key(actual.ok)},${key(actual.err)}>`;
      case 'tuple':
        return `tuple<${actual.elements.map(key).join(',')}>`;
      default:
        return actual.kind;
    }
  }
}

/** The abi of every module, made when first asked for. */
export class AbiSet {
  readonly plan: Plan;
  readonly #abis = new Map<Module, Abi>();

  constructor(plan: Plan) {
    this.plan = plan;
  }

  of(module: Module): Abi {
    const known = this.#abis.get(module);
    if (known) return known;
    const abi = new Abi(this, module);
    this.#abis.set(module, abi);
    return abi;
  }

  files(): SourceFile[] {
    return [...this.#abis.values()].map((abi) => abi.file);
  }
}

/** A name for a type that says what it is; not unique. */
function describe(type: Type): string {
  const actual = dealiasType(type);
  switch (actual.kind) {
    case 'named':
    case 'own':
      return typeName(actual.definition.name);
    case 'borrow':
      return `Borrow${typeName(actual.definition.name)}`;
    case 'list':
      return `ListOf${describe(actual.element)}`;
    case 'option':
      return `OptionOf${describe(actual.element)}`;
    case 'result':
      return `ResultOf${actual.ok ? describe(actual.ok) : 'Unit'}Or${actual.err ? describe(actual.err) : 'Unit'}`;
    case 'tuple':
      return `TupleOf${actual.elements.map(describe).join('And')}`;
    default:
      return pascalCase(actual.kind);
  }
}

function address(base: string, offset: number): string {
  return offset === 0 ? base : `${base} + ${offset}`;
}

/** `base`, `base, value`, `base, value, 8`: a load or store with its constant offset. */
function operands(base: string, offset: number, value?: string): string {
  const parts = value === undefined ? [base] : [base, value];
  if (offset !== 0) parts.push(`${offset}`);
  return parts.join(', ');
}
