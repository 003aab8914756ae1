import test from 'ava';
import { componentWit } from '@bytecodealliance/jco';
import { ComponentError, describeComponent } from '../../host/component/index.ts';
import { Writer } from '../../host/component/writer.ts';
import { parseComponent } from './build.ts';

/**
 * What a component shows, the text of it, and why it is refused, or that it is valid. wasm-tools must be of the same opinion, unless
 * the last item says why it is not.
 */
export type Row = readonly [
  what: string,
  wat: string,
  expected: RegExp | 'valid',
  otherwise?: 'wasm-tools does not open an ascribed type' | 'wasm-tools keeps to the later bound of 32 flags',
];

/**
 * What wasm-tools says of a component: it validates one before it makes a WIT of it, and gives a place only in what is invalid. The
 * component is put inside another, because not every component is one that WIT can describe.
 */
export async function isValidForWasmTools(bytes: Uint8Array): Promise<boolean> {
  const outer = new Writer(bytes.length + 16);
  outer.bytes(Uint8Array.of(0x00, 0x61, 0x73, 0x6d, 0x0d, 0x00, 0x01, 0x00, COMPONENT_SECTION));
  outer.sized(() => outer.bytes(bytes));
  try {
    await componentWit(outer.finish());
    return true;
  } catch (error) {
    const reason = String((error as { payload?: unknown }).payload ?? error);
    if (/at offset 0x/.test(reason)) return false;
    throw error;
  }
}

const COMPONENT_SECTION = 4;

/** What is wrong with a component for us, or nothing. */
export function refusalOf(bytes: Uint8Array): ComponentError | undefined {
  try {
    describeComponent(bytes);
    return undefined;
  } catch (error) {
    if (error instanceof ComponentError) return error;
    throw error;
  }
}

/** One test for each row. */
export function testRows(rows: readonly Row[]): void {
  for (const [what, wat, expected, otherwise] of rows) {
    test(`${what} is ${expected === 'valid' ? 'valid' : 'refused'}`, async (t) => {
      const bytes = await parseComponent(`(component ${wat})`);
      const refusal = refusalOf(bytes);
      if (expected === 'valid') t.is(refusal?.message, undefined);
      else {
        t.regex(refusal?.message ?? 'accepted', expected);
        t.is(refusal?.code, 'invalid');
        t.true(refusal!.offset! < bytes.length);
      }
      t.is(await isValidForWasmTools(bytes), (expected === 'valid') === (otherwise === undefined));
    });
  }
}
