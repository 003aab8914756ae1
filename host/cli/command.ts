import type { Output } from './output.ts';

/** One option of a subcommand. */
export interface Option {
  /** Without its dashes. */
  readonly name: string;
  /** What stands for its value in help; a switch has none. */
  readonly value?: string;
  readonly meaning: string;
  /** What it is when it is not given, for help. */
  readonly standard?: string;
  /** What its value may be, where that is a short list; or what kind of path. For completions. */
  readonly values?: readonly string[] | 'file' | 'folder';
}

/** What a subcommand was called with. */
export interface Call {
  readonly positionals: readonly string[];
  /** The values of options that take one, by name. */
  readonly values: Readonly<Record<string, string | undefined>>;
  /** The switches that were given. */
  readonly switches: ReadonlySet<string>;
  readonly output: Output;
}

/** A subcommand: what the parser, help, completions and docs/cli.md know of it. */
export interface Command {
  readonly name: string;
  /** Its arguments as help shows them: `[DIR]`. */
  readonly usage: string;
  /** How many arguments it takes. */
  readonly least: number;
  readonly most: number;
  /** A sentence without its full stop, beginning in lower case. */
  readonly meaning: string;
  /** Paragraphs for its own help. */
  readonly details?: readonly string[];
  /** A line that works. */
  readonly example: string;
  readonly options: readonly Option[];
  /** What it writes with `--json`: fields of one object and what they hold, for docs/cli.md. */
  readonly json?: Readonly<Record<string, string>>;
  /** What its arguments are, for completions. */
  readonly completes?: readonly string[] | 'file' | 'folder';
  /** Returns the exit code when it is not 0. What it throws is an error to be told: `Failure` as it is, anything else as a fault. */
  run(call: Call): Promise<number | void>;
}

/** Something that the person who called can mend. The message says what is wrong, where and what mends it. */
export class Failure extends Error {
  override readonly name: string = 'Failure';
  /** What programs know it by. */
  readonly code: string = 'failed';
}

/** The call itself is wrong. `works` is a line that would work. */
export class UsageError extends Failure {
  override readonly name = 'UsageError';
  override readonly code = 'usage';
  readonly works: string;

  constructor(message: string, works: string) {
    super(message);
    this.works = works;
  }
}
