import type { Base, BaseSnapshot, Changes, Cursor } from './base.ts';
import { keyText } from './bytes.ts';
import type { KeyValue } from './engine.ts';
import { lowerBound } from './sorted-keys.ts';

/** Most rows in one block: a write copies the blocks that it changes. */
const BLOCK_ROWS = 128;

/** Rows in order. Never changed once it is in a state. */
interface Block {
  readonly texts: readonly string[];
  readonly rows: readonly KeyValue[];
}

/** A state: blocks in order, none of them empty. */
type State = readonly Block[];

/** A change of one key, with its text. */
interface Change {
  readonly text: string;
  readonly key: Uint8Array;
  readonly value: Uint8Array | undefined;
}

/** A base without a file: a list of blocks of rows, of which a write makes another that shares the blocks it leaves alone. */
export class MemoryBase implements Base {
  readonly name = 'the store in memory';
  #state: State = [];
  #writes = 0n;

  snapshot(): BaseSnapshot {
    return new MemorySnapshot(this.#state);
  }

  latestWrite(): bigint {
    return this.#writes;
  }

  write(changes: Changes): Promise<void> {
    this.#state = apply(this.#state, sortedChanges(this.snapshot(), changes));
    this.#writes++;
    return Promise.resolve();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

class MemorySnapshot implements BaseSnapshot {
  readonly #state: State;

  constructor(state: State) {
    this.#state = state;
  }

  get(key: Uint8Array): Uint8Array | undefined {
    const text = keyText(key);
    const block = this.#state[blockOf(this.#state, text)];
    if (block === undefined) return undefined;
    const at = lowerBound(block.texts, text);
    return block.texts[at] === text ? block.rows[at]!.value : undefined;
  }

  list(start: Uint8Array, end: Uint8Array, reverse: boolean, limit = Infinity): KeyValue[] {
    const rows = this.cursor(start, end, reverse);
    const found: KeyValue[] = [];
    for (let row; found.length < limit && (row = rows.next()) !== undefined;) found.push(row);
    return found;
  }

  cursor(start: Uint8Array, end: Uint8Array, reverse: boolean): Cursor {
    return new MemoryCursor(this.#state, keyText(start), keyText(end), reverse);
  }

  release(): void {}
}

class MemoryCursor implements Cursor {
  readonly #state: State;
  readonly #start: string;
  readonly #end: string;
  readonly #step: 1 | -1;
  #block: number;
  #row: number;

  constructor(state: State, start: string, end: string, reverse: boolean) {
    this.#state = state;
    this.#start = start;
    this.#end = end;
    this.#step = reverse ? -1 : 1;
    const first = reverse ? end : start;
    this.#block = blockOf(state, first);
    this.#row = lowerBound(state[this.#block]?.texts ?? [], first) - (reverse ? 1 : 0);
  }

  next(): KeyValue | undefined {
    const texts = this.#state[this.#block]?.texts;
    if (texts === undefined) return undefined;
    const text = texts[this.#row];
    if (text === undefined) {
      this.#block += this.#step;
      this.#row = this.#step === 1 ? 0 : (this.#state[this.#block]?.texts.length ?? 0) - 1;
      return this.next();
    }
    if (text < this.#start || text >= this.#end) return undefined;
    const row = this.#state[this.#block]!.rows[this.#row]!;
    this.#row += this.#step;
    return row;
  }

  close(): void {}
}

/** Index of the last block that starts at or below a text; the first one when none does. */
function blockOf(state: State, text: string): number {
  let low = 0;
  let high = state.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (state[middle]!.texts[0]! <= text) low = middle + 1;
    else high = middle;
  }
  return Math.max(low - 1, 0);
}

function sortedChanges(before: BaseSnapshot, changes: Changes): Change[] {
  const byText = new Map<string, Change>();
  for (const { start, end } of changes.clears()) {
    for (const { key } of before.list(start, end, false)) {
      const text = keyText(key);
      byText.set(text, { text, key, value: undefined });
    }
  }
  for (const [key, value] of changes.writes()) {
    const text = keyText(key);
    byText.set(text, { text, key, value });
  }
  return [...byText.values()].sort((a, b) => (a.text < b.text ? -1 : 1));
}

/** A state with changes made, which are in order of key. */
function apply(state: State, changes: readonly Change[]): State {
  const result: Block[] = [];
  let next = 0;
  for (let b = 0; b < Math.max(state.length, 1); b++) {
    const end = state[b + 1]?.texts[0];
    const first = next;
    while (next < changes.length && (end === undefined || changes[next]!.text < end)) next++;
    if (next > first) pushBlocks(result, merge(state[b], changes.slice(first, next)));
    else if (state[b] !== undefined) result.push(state[b]!);
  }
  return result;
}

/** The rows of a block, with changes made. */
function merge(block: Block | undefined, changes: readonly Change[]): Block {
  const texts: string[] = [];
  const rows: KeyValue[] = [];
  let at = 0;
  for (const { text, key, value } of changes) {
    for (; block !== undefined && at < block.texts.length && block.texts[at]! < text; at++) {
      texts.push(block.texts[at]!);
      rows.push(block.rows[at]!);
    }
    if (block?.texts[at] === text) at++;
    if (value === undefined) continue;
    texts.push(text);
    rows.push({ key, value });
  }
  for (; block !== undefined && at < block.texts.length; at++) {
    texts.push(block.texts[at]!);
    rows.push(block.rows[at]!);
  }
  return { texts, rows };
}

/** Appends rows in blocks of the right size, the first of them to the last block there is when both are small. */
function pushBlocks(blocks: Block[], { texts, rows }: Block): void {
  const last = blocks[blocks.length - 1];
  if (last !== undefined && texts.length > 0 && last.texts.length + texts.length <= BLOCK_ROWS / 2) {
    blocks[blocks.length - 1] = { texts: [...last.texts, ...texts], rows: [...last.rows, ...rows] };
    return;
  }
  if (texts.length <= BLOCK_ROWS) {
    if (texts.length > 0) blocks.push({ texts, rows });
    return;
  }
  for (let i = 0; i < texts.length; i += BLOCK_ROWS / 2) {
    blocks.push({ texts: texts.slice(i, i + BLOCK_ROWS / 2), rows: rows.slice(i, i + BLOCK_ROWS / 2) });
  }
}
