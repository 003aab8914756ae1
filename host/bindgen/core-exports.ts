import { SECTION, concatenate, readName, readU32, sectionsOf, withSections, writeName } from './core-sections.ts';

/**
 * Renames the exports of a core module: an AssemblyScript export is an identifier, a component's is a name such as
 * `kernel:net/receiver@0.1.0#receive`. Format: https://webassembly.github.io/spec/core/binary/modules.html#export-section
 */
export function renameExports(binary: Uint8Array, names: ReadonlyMap<string, string>): Uint8Array {
  const sections = sectionsOf(binary).map(({ id, content }) => ({
    id,
    content: id === SECTION.export ? renamed(content, names) : content,
  }));
  return withSections(binary, sections);
}

function renamed(section: Uint8Array, names: ReadonlyMap<string, string>): Uint8Array {
  const count = readU32(section, 0);
  const parts: Uint8Array[] = [section.subarray(0, count.after)];
  let at = count.after;
  for (let i = 0; i < count.value; i++) {
    const name = readName(section.subarray(at));
    const length = readU32(section, at);
    const kind = length.after + length.value;
    const { after } = readU32(section, kind + 1);
    parts.push(writeName(names.get(name) ?? name), section.subarray(kind, after));
    at = after;
  }
  return concatenate(parts);
}
