/** Sections of a core module: https://webassembly.github.io/spec/core/binary/modules.html#sections */

const HEADER_BYTES = 8;

export const SECTION = { custom: 0, export: 7, code: 10 } as const;

export interface CoreSection {
  readonly id: number;
  readonly content: Uint8Array;
  /** Where the content starts in the module, in bytes. */
  readonly start: number;
}

export function sectionsOf(module: Uint8Array): CoreSection[] {
  const sections: CoreSection[] = [];
  for (let at = HEADER_BYTES; at < module.length;) {
    const id = module[at] ?? 0;
    const size = readU32(module, at + 1);
    at = size.after + size.value;
    sections.push({ id, content: module.subarray(size.after, at), start: size.after });
  }
  return sections;
}

/** A module of the header of `module` and these sections. */
export function withSections(module: Uint8Array, sections: readonly Pick<CoreSection, 'id' | 'content'>[]): Uint8Array {
  const parts = sections.flatMap(({ id, content }) => [Uint8Array.of(id, ...writeU32(content.length)), content]);
  return concatenate([module.subarray(0, HEADER_BYTES), ...parts]);
}

/** The name that stands at the start: of a custom section, of an export. */
export function readName(content: Uint8Array): string {
  const length = readU32(content, 0);
  return new TextDecoder().decode(content.subarray(length.after, length.after + length.value));
}

/** A text as the format writes names: its length in bytes, then UTF-8. */
export function writeName(name: string): Uint8Array {
  const bytes = new TextEncoder().encode(name);
  return concatenate([Uint8Array.from(writeU32(bytes.length)), bytes]);
}

export function concatenate(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Unsigned LEB128. */
export function readU32(bytes: Uint8Array, at: number): { value: number; after: number } {
  let value = 0;
  let shift = 0;
  for (let i = at; ; i++) {
    const byte = bytes[i] ?? 0;
    value += (byte & 0x7f) * 2 ** shift;
    shift += 7;
    if (byte < 0x80) return { value, after: i + 1 };
  }
}

export function writeU32(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 0x80) {
    bytes.push((rest % 0x80) | 0x80);
    rest = Math.floor(rest / 0x80);
  }
  bytes.push(rest);
  return bytes;
}
