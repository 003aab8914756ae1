import type { Command, Option } from './command.ts';
import { optionMeaning, optionText, sentence } from './help.ts';

/** The text of docs/cli.md. */
export function reference(commands: readonly Command[]): string {
  const overview: [string, string][] = commands.map(({ name, usage, meaning }) => [
    `\`${`${name} ${usage}`.trim()}\``,
    meaning,
  ]);
  return [
    '# The command atrium',
    '',
    'For authors of components: `npx atrium` in this repository after `npm ci`, `node_modules/.bin/atrium` where the package is installed.',
    '`atrium help SUBCOMMAND` says the same as this page, which is made of the same table: `node host/cli/reference.ts` prints it.',
    '',
    ...table(['subcommand', 'what it does'], overview),
    '',
    'Results go to standard output, progress and messages to standard error. The exit code is 0, 1 when something was wrong, 130 when',
    'it was interrupted. Colour is for terminals, and not with `NO_COLOR`. `atrium --version` says the version.',
    '',
    'With `--json` a subcommand that could not do what it was asked for writes `{ "error": { "code", "message" } }`, whatever else its JSON is, and ends',
    'with 1. The code is `usage` for a wrong call, with a line that works as `example`; `failed` for what the message says how to mend; `system` for',
    'what the system refuses; `unexpected` for a fault of Atrium; or one that is listed below. The message is on standard error, too.',
    ...commands.flatMap(section),
    '',
  ].join('\n');
}

function section({ name, usage, meaning, details = [], example, options, json }: Command): string[] {
  const rows = options.map((option: Option): [string, string] => [`\`${optionText(option)}\``, optionMeaning(option)]);
  return [
    '',
    `## atrium ${name}`,
    '',
    `    atrium ${`${name} ${usage}`.trim()}`,
    '',
    sentence(meaning),
    ...details.flatMap((paragraph) => ['', escaped(paragraph)]),
    ...(rows.length === 0 ? [] : ['', ...table(['option', 'meaning'], rows)]),
    ...(json === undefined
      ? []
      : ['', 'With `--json`, one object:', '', ...table(['field', 'what it holds'], fields(json))]),
    '',
    `For example: \`${example}\``,
  ];
}

function fields(json: Readonly<Record<string, string>>): [string, string][] {
  return Object.entries(json).map(([name, what]) => [`\`${name}\``, what]);
}

/** A text whose stars are no emphasis. */
function escaped(text: string): string {
  return text.replaceAll('*', '\\*');
}

/** A table of Markdown, its columns as wide as what is in them. */
function table(head: [string, string], rows: readonly [string, string][]): string[] {
  const all = [head, ...rows].map((row) => row.map((cell) => cell.replaceAll('|', '\\|')) as [string, string]);
  const widths = [0, 1].map((column) => Math.max(...all.map((row) => row[column]!.length)));
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column]!)).join(' | ')} |`;
  const [first, ...others] = all;
  return [line(first!), line(widths.map((width) => '-'.repeat(width))), ...others.map(line)];
}

if (import.meta.main) {
  const { COMMANDS } = await import('./commands.ts');
  process.stdout.write(reference(COMMANDS));
}
