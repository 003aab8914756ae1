/** Binaries written byte by byte, for what no tool would write. */

type Bytes = readonly number[] | Uint8Array;

/** An unsigned LEB128. */
export function leb(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) | 0x80);
  return [...bytes, rest];
}

export function vector(items: readonly Bytes[]): number[] {
  return [...leb(items.length), ...items.flatMap((item) => [...item])];
}

export function text(value: string): number[] {
  const bytes = Buffer.from(value);
  return [...leb(bytes.length), ...bytes];
}

export function section(id: number, content: Bytes): Uint8Array {
  return Uint8Array.from([id, ...leb(content.length), ...content]);
}

/** A function body: groups of locals, and instructions without the last `end`. */
export function func(locals: readonly Bytes[], instructions: Bytes): number[] {
  return [...vector(locals), ...instructions, 0x0b];
}

/** A code section. */
export function code(bodies: readonly Bytes[]): Uint8Array {
  return section(10, vector(bodies.map((body) => [...leb(body.length), ...body])));
}

const CORE_PREAMBLE = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
const COMPONENT_PREAMBLE = [0, 0x61, 0x73, 0x6d, 0x0d, 0, 1, 0];

/** A component of these sections. */
export function componentOf(sections: readonly Bytes[]): Uint8Array {
  return Uint8Array.from([...COMPONENT_PREAMBLE, ...sections.flatMap((each) => [...each])]);
}

/** A component that holds and instantiates a core module of these sections. */
export function binaryComponent(sections: readonly Bytes[]): Uint8Array {
  const module = [...CORE_PREAMBLE, ...sections.flatMap((each) => [...each])];
  return componentOf([section(1, module), section(2, vector([[0, 0, 0]]))]);
}
