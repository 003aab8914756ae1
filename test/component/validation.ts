import test from 'ava';
import { componentWit } from '@bytecodealliance/jco';
import { ComponentError, describeComponent } from '../../host/component/index.ts';
import { parseComponent } from './build.ts';

/**
 * What a component shows, the text of it, and why it is refused, or that it is valid. wasm-tools must be of the same opinion, unless
 * the last item says why it is not.
 */
export type Row = readonly [
  what: string,
  wat: string,
  expected: RegExp | 'valid',
  otherwise?: 'wasm-tools does not open an ascribed type' | 'wasm-tools names only what is outside an instance type',
];

/** What wasm-tools says of a binary: it validates before it makes a WIT of it, and gives the place only of what is invalid. */
export async function isValidForWasmTools(bytes: Uint8Array): Promise<boolean> {
  try {
    await componentWit(bytes);
    return true;
  } catch (error) {
    const reason = String((error as { payload?: unknown }).payload ?? error);
    return !/at offset 0x/.test(reason);
  }
}

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
