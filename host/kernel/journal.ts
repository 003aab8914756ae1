/** How much the operator should care: `kernel:task/log.level`. */
export type Level = 'debug' | 'info' | 'warning' | 'error';

/** Longest text of one line, in UTF-16 units. */
const MAX_LINE_UNITS = 4_096;

/** The operator's log: one line for each entry, whatever is in it. */
export class Journal {
  readonly #write: (line: string) => void;
  readonly #nowMs: () => number;

  constructor(write: (line: string) => void, nowMs: () => number) {
    this.#write = write;
    this.#nowMs = nowMs;
  }

  /** `source` is the part or component that speaks. */
  log(level: Level, source: string, text: string): void {
    const time = new Date(this.#nowMs()).toISOString();
    this.#write(`${time} ${level.padEnd(7)} ${source}: ${escapeControls(text.slice(0, MAX_LINE_UNITS))}\n`);
  }
}

/** Control characters as escapes, so that no text can end its line, begin another or move the operator's cursor. */
function escapeControls(text: string): string {
  // eslint-disable-next-line no-control-regex
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, (character) => {
    if (character === '\n') return '\\n';
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}
