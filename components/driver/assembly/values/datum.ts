import { ElementKind, TupleReader, TupleWriter } from './tuple';
import { ByteReader, ByteWriter } from './bytes';

/** What a property holds and what goes with a role of a message, inside the driver: objects are oids here, never handles. */
export enum DatumKind {
  Nothing,
  Truth,
  Integer,
  Number,
  Text,
  Object,
  Texts,
  Objects,
  Bytes,
  /** A vector of whole numbers. */
  Integers,
  /** A vector of numbers with a fraction. */
  Numbers,
}

const NO_TEXTS: Array<string> = [];
const NO_OIDS: Array<u64> = [];
const NO_BYTES = new Uint8Array(0);
const NO_INTEGERS = new Int64Array(0);
const NO_NUMBERS = new Float64Array(0);

/** One value. Never changed after it was made, so it can be shared. */
export class Datum {
  /** The oid, the whole number, or 1 for true. */
  bits: u64 = 0;
  /** The number with a fraction. */
  float: f64 = 0;
  text: string = '';
  texts: Array<string> = NO_TEXTS;
  oids: Array<u64> = NO_OIDS;
  bytes: Uint8Array = NO_BYTES;
  integers: Int64Array = NO_INTEGERS;
  numbers: Float64Array = NO_NUMBERS;

  constructor(readonly kind: DatumKind) {}

  static truth(value: bool): Datum {
    return value ? TRUE : FALSE;
  }

  static integer(value: i64): Datum {
    const datum = new Datum(DatumKind.Integer);
    datum.bits = <u64>value;
    return datum;
  }

  static number(value: f64): Datum {
    const datum = new Datum(DatumKind.Number);
    datum.float = value;
    return datum;
  }

  static text(value: string): Datum {
    const datum = new Datum(DatumKind.Text);
    datum.text = value;
    return datum;
  }

  static object(oid: u64): Datum {
    const datum = new Datum(DatumKind.Object);
    datum.bits = oid;
    return datum;
  }

  static texts(value: Array<string>): Datum {
    const datum = new Datum(DatumKind.Texts);
    datum.texts = value;
    return datum;
  }

  static objects(value: Array<u64>): Datum {
    const datum = new Datum(DatumKind.Objects);
    datum.oids = value;
    return datum;
  }

  static bytes(value: Uint8Array): Datum {
    const datum = new Datum(DatumKind.Bytes);
    datum.bytes = value;
    return datum;
  }

  static integers(value: Int64Array): Datum {
    const datum = new Datum(DatumKind.Integers);
    datum.integers = value;
    return datum;
  }

  static numbers(value: Float64Array): Datum {
    const datum = new Datum(DatumKind.Numbers);
    datum.numbers = value;
    return datum;
  }

  get isNothing(): bool {
    return this.kind == DatumKind.Nothing;
  }

  /** The oid, or 0 when it is no object. */
  get oid(): u64 {
    return this.kind == DatumKind.Object ? this.bits : 0;
  }

  /** Writes it as one element. */
  pack(writer: TupleWriter): void {
    switch (this.kind) {
      case DatumKind.Nothing:
        writer.nothing();
        break;
      case DatumKind.Truth:
        writer.truth(this.bits != 0);
        break;
      case DatumKind.Integer:
        writer.integer(<i64>this.bits);
        break;
      case DatumKind.Number:
        writer.double(this.float);
        break;
      case DatumKind.Text:
        writer.text(this.text);
        break;
      case DatumKind.Object:
        writer.ref(this.bits);
        break;
      case DatumKind.Texts:
        writer.open();
        for (let i = 0; i < this.texts.length; i++) writer.text(this.texts[i]);
        writer.close();
        break;
      case DatumKind.Objects:
        writer.open();
        for (let i = 0; i < this.oids.length; i++) writer.ref(this.oids[i]);
        writer.close();
        break;
      case DatumKind.Bytes:
        writer.bytes(this.bytes);
        break;
      case DatumKind.Integers:
        writer.integers(this.integers);
        break;
      case DatumKind.Numbers:
        writer.numbers(this.numbers);
        break;
    }
  }

  /** Reads one element. An empty list is of texts: `Datum.as` tells it from one of objects by the declared type. */
  static unpack(reader: TupleReader): Datum {
    switch (reader.kind()) {
      case ElementKind.Null:
        reader.nothing();
        return NOTHING;
      case ElementKind.Truth:
        return Datum.truth(reader.truth());
      case ElementKind.Integer:
        return Datum.integer(reader.integer());
      case ElementKind.Double:
        return Datum.number(reader.double());
      case ElementKind.Text:
        return Datum.text(reader.text());
      case ElementKind.Ref:
        return Datum.object(reader.ref());
      case ElementKind.Nested:
        return Datum.unpackList(reader);
      case ElementKind.Bytes:
        return Datum.bytes(reader.bytes());
      case ElementKind.Integers:
        return Datum.integers(reader.integers());
      case ElementKind.Numbers:
        return Datum.numbers(reader.numbers());
      default:
        throw new Error('a slot holds a kind of value that no property has');
    }
  }

  private static unpackList(reader: TupleReader): Datum {
    reader.open();
    if (reader.kind() == ElementKind.Ref) {
      const oids = new Array<u64>();
      while (reader.more()) oids.push(reader.ref());
      reader.close();
      return Datum.objects(oids);
    }
    const texts = new Array<string>();
    while (reader.more()) texts.push(reader.text());
    reader.close();
    return Datum.texts(texts);
  }

  /** The same value as a declared type has it: an empty list has no kind of its own. */
  as(kind: DatumKind): Datum {
    if (kind == DatumKind.Objects && this.kind == DatumKind.Texts && this.texts.length == 0) return Datum.objects([]);
    return this;
  }

  /** Bytes it takes in the store, about. */
  sizeBytes(): i32 {
    let size = 9;
    if (this.kind == DatumKind.Text) size = String.UTF8.byteLength(this.text);
    if (this.kind == DatumKind.Objects) size = this.oids.length * 9;
    if (this.kind == DatumKind.Integers) size = this.integers.length * 9;
    if (this.kind == DatumKind.Numbers) size = this.numbers.length * 9;
    if (this.kind == DatumKind.Bytes) {
      size = this.bytes.length;
      // A zero is written as two bytes.
      for (let i = 0; i < this.bytes.length; i++) if (this.bytes[i] == 0) size++;
    }
    if (this.kind == DatumKind.Texts) {
      size = 0;
      for (let i = 0; i < this.texts.length; i++) size += String.UTF8.byteLength(this.texts[i]) + 2;
    }
    return size;
  }

  /** Writes it for another instance of the driver. */
  write(writer: ByteWriter): void {
    writer.u8(<u8>this.kind);
    switch (this.kind) {
      case DatumKind.Truth:
      case DatumKind.Integer:
      case DatumKind.Object:
        writer.u64(this.bits);
        break;
      case DatumKind.Number:
        writer.u64(reinterpret<u64>(this.float));
        break;
      case DatumKind.Text:
        writer.text(this.text);
        break;
      case DatumKind.Texts:
        writer.u32(this.texts.length);
        for (let i = 0; i < this.texts.length; i++) writer.text(this.texts[i]);
        break;
      case DatumKind.Objects:
        writer.u32(this.oids.length);
        for (let i = 0; i < this.oids.length; i++) writer.u64(this.oids[i]);
        break;
      case DatumKind.Bytes:
        writer.block(this.bytes.dataStart, this.bytes.length);
        break;
      case DatumKind.Integers:
        writer.block(this.integers.dataStart, this.integers.length << 3);
        break;
      case DatumKind.Numbers:
        writer.block(this.numbers.dataStart, this.numbers.length << 3);
        break;
    }
  }

  /** Reads what `write` wrote. */
  static read(reader: ByteReader): Datum {
    const kind = <DatumKind>reader.u8();
    switch (kind) {
      case DatumKind.Truth:
        return Datum.truth(reader.u64() != 0);
      case DatumKind.Integer:
        return Datum.integer(<i64>reader.u64());
      case DatumKind.Number:
        return Datum.number(reinterpret<f64>(reader.u64()));
      case DatumKind.Text:
        return Datum.text(reader.text());
      case DatumKind.Object:
        return Datum.object(reader.u64());
      case DatumKind.Texts: {
        const texts = new Array<string>(<i32>reader.u32());
        for (let i = 0; i < texts.length; i++) texts[i] = reader.text();
        return Datum.texts(texts);
      }
      case DatumKind.Objects: {
        const oids = new Array<u64>(<i32>reader.u32());
        for (let i = 0; i < oids.length; i++) oids[i] = reader.u64();
        return Datum.objects(oids);
      }
      case DatumKind.Bytes: {
        const bytes = new Uint8Array(reader.size());
        reader.block(bytes.dataStart, bytes.length);
        return Datum.bytes(bytes);
      }
      case DatumKind.Integers: {
        const integers = new Int64Array(reader.size() >> 3);
        reader.block(integers.dataStart, integers.length << 3);
        return Datum.integers(integers);
      }
      case DatumKind.Numbers: {
        const numbers = new Float64Array(reader.size() >> 3);
        reader.block(numbers.dataStart, numbers.length << 3);
        return Datum.numbers(numbers);
      }
      default:
        return NOTHING;
    }
  }
}

export const NOTHING = new Datum(DatumKind.Nothing);
const TRUE = truthDatum(1);
const FALSE = truthDatum(0);

function truthDatum(bits: u64): Datum {
  const datum = new Datum(DatumKind.Truth);
  datum.bits = bits;
  return datum;
}

/** The names of the kinds that a property can be declared with, by kind. */
export const KIND_NAMES: StaticArray<string> = [
  'nothing',
  'truth',
  'integer',
  'number',
  'text',
  'object',
  'texts',
  'objects',
  'bytes',
  'integers',
  'numbers',
];

/** The kind with a name; `Nothing` when there is none. */
export function kindNamed(name: string): DatumKind {
  for (let kind = 1; kind < KIND_NAMES.length; kind++) if (KIND_NAMES[kind] == name) return <DatumKind>kind;
  return DatumKind.Nothing;
}
