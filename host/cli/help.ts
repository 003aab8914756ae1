import type { Command, Option } from './command.ts';
import type { Output } from './output.ts';
import { HELP } from './parse.ts';

/** Columns of the names before their meanings. */
const NAME_COLUMNS = 26;

/** What `atrium` says of itself. */
export function overview(commands: readonly Command[], output: Output): string {
  return [
    output.style('bold', 'Usage: atrium SUBCOMMAND [ARGUMENTS] [--OPTIONS]'),
    '',
    ...commands.map((one) => row(`${one.name} ${one.usage}`.trim(), one.meaning, output)),
    row('help SUBCOMMAND', 'says how a subcommand is called', output),
    '',
    row('--version', 'says which version of Atrium this is', output),
    row('--help', 'says this', output),
    '',
    `Begin with: ${commands[0]!.example}`,
  ].join('\n');
}

/** What `atrium help NAME` says. */
export function helpOf(command: Command, output: Output): string {
  const { name, usage, meaning, details = [], options, example } = command;
  return [
    output.style('bold', usageLine(name, usage)),
    '',
    `${sentence(meaning)}`,
    ...details.flatMap((paragraph) => ['', paragraph]),
    '',
    ...[...options, HELP].map((option) => row(optionText(option), optionMeaning(option), output)),
    '',
    `Example: ${example}`,
  ].join('\n');
}

export function usageLine(name: string, usage: string): string {
  return `Usage: atrium ${`${name} ${usage}`.trim()} [--OPTIONS]`;
}

export function optionText({ name, value }: Option): string {
  return value === undefined ? `--${name}` : `--${name} ${value}`;
}

export function optionMeaning({ meaning, standard }: Option): string {
  return standard === undefined ? meaning : `${meaning} (${standard})`;
}

export function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

function row(name: string, meaning: string, output: Output): string {
  return `  ${output.style('cyan', name.padEnd(NAME_COLUMNS))} ${meaning}`;
}
