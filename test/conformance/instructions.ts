import { Buffer } from 'node:buffer';
import { pack, type Element } from '../../host/store/tuple.ts';

/** One instruction: the operation, and what `PUSH` pushes. */
export type Line = readonly [operation: string, argument?: Element];

/** Instructions under a prefix as the rows of a file that the tester loads. */
export function rowsOf(prefix: string, lines: readonly Line[]): string {
  return lines
    .map((line, index) => {
      const key = pack([Buffer.from(prefix), BigInt(index)]);
      return `${Buffer.from(key).toString('hex')} ${Buffer.from(pack(line as readonly Element[])).toString('hex')}\n`;
    })
    .join('');
}

/** Pushes arguments so that an operation pops the first of them first. */
export function call(operation: string, ...popped: Element[]): Line[] {
  return [...popped.reverse().map((argument): Line => ['PUSH', argument]), [operation]];
}

export function bytesOf(text: string): Uint8Array {
  return Buffer.from(text, 'latin1');
}
