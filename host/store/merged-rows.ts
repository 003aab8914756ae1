import type { BaseSnapshot } from './base.ts';
import { keyBytes, keyText } from './bytes.ts';
import type { KeyValue } from './engine.ts';
import type { Layer } from './layer.ts';

/** A range to read, in both forms of its bounds. */
export interface Span {
  readonly start: Uint8Array;
  readonly end: Uint8Array;
  readonly low: string;
  readonly high: string;
}

/** Where to stop. */
export interface Stop {
  readonly limit: number;
  readonly targetBytes: number;
}

/**
 * Walks a state of the base and layers above it side by side. `resolve` gives the value of a key that a layer may know, given the
 * base's.
 */
export function mergedRows(
  base: BaseSnapshot,
  layers: readonly Layer[],
  { start, end, low, high }: Span,
  reverse: boolean,
  { limit, targetBytes }: Stop,
  resolve: (text: string, stored: Uint8Array | undefined) => Uint8Array | undefined,
): KeyValue[] {
  const before = reverse ? (a: string, b: string) => a > b : (a: string, b: string) => a < b;
  const cursors = layers.map((layer) =>
    reverse ? layer.order.descending(low, high) : layer.order.ascending(low, high),
  );
  const heads = cursors.map((cursor) => cursor.next().value);
  const cleared = layers.some((layer) => layer.cleared !== undefined);
  const rows = base.cursor(start, end, reverse);
  const found: KeyValue[] = [];
  let sizeBytes = 0;
  try {
    let row = rows.next();
    let rowText = row === undefined ? undefined : keyText(row.key);
    while (found.length < limit && sizeBytes < targetBytes) {
      let text = rowText;
      for (const head of heads) if (head !== undefined && (text === undefined || before(head, text))) text = head;
      if (text === undefined) break;
      const stored = text === rowText ? row : undefined;
      let written = cleared;
      for (let i = 0; i < heads.length; i++) {
        if (heads[i] !== text) continue;
        written = true;
        heads[i] = cursors[i]!.next().value;
      }
      const value = written ? resolve(text, stored?.value) : stored!.value;
      if (value !== undefined) {
        found.push({ key: stored?.key ?? keyBytes(text), value });
        sizeBytes += text.length + value.length;
      }
      if (stored !== undefined) {
        row = rows.next();
        rowText = row === undefined ? undefined : keyText(row.key);
      }
    }
  } finally {
    rows.close();
  }
  return found;
}
