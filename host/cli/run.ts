import { COMMANDS } from './commands.ts';
import { Failure, UsageError } from './command.ts';
import { helpOf, overview } from './help.ts';
import { processOutput, type Output } from './output.ts';
import { parse } from './parse.ts';
import { packageVersion } from './version.ts';

/** Exit code of a program ended by SIGINT, by the shells' custom. */
const INTERRUPTED = 130;
const FAILED = 1;

/** Does what the arguments ask for, and answers the exit code. */
export async function runAtrium(args: readonly string[]): Promise<number> {
  outliveReaders();
  const output = processOutput();
  try {
    const request = parse(args, COMMANDS);
    if (request.kind === 'run') {
      // Before anything is written, so that whoever reads it may interrupt at once. A subcommand that has to tidy up replaces this.
      process.once('SIGINT', interrupted);
      return (await request.command.run({ ...request.call, output })) ?? 0;
    }
    if (request.kind === 'overview') output.result(overview(COMMANDS, output));
    if (request.kind === 'help') output.result(helpOf(request.command, output));
    if (request.kind === 'version') output.result(packageVersion());
    return 0;
  } catch (error) {
    tell(error, output);
    if (asksForJson(args)) output.json({ error: describe(error) });
    return FAILED;
  }
}

/** Ends this process as shells expect of one that was interrupted. */
export function interrupted(): void {
  process.exit(INTERRUPTED);
}

/** Also when the rest of the arguments is wrong. */
function asksForJson(args: readonly string[]): boolean {
  const end = args.indexOf('--');
  return args.slice(0, end < 0 ? args.length : end).includes('--json');
}

/** Why a subcommand has failed, as `--json` writes it. */
interface ErrorReport {
  /** `usage`, `failed` for what can be mended, `system` for what the system refuses, `unexpected` for a fault; or what a host has refused with. */
  readonly code: string;
  readonly message: string;
  /** With `usage`: a line that works. */
  readonly example?: string;
}

function describe(error: unknown): ErrorReport {
  if (error instanceof Failure) {
    const { code, message } = error;
    return error instanceof UsageError ? { code, message, example: error.works } : { code, message };
  }
  const { code, path, message } = error as NodeJS.ErrnoException;
  // The disk is full, or a path may not be written.
  if (code !== undefined && path !== undefined) return { code: 'system', message: `${path}: ${message}` };
  // A fault of this program: where it happened is what matters.
  const trace = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { code: 'unexpected', message: `unexpected: ${trace}` };
}

function tell(error: unknown, output: Output): void {
  const { message, example } = describe(error);
  output.progress(`${output.styleProgress('red', 'atrium:')} ${message}`);
  if (example !== undefined) output.progress(`${output.styleProgress('dim', 'for example:')} ${example}`);
}

/** A reader that goes away (`| head`) is no reason to fail. */
function outliveReaders(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
}
