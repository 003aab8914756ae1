import { ElementKind, TupleReader, TupleWriter } from './values/tuple';

const reader = new TupleReader();
const writer = new TupleWriter();

export function repack(tuple: Uint8Array): Uint8Array {
  reader.of(tuple);
  writer.start();
  copyElements();
  return writer.finish();
}

function copyElements(): void {
  while (reader.more()) {
    switch (reader.kind()) {
      case ElementKind.Null:
        reader.nothing();
        writer.nothing();
        break;
      case ElementKind.Bytes:
        writer.bytes(reader.bytes());
        break;
      case ElementKind.Text:
        writer.text(reader.text());
        break;
      case ElementKind.Integer:
        writer.integer(reader.integer());
        break;
      case ElementKind.Double:
        writer.double(reader.double());
        break;
      case ElementKind.Truth:
        writer.truth(reader.truth());
        break;
      case ElementKind.Ref:
        writer.ref(reader.ref());
        break;
      case ElementKind.Integers:
        writer.integers(reader.integers());
        break;
      case ElementKind.Numbers:
        writer.numbers(reader.numbers());
        break;
      case ElementKind.Nested:
        reader.open();
        writer.open();
        copyElements();
        reader.close();
        writer.close();
        break;
      default:
        throw new Error('no kind of the driver');
    }
  }
}

export function packInteger(value: i64): Uint8Array {
  return writer.start().integer(value).finish();
}

export function unpackInteger(tuple: Uint8Array): i64 {
  return reader.of(tuple).integer();
}

export function packNumber(value: f64): Uint8Array {
  return writer.start().double(value).finish();
}

export function unpackNumber(tuple: Uint8Array): f64 {
  return reader.of(tuple).double();
}

export function packText(value: string): Uint8Array {
  return writer.start().text(value).finish();
}

export function unpackText(tuple: Uint8Array): string {
  return reader.of(tuple).text();
}

export function packRef(value: u64): Uint8Array {
  return writer.start().ref(value).finish();
}

export function unpackRef(tuple: Uint8Array): u64 {
  return reader.of(tuple).ref();
}

export function packIntegers(values: Int64Array): Uint8Array {
  return writer.start().integers(values).finish();
}

export function unpackIntegers(tuple: Uint8Array): Int64Array {
  return reader.of(tuple).integers();
}

export function packNumbers(values: Float64Array): Uint8Array {
  return writer.start().numbers(values).finish();
}

export function unpackNumbers(tuple: Uint8Array): Float64Array {
  return reader.of(tuple).numbers();
}
