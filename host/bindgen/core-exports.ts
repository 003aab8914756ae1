/**
 * Renames the exports of a core module: an AssemblyScript export is an identifier, a component's is a name such as
 * `kernel:net/receiver@0.1.0#receive`. Format: https://webassembly.github.io/spec/core/binary/modules.html#export-section
 */

const EXPORT_SECTION = 7;
const HEADER_BYTES = 8;

/** The module with each export that `names` has called by its other name. */
export function renameExports(binary: Uint8Array, names: ReadonlyMap<string, string>): Uint8Array {
  let at = HEADER_BYTES;
  while (at < binary.length) {
    const start = at;
    const id = binary[at];
    const size = readU32(binary, at + 1);
    at = size.after + size.value;
    if (id !== EXPORT_SECTION) continue;
    const body = renamed(binary.subarray(size.after, at), names);
    const head = [EXPORT_SECTION, ...writeU32(body.length)];
    const result = new Uint8Array(start + head.length + body.length + binary.length - at);
    result.set(binary.subarray(0, start));
    result.set(head, start);
    result.set(body, start + head.length);
    result.set(binary.subarray(at), start + head.length + body.length);
    return result;
  }
  return binary;
}

function renamed(section: Uint8Array, names: ReadonlyMap<string, string>): Uint8Array {
  const parts: Uint8Array[] = [];
  const count = readU32(section, 0);
  parts.push(section.subarray(0, count.after));
  let at = count.after;
  for (let i = 0; i < count.value; i++) {
    const length = readU32(section, at);
    const name = new TextDecoder().decode(section.subarray(length.after, length.after + length.value));
    const kind = length.after + length.value;
    const after = readU32(section, kind + 1).after;
    const other = new TextEncoder().encode(names.get(name) ?? name);
    parts.push(Uint8Array.from(writeU32(other.length)), other, section.subarray(kind, after));
    at = after;
  }
  return concatenate(parts);
}

function concatenate(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function readU32(bytes: Uint8Array, at: number): { value: number; after: number } {
  let value = 0;
  let shift = 0;
  for (let i = at; ; i++) {
    const byte = bytes[i] ?? 0;
    value += (byte & 0x7f) * 2 ** shift;
    shift += 7;
    if (byte < 0x80) return { value, after: i + 1 };
  }
}

function writeU32(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 0x80) {
    bytes.push((rest % 0x80) | 0x80);
    rest = Math.floor(rest / 0x80);
  }
  bytes.push(rest);
  return bytes;
}
