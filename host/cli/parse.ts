import { parseArgs } from 'node:util';

import { nearest } from '../component/nearest.ts';
import { UsageError, type Call, type Command, type Option } from './command.ts';

/** Every subcommand has it. */
export const HELP: Option = { name: 'help', meaning: 'says how it is called' };

/** What the arguments ask for. */
export type Request =
  | { readonly kind: 'overview' | 'version' }
  | { readonly kind: 'help'; readonly command: Command }
  | { readonly kind: 'run'; readonly command: Command; readonly call: Omit<Call, 'output'> };

/** Reads the arguments by the table of subcommands. Throws `UsageError`. */
export function parse(args: readonly string[], commands: readonly Command[]): Request {
  const [first, ...rest] = args;
  if (first === undefined || first === '--help' || first === '-h') return { kind: 'overview' };
  if (first === '--version') return { kind: 'version' };
  if (first === 'help') {
    return rest[0] === undefined ? { kind: 'overview' } : { kind: 'help', command: find(rest[0], commands) };
  }
  const command = find(first, commands);
  return parseCall(command, rest);
}

function find(name: string, commands: readonly Command[]): Command {
  const found = commands.find((one) => one.name === name);
  if (found) return found;
  const names = commands.map((one) => one.name);
  const meant = nearest(name, [...names, 'help', '--version', '--help']);
  const kind = name.startsWith('-') ? 'option' : 'subcommand';
  const mend = meant === undefined ? `there are ${names.join(', ')}` : `did you mean ${meant}?`;
  throw new UsageError(
    `there is no ${kind} ${name}: ${mend}`,
    meant === undefined ? 'atrium --help' : `atrium ${meant}`,
  );
}

function parseCall(command: Command, args: readonly string[]): Request {
  const known = [...command.options, HELP];
  const { tokens } = parseArgs({
    args: [...args],
    options: Object.fromEntries(
      known.map(({ name, value }) => [name, { type: value === undefined ? 'boolean' : 'string' }]),
    ),
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const positionals: string[] = [];
  const values: Record<string, string | undefined> = {};
  const switches = new Set<string>();
  for (const token of tokens) {
    if (token.kind === 'positional') positionals.push(token.value);
    if (token.kind !== 'option') continue;
    if (token.rawName === '-h') return { kind: 'help', command };
    const option = token.rawName.startsWith('--') ? known.find(({ name }) => name === token.name) : undefined;
    if (!option) throw unknownOption(token.rawName, command, known);
    if (option === HELP) return { kind: 'help', command };
    if (option.value === undefined) {
      if (token.value !== undefined) throw wrong(command, `--${option.name} takes no value`);
      switches.add(option.name);
    } else {
      // `--out --json`: the value was forgotten. Whoever means a value that begins with a dash writes `--out=--json`.
      const forgotten =
        token.value === undefined || token.value === '' || (!token.inlineValue && token.value.startsWith('-'));
      if (forgotten) throw wrong(command, `--${option.name} takes a value: --${option.name} ${option.value}`);
      values[option.name] = token.value;
    }
  }
  if (positionals.length < command.least) throw wrong(command, `it takes ${command.usage}`);
  const extra = positionals[command.most];
  if (extra !== undefined)
    throw wrong(command, `what is ${JSON.stringify(extra)} for? It takes ${command.usage || 'no arguments'}`);
  return { kind: 'run', command, call: { positionals, values, switches } };
}

function unknownOption(rawName: string, command: Command, known: readonly Option[]): UsageError {
  const meant = nearest(
    rawName.replace(/^-+/, ''),
    known.map(({ name }) => name),
  );
  const mend =
    meant === undefined
      ? `its options are ${known.map(({ name }) => `--${name}`).join(', ')}`
      : `did you mean --${meant}?`;
  return wrong(command, `there is no option ${rawName}: ${mend}`);
}

function wrong(command: Command, reason: string): UsageError {
  return new UsageError(`${command.name}: ${reason}`, command.example);
}
