import type { Type } from '../wit/model.ts';
import { dealiasType } from '../wit/model.ts';
import type { Abi, ValueOperation } from './abi.ts';
import { MEMORY_PATH } from './paths.ts';
import { casesText, fieldName, type CasesText } from './cases.ts';
import {
  casesOf,
  discriminantSizeBytes,
  fieldsOf,
  flagsSizeBytes,
  flatten,
  recordLayout,
  variantLayout,
} from './layout.ts';
import { layoutOf, type CoreType } from './layout.ts';
import { tupleFields } from './types.ts';

/** `load_X(at): X`: reads a record, tuple, variant, option, result or list from memory. */
export function declareLoad(abi: Abi, name: string, type: Type): void {
  const { file } = abi;
  const text = abi.typeText(file, type);
  const head = `export function ${name}(at: usize): ${text} {`;
  const fields = fieldsOf(type);
  if (fields) {
    const { offsets } = recordLayout(fields);
    const values = fields.map((field, i) => abi.load(file, field, 'at', offsets[i] ?? 0));
    file.declare(head, ...construct(`return new ${text}`, values), '}');
    return;
  }
  const cases = casesOf(type);
  if (cases) {
    const { payloadOffset } = variantLayout(cases);
    const tag = `load<u${8 * discriminantSizeBytes(cases.length)}>(at)`;
    const body = switchOn(abi, type, tag, (payload) => abi.load(file, payload, 'at', payloadOffset));
    file.declare(head, ...body, '}');
    return;
  }
  file.declare(head, `  return ${abi.lift(file, type, ['load<usize>(at)', 'load<i32>(at, 4)'])};`, '}');
}

/** `lift_X(core values): X`: makes a variant, option, result or list of the core values it was passed as. */
export function declareLift(abi: Abi, name: string, type: Type): void {
  const { file } = abi;
  const text = abi.typeText(file, type);
  const actual = dealiasType(type);
  if (actual.kind === 'list') {
    const { sizeBytes } = layoutOf(actual.element);
    file.declare(
      `export function ${name}(data: usize, length: i32): ${text} {`,
      `  const list = new ${text}(length);`,
      '  for (let i = 0; i < length; i++) {',
      `    unchecked((list[i] = ${abi.load(file, actual.element, `data + i * ${sizeBytes}`, 0)}));`,
      '  }',
      '  return list;',
      '}',
    );
    return;
  }
  const [, ...joined] = flatten(type);
  const parameters = ['tag: i32', ...joined.map((core, i) => `core${i}: ${core}`)];
  const body = switchOn(abi, type, 'tag', (payload) => {
    const core = flatten(payload).map((wanted, i) => fromJoined(joined[i] ?? wanted, wanted, `core${i}`));
    return abi.lift(file, payload, core);
  });
  file.declare(`export function ${name}(${parameters.join(', ')}): ${text} {`, ...body, '}');
}

/** `store_X(value, at)`: writes a record, tuple, variant, option, result or list to memory. */
export function declareStore(abi: Abi, name: string, type: Type): void {
  const { file } = abi;
  const head = `export function ${name}(value: ${abi.typeText(file, type)}, at: usize): void {`;
  const actual = dealiasType(type);
  const fields = fieldsOf(type);
  if (fields) {
    const { offsets } = recordLayout(fields);
    const names = fieldNames(actual);
    const lines = fields.map((field, i) => `  ${abi.store(file, field, `value.${names[i]}`, 'at', offsets[i] ?? 0)}`);
    file.declare(head, ...lines, '}');
    return;
  }
  const cases = casesOf(type);
  const text = casesText(abi, file, type);
  if (!cases || !text) {
    const data = abi.lowerList(file, type, 'value');
    file.declare(head, `  store<usize>(at, ${data});`, '  store<i32>(at, value.length, 4);', '}');
    return;
  }
  const { payloadOffset } = variantLayout(cases);
  const discriminant = `u${8 * discriminantSizeBytes(cases.length)}`;
  const payloads = text.cases.map((one) => {
    return one.payload && [abi.store(file, one.payload, one.take('value'), 'at', payloadOffset)];
  });
  const body = branches(text, 'value', payloads).map((line) => `  ${line}`);
  file.declare(head, `  store<${discriminant}>(at, <${discriminant}>${text.tagOf('value')});`, ...body, '}');
}

/** `lower_ListOfX(list): usize`: writes the elements of a list that is not a typed array; returns where they are. */
export function declareLowerList(abi: Abi, name: string, type: Type): void {
  const { file } = abi;
  const actual = dealiasType(type);
  if (actual.kind !== 'list') return;
  const { sizeBytes } = layoutOf(actual.element);
  const store = abi.store(file, actual.element, 'unchecked(list[i])', 'at', 0);
  file.declare(
    `export function ${name}(list: ${abi.typeText(file, type)}): usize {`,
    '  const length = list.length;',
    `  const data = ${file.use(MEMORY_PATH, 'area_allocate')}(length * ${sizeBytes});`,
    '  let at = data;',
    '  for (let i = 0; i < length; i++) {',
    `    ${store}`,
    `    at += ${sizeBytes};`,
    '  }',
    '  return data;',
    '}',
  );
}

/** The four operations on flags: one bit for each, the first in the lowest. */
export function declareFlagsFunction(abi: Abi, name: string, operation: ValueOperation, type: Type): void {
  const actual = dealiasType(type);
  if (actual.kind !== 'named' || actual.definition.definition.kind !== 'flags') return;
  const { file } = abi;
  const text = abi.typeText(file, type);
  const { flags } = actual.definition.definition;
  const stored = `u${8 * flagsSizeBytes(flags.length)}`;
  const names = flags.map((flag) => fieldName(flag.name));
  if (operation === 'load') {
    const bits = abi.lift(file, type, [`load<${stored}>(at)`]);
    file.declare(`export function ${name}(at: usize): ${text} {`, `  return ${bits};`, '}');
  } else if (operation === 'store') {
    const bits = abi.lowerFlags(file, type, 'value');
    file.declare(
      `export function ${name}(value: ${text}, at: usize): void {`,
      `  store<${stored}>(at, <${stored}>${bits});`,
      '}',
    );
  } else if (operation === 'lift') {
    const values = names.map((_, i) => `(bits & ${1 << i}) != 0`);
    file.declare(`export function ${name}(bits: i32): ${text} {`, ...construct(`return new ${text}`, values), '}');
  } else {
    const lines = names.map((flag, i) => `  if (value.${flag}) bits |= ${1 << i};`);
    file.declare(`export function ${name}(value: ${text}): i32 {`, '  let bits = 0;', ...lines, '  return bits;', '}');
  }
}

/** The properties of a record or tuple, in order. */
export function fieldNames(type: Type): string[] {
  if (type.kind === 'tuple') return tupleFields(type.elements.length);
  if (type.kind !== 'named' || type.definition.definition.kind !== 'record') return [];
  return type.definition.definition.fields.map((field) => fieldName(field.name));
}

/** Statements that do something with the payload of whichever case a value has: `payloads` are those of each case. */
export function branches(
  text: CasesText,
  value: string,
  payloads: readonly (readonly string[] | undefined)[],
): string[] {
  if (payloads.every((one) => one === undefined)) return [];
  if (text.first && text.second) {
    const [first, second] = payloads;
    if (!first) return block(`if (${text.second(value)})`, second ?? []);
    if (!second) return block(`if (${text.first(value)})`, first);
    return [...block(`if (${text.second(value)})`, second).slice(0, -1), ...block('} else', first)];
  }
  const lines = [`switch (${text.tagOf(value)}) {`];
  for (const [i, payload] of payloads.entries()) {
    if (!payload) continue;
    lines.push(...block(`case ${text.cases[i]?.tag}:`, [...payload, 'break;']).map((line) => `  ${line}`));
  }
  return [...lines, '}'];
}

function block(head: string, lines: readonly string[]): string[] {
  return [`${head} {`, ...lines.map((line) => `  ${line}`), '}'];
}

/** Statements that return whichever case a discriminant tells. The last one takes what is left: the host has checked it. */
function switchOn(abi: Abi, type: Type, tag: string, payload: (type: Type) => string): string[] {
  const text = casesText(abi, abi.file, type);
  if (!text) return [];
  const made = text.cases.map((one) => one.make(one.payload ? payload(one.payload) : ''));
  if (text.second) return [`  return ${tag} == 0 ? ${made[0]} : ${made[1]};`];
  const lines = [`  switch (<i32>${tag}) {`];
  for (const [i, expression] of made.entries()) {
    const label = i === made.length - 1 ? 'default' : `case ${text.cases[i]?.tag}`;
    lines.push(`    ${label}:`, `      return ${expression};`);
  }
  return [...lines, '  }'];
}

/** `return new X(a, b);`, over several lines when it is long. */
function construct(head: string, values: readonly string[]): string[] {
  const line = `  ${head}(${values.join(', ')});`;
  if (line.length <= 120) return [line];
  return [`  ${head}(`, ...values.map((value) => `    ${value},`), '  );'];
}

/** A payload's core value in the slot it shares with those of other cases. */
export function toJoined(core: CoreType, joined: CoreType, value: string): string {
  if (core === joined) return value;
  if (core === 'i32') return `<i64>${value}`;
  if (core === 'f64') return `reinterpret<i64>(${value})`;
  return joined === 'i32' ? `reinterpret<i32>(${value})` : `<i64>reinterpret<i32>(${value})`;
}

/** The reverse of `toJoined`. */
function fromJoined(joined: CoreType, core: CoreType, value: string): string {
  if (core === joined) return value;
  if (core === 'i32') return `<i32>${value}`;
  if (core === 'f64') return `reinterpret<f64>(${value})`;
  return joined === 'i32' ? `reinterpret<f32>(${value})` : `reinterpret<f32>(<i32>${value})`;
}
