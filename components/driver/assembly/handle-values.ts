import { Value, ValueTag } from '../bindings/driver-objects/objects';
import { CALL } from './authority/rights';
import { Datum, DatumKind, NOTHING } from './values/datum';
import { Handle } from './objects';

// Values are copied on their way out, so those of which there are few need to be made only once.
const NO_VALUE = Value.nothing();
const TRUE = Value.truth(true);
const FALSE = Value.truth(false);

/** A value as a program gets it: objects become handles that only see. */
export function valueFrom(datum: Datum): Value {
  switch (datum.kind) {
    case DatumKind.Truth:
      return datum.bits != 0 ? TRUE : FALSE;
    case DatumKind.Integer:
      return Value.integer(<i64>datum.bits);
    case DatumKind.Number:
      return Value.number(datum.float);
    case DatumKind.Text:
      return Value.text(datum.text);
    case DatumKind.Object:
      return Value.object(Handle.seeing(datum.bits));
    case DatumKind.Texts:
      return Value.texts(datum.texts);
    case DatumKind.Objects: {
      const handles = new Array<Handle>();
      for (let i = 0; i < datum.oids.length; i++) handles.push(Handle.seeing(datum.oids[i]));
      return Value.objects(handles);
    }
    case DatumKind.Bytes:
      return Value.bytes(datum.bytes);
    case DatumKind.Integers:
      return Value.integers(datum.integers);
    case DatumKind.Numbers:
      return Value.numbers(datum.numbers);
    default:
      return NO_VALUE;
  }
}

/** Whether every handle in a value may be given to others. */
export function mayGive(value: Value): bool {
  if (value.tag == ValueTag.Object) return value.asObject.allows(CALL);
  if (value.tag != ValueTag.Objects) return true;
  const handles = value.asObjects;
  for (let i = 0; i < handles.length; i++) if (!handles[i].allows(CALL)) return false;
  return true;
}

/** A value of a program, without the handles' authority: it may not be passed on. */
export function datumOf(value: Value): Datum {
  switch (value.tag) {
    case ValueTag.Truth:
      return Datum.truth(value.asTruth);
    case ValueTag.Integer:
      return Datum.integer(value.asInteger);
    case ValueTag.Number:
      return Datum.number(value.asNumber);
    case ValueTag.Text:
      return Datum.text(value.asText);
    case ValueTag.Object:
      return Datum.object(value.asObject.object.oid);
    case ValueTag.Texts:
      return Datum.texts(value.asTexts);
    case ValueTag.Objects: {
      const handles = value.asObjects;
      const oids = new Array<u64>();
      for (let i = 0; i < handles.length; i++) oids.push(handles[i].object.oid);
      return Datum.objects(oids);
    }
    case ValueTag.Bytes:
      return Datum.bytes(value.asBytes);
    case ValueTag.Integers:
      return Datum.integers(value.asIntegers);
    case ValueTag.Numbers:
      return Datum.numbers(value.asNumbers);
    default:
      return NOTHING;
  }
}
