import fc from 'fast-check';
import { listOf, optionOf, resultOf, SCALARS, tupleOf, variantTypeOf, type SampledType } from './values.ts';

/** A type without the names that WIT wants of some. */
type Shape =
  | { readonly kind: 'scalar'; readonly index: number }
  | { readonly kind: 'list' | 'option'; readonly element: Shape }
  | { readonly kind: 'result'; readonly ok: Shape; readonly err: Shape }
  | { readonly kind: 'tuple' | 'record'; readonly elements: readonly Shape[] }
  | { readonly kind: 'variant'; readonly cases: readonly (Shape | null)[] }
  | { readonly kind: 'enum' | 'flags'; readonly labels: number };

const MAX_MEMBERS = 5;
/** Beyond 256 an enum's discriminant takes two bytes; WIT's flags end at 32 labels. */
const MAX_CASES = 300;
const MAX_FLAGS = 32;

const leaf: fc.Arbitrary<Shape> = fc.oneof(
  { weight: 6, arbitrary: fc.nat(SCALARS.length - 1).map((index): Shape => ({ kind: 'scalar', index })) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: MAX_CASES }).map((labels): Shape => ({ kind: 'enum', labels })) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: MAX_FLAGS }).map((labels): Shape => ({ kind: 'flags', labels })) },
);

/** jco tags every second of options in one another, this runtime each but the innermost: from three on they look different. */
const twoOptions = (shape: Shape) => shape.kind === 'option' && shape.element.kind === 'option';

/** Any type up to a depth. */
export function anyShape(depth: number): fc.Arbitrary<Shape> {
  if (depth === 0) return leaf;
  const inner = anyShape(depth - 1);
  const members = fc.array(inner, { minLength: 1, maxLength: MAX_MEMBERS });
  return fc.oneof(
    { weight: 2, arbitrary: leaf },
    { weight: 2, arbitrary: inner.map((element): Shape => ({ kind: 'list', element })) },
    {
      weight: 1,
      arbitrary: inner.filter((element) => !twoOptions(element)).map((element): Shape => ({ kind: 'option', element })),
    },
    { weight: 1, arbitrary: fc.tuple(inner, inner).map(([ok, err]): Shape => ({ kind: 'result', ok, err })) },
    { weight: 1, arbitrary: members.map((elements): Shape => ({ kind: 'tuple', elements })) },
    { weight: 2, arbitrary: members.map((elements): Shape => ({ kind: 'record', elements })) },
    {
      weight: 2,
      arbitrary: fc
        .array(fc.option(inner), { minLength: 1, maxLength: MAX_MEMBERS })
        .map((cases): Shape => ({ kind: 'variant', cases })),
    },
  );
}

/** Gives shapes their names and declarations. */
class Declarations {
  readonly #lines: string[] = [];

  /** One declaration a line. */
  get text(): string {
    return this.#lines.join('\n');
  }

  type(shape: Shape): SampledType {
    switch (shape.kind) {
      case 'scalar':
        return SCALARS[shape.index]!;
      case 'list':
        return listOf(this.type(shape.element));
      case 'option':
        return optionOf(this.type(shape.element));
      case 'result':
        return resultOf(this.type(shape.ok), this.type(shape.err));
      case 'tuple':
        return tupleOf(shape.elements.map((each) => this.type(each)));
      case 'record':
        return this.#record(shape.elements.map((each) => this.type(each)));
      case 'variant':
        return this.#variant(shape.cases.map((each) => (each === null ? undefined : this.type(each))));
      case 'enum': {
        const labels = named('label', shape.labels);
        const wit = this.#declare('enum', labels);
        return { wit, flat: ['i32'], values: fc.constantFrom(...labels) };
      }
      case 'flags': {
        const wit = this.#declare('flags', named('flag', shape.labels));
        const values = Object.fromEntries(
          Array.from({ length: shape.labels }, (_, index) => [`flag${index}`, fc.boolean()]),
        );
        return { wit, flat: ['i32'], values: fc.record(values, { noNullPrototype: true }) };
      }
    }
  }

  #record(fields: readonly SampledType[]): SampledType {
    const wit = this.#declare(
      'record',
      fields.map((field, index) => `a-field${index}: ${field.wit}`),
    );
    const values = Object.fromEntries(fields.map((field, index) => [`aField${index}`, field.values]));
    const flat = fields.flatMap((field) => field.flat);
    return {
      wit,
      flat,
      values: fc.record(values, { noNullPrototype: true }),
      widens: fields.some((field) => field.widens),
    };
  }

  #variant(cases: readonly (SampledType | undefined)[]): SampledType {
    const wit = this.#declare(
      'variant',
      cases.map((each, index) => `a-case${index}${each ? `(${each.wit})` : ''}`),
    );
    return { ...variantTypeOf(cases), wit };
  }

  #declare(kind: string, members: readonly string[]): string {
    const name = `type${this.#lines.length}`;
    this.#lines.push(`${kind} ${name} { ${members.join(', ')} }`);
    return name;
  }
}

const named = (prefix: string, count: number): string[] =>
  Array.from({ length: count }, (_, index) => `${prefix}${index}`);

/** Types of these shapes, and what WIT has to declare for them. */
export function declare(shapes: readonly Shape[]): { declarations: string; types: SampledType[] } {
  const declarations = new Declarations();
  const types = shapes.map((shape) => declarations.type(shape));
  return { declarations: declarations.text, types };
}
