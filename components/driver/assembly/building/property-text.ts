import { Datum, DatumKind, KIND_NAMES, NOTHING } from '../values/datum';
import { capitalised, itemsOf, lowerCase, squeezed } from '../values/text';
import { bytesFrom, integersFrom, isInteger, isNumber, numbersFrom } from '../values/written';
import { objectAt, objectOrNone } from '../world/cache';
import { Property } from '../world/property';
import { misleads, propertyOf, valueOf } from '../world/properties';
import { world } from '../world/world';
import { WorldObject } from '../world/world-object';
import { NOTHING_WORD } from '../parse/function-words';
import { Reach } from '../parse/reach';
import { Resolver } from '../parse/resolve';

/** Most bytes of UTF-8 in a value: the store takes 90,000 with what is around it. */
const MAX_VALUE_BYTES = 60_000;

/** A property and the value that somebody wrote for it, or what is wrong with either. */
export class PropertyText {
  constructor(
    /** Null when something is wrong. */
    readonly property: Property | null,
    readonly value: Datum,
    /** A sentence for the person. */
    readonly problem: string,
  ) {}
}

/** Reads a value by the declared type of a property. Nothing written (for objects also the word) makes the default show again. */
export function readProperty(object: WorldObject, name: string, text: string, actor: WorldObject): PropertyText {
  const property = propertyOf(object, lowerCase(squeezed(name.trim())));
  if (property === null)
    return wrong(`${capitalised(object.definiteName)} has no property ${name}. @examine lists what it has.`);
  const written = text.trim();
  if (written.length == 0) return new PropertyText(property, NOTHING, '');
  const isOfObjects = property.type == DatumKind.Object || property.type == DatumKind.Objects;
  if (isOfObjects && lowerCase(written) == NOTHING_WORD) return new PropertyText(property, NOTHING, '');
  const words = new ValueReader(actor);
  const value = words.read(property.type, written);
  if (value.isNothing) return wrong(words.problem);
  if (misleads(property, value)) return wrong(`An exit leads to a room: ${objectAt(value.oid).definiteName} is none.`);
  if (value.sizeBytes() > MAX_VALUE_BYTES) return wrong(`That is too long: at most ${MAX_VALUE_BYTES} bytes fit.`);
  return new PropertyText(property, value, '');
}

function wrong(problem: string): PropertyText {
  return new PropertyText(null, NOTHING, problem);
}

/** Reads values as people write them. */
class ValueReader {
  problem: string = '';

  constructor(readonly actor: WorldObject) {}

  /** The value; nothing with a `problem` when it cannot be read. */
  read(type: DatumKind, text: string): Datum {
    switch (type) {
      case DatumKind.Text:
        return Datum.text(text);
      case DatumKind.Texts:
        return Datum.texts(itemsOf(text));
      case DatumKind.Truth: {
        const word = lowerCase(text);
        if (word == 'yes' || word == 'true') return Datum.truth(true);
        if (word == 'no' || word == 'false') return Datum.truth(false);
        return this.fail('That property is yes or no.');
      }
      case DatumKind.Integer:
        return isInteger(text) ? Datum.integer(I64.parseInt(text)) : this.fail('That property is a whole number.');
      case DatumKind.Number:
        return isNumber(text) ? Datum.number(parseFloat(text)) : this.fail('That property is a number.');
      case DatumKind.Object: {
        const object = this.find(text);
        return object == 0 ? NOTHING : Datum.object(object);
      }
      case DatumKind.Objects: {
        const names = itemsOf(text);
        const oids = new Array<u64>();
        for (let i = 0; i < names.length; i++) {
          const object = this.find(names[i]);
          if (object == 0) return NOTHING;
          oids.push(object);
        }
        return Datum.objects(oids);
      }
      case DatumKind.Bytes: {
        const bytes = bytesFrom(text);
        if (bytes === null) return this.fail('That property is bytes: write hex 00ff, or base64 AP8=.');
        return Datum.bytes(bytes);
      }
      case DatumKind.Integers: {
        const integers = integersFrom(text);
        if (integers === null) return this.fail('That property is whole numbers, with commas between them.');
        return Datum.integers(integers);
      }
      case DatumKind.Numbers: {
        const numbers = numbersFrom(text);
        if (numbers === null) return this.fail('That property is numbers, with commas between them.');
        return Datum.numbers(numbers);
      }
      default:
        return this.fail(`There is no way to write ${KIND_NAMES[type]}.`);
    }
  }

  private fail(problem: string): Datum {
    this.problem = problem;
    return NOTHING;
  }

  private find(name: string): u64 {
    const resolver = new Resolver(new Reach(this.actor, objectOrNone(this.actor.location)));
    const found = resolver.find(name, lowerCase(name), ownPlaces(this.actor));
    if (found !== null) return found.oid;
    this.problem = resolver.sentence;
    return 0;
  }
}

/** The places that somebody has made, wherever they are. */
function ownPlaces(actor: WorldObject): Array<WorldObject> {
  const places = new Array<WorldObject>();
  const property = world().known.places;
  if (property === null || propertyOf(actor, property.name) !== property) return places;
  const oids = valueOf(actor, property).oids;
  for (let i = 0; i < oids.length; i++) places.push(objectAt(oids[i]));
  return places;
}
