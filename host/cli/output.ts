import { styleText } from 'node:util';

/** What is written where: results on standard output, progress on standard error. Colour only on a terminal, and never with NO_COLOR. */
export interface Output {
  /** A result: one line or more, the last newline added. */
  result(text: string): void;
  /** A result for programs. */
  json(value: unknown): void;
  /** What is going on, for whoever waits. */
  progress(text: string): void;
  /** A text of a result in bold or in a colour. */
  style(format: Style, text: string): string;
  /** The same, of progress. */
  styleProgress(format: Style, text: string): string;
}

export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan';

/** The output of this process. `styleText` heeds NO_COLOR, FORCE_COLOR and whether the stream is a terminal. */
export function processOutput(): Output {
  return {
    result: (text) => void process.stdout.write(`${text}\n`),
    json: (value) => void process.stdout.write(`${JSON.stringify(value, undefined, 2)}\n`),
    progress: (text) => void process.stderr.write(`${text}\n`),
    style: (format, text) => styleText(format, text, { stream: process.stdout }),
    styleProgress: (format, text) => styleText(format, text, { stream: process.stderr }),
  };
}
