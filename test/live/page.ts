import { readFileSync } from 'node:fs';

/** One block of a page: what it is, the words behind that, and its lines. */
export interface Block {
  readonly kind: string;
  readonly argument: string;
  readonly lines: readonly string[];
  /** Where it begins in the page. */
  readonly line: number;
}

/** The fenced blocks of a page of Markdown, in order. */
export function blocksOf(page: string): Block[] {
  const blocks: Block[] = [];
  let open: { kind: string; argument: string; lines: string[]; line: number } | undefined;
  for (const [index, text] of page.split('\n').entries()) {
    const fence = /^```(\S*) ?(.*)$/.exec(text);
    if (fence === null) open?.lines.push(text);
    else if (open === undefined) open = { kind: fence[1]!, argument: fence[2]!, lines: [], line: index + 1 };
    else {
      blocks.push(open);
      open = undefined;
    }
  }
  if (open !== undefined) throw new Error(`the block at line ${open.line} has no end`);
  return blocks;
}

/** Runs the blocks of a page in order. Rejects with the place of the first that fails. */
export async function runPage(path: string, run: (block: Block) => Promise<void>): Promise<void> {
  for (const block of blocksOf(readFileSync(path, 'utf8'))) {
    try {
      await run(block);
    } catch (error) {
      throw new Error(`the block at line ${block.line}: ${(error as Error).message}`, { cause: error });
    }
  }
}
