import { Datum, DatumKind, KIND_NAMES, NOTHING } from '../values/datum';
import { itemsOf } from '../values/text';
import { bytesFrom, integersFrom, isInteger, isNumber, numbersFrom } from '../values/written';
import { Drafts } from './draft';
import { Place, Problems } from './problem';

/** Reads a value of an image by its type; nothing with a problem when it cannot be read. */
export function readValue(type: DatumKind, text: string, drafts: Drafts, place: Place, problems: Problems): Datum {
  switch (type) {
    case DatumKind.Text:
      return Datum.text(text);
    case DatumKind.Texts:
      return Datum.texts(itemsOf(text));
    case DatumKind.Truth:
      if (text == 'yes' || text == 'no') return Datum.truth(text == 'yes');
      return fail(place, problems, `"${text}" is not a truth: write yes or no`);
    case DatumKind.Integer:
      if (isInteger(text)) return Datum.integer(I64.parseInt(text));
      return fail(place, problems, `"${text}" is not an integer: write digits, with - before them when it is negative`);
    case DatumKind.Number:
      if (isNumber(text)) return Datum.number(parseFloat(text));
      return fail(place, problems, `"${text}" is not a number: write digits, with a point before the fraction`);
    case DatumKind.Object: {
      const oid = drafts.find(text, place, problems);
      return oid == 0 ? NOTHING : Datum.object(oid);
    }
    case DatumKind.Objects: {
      const names = itemsOf(text);
      const oids = new Array<u64>();
      for (let i = 0; i < names.length; i++) {
        const oid = drafts.find(names[i], place, problems);
        if (oid == 0) return NOTHING;
        oids.push(oid);
      }
      return Datum.objects(oids);
    }
    case DatumKind.Bytes: {
      const bytes = bytesFrom(text);
      if (bytes !== null) return Datum.bytes(bytes);
      return fail(place, problems, `"${text}" is not bytes: write hex 00ff, or base64 AP8=`);
    }
    case DatumKind.Integers: {
      const integers = integersFrom(text);
      if (integers !== null) return Datum.integers(integers);
      return fail(place, problems, `"${text}" is not a list of integers: write digits, with commas between`);
    }
    case DatumKind.Numbers: {
      const numbers = numbersFrom(text);
      if (numbers !== null) return Datum.numbers(numbers);
      return fail(place, problems, `"${text}" is not a list of numbers: write digits, with commas between`);
    }
    default:
      return fail(place, problems, `a value of type ${KIND_NAMES[type]} cannot be written`);
  }
}

function fail(place: Place, problems: Problems, reason: string): Datum {
  problems.at(place, reason);
  return NOTHING;
}
