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
    return FAILED;
  }
}

/** Ends this process as shells expect of one that was interrupted. */
export function interrupted(): void {
  process.exit(INTERRUPTED);
}

function tell(error: unknown, output: Output): void {
  const label = output.styleProgress('red', 'atrium:');
  if (error instanceof UsageError) {
    output.progress(`${label} ${error.message}\n${output.styleProgress('dim', 'for example:')} ${error.works}`);
    return;
  }
  if (error instanceof Failure) {
    output.progress(`${label} ${error.message}`);
    return;
  }
  const { code, path, message } = error as NodeJS.ErrnoException;
  if (code !== undefined && path !== undefined) {
    // The disk is full, or a path may not be written.
    output.progress(`${label} ${path}: ${message}`);
    return;
  }
  // A fault of this program: where it happened is what matters.
  output.progress(`${label} unexpected: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
}

/** A reader that goes away (`| head`) is no reason to fail. */
function outliveReaders(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
}
