import { Failure, type Call, type Command, type Option } from './command.ts';
import { COMMANDS } from './commands.ts';
import { HELP } from './parse.ts';
import { nearest } from '../component/nearest.ts';

export const SHELLS = ['bash', 'zsh', 'fish'] as const;

/** `atrium completions`. */
export function runCompletions({ positionals, output }: Call): void {
  const shell = positionals[0]!;
  const script = SCRIPTS[shell as (typeof SHELLS)[number]];
  if (script) return output.result(script(COMMANDS));
  throw new Failure(
    `there are no completions for ${shell}: did you mean ${nearest(shell, SHELLS) ?? SHELLS.join(', ')}?`,
  );
}

const SCRIPTS: Record<(typeof SHELLS)[number], (commands: readonly Command[]) => string> = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
};

type Completed = readonly string[] | 'file' | 'folder' | undefined;

function optionsOf(command: Command): Option[] {
  return [...command.options, HELP];
}

function names(commands: readonly Command[]): string[] {
  return [...commands.map(({ name }) => name), 'help'];
}

function bashScript(commands: readonly Command[]): string {
  const generate = (completed: Completed): string => {
    if (completed === 'file') return 'compgen -f -- "$word"';
    if (completed === 'folder') return 'compgen -d -- "$word"';
    return `compgen -W ${quoted((completed ?? []).join(' '))} -- "$word"`;
  };
  const cases = commands.map((command) => {
    const values = optionsOf(command)
      .filter(({ value }) => value !== undefined)
      .map(({ name, values }) => `        --${name}) mapfile -t COMPREPLY < <(${generate(values)}); return ;;`);
    return [
      `    ${command.name})`,
      ...(values.length === 0 ? [] : ['      case $before in', ...values, '      esac']),
      '      case $word in',
      `        -*) mapfile -t COMPREPLY < <(${generate(optionsOf(command).map(({ name }) => `--${name}`))}) ;;`,
      `        *) mapfile -t COMPREPLY < <(${generate(command.completes)}) ;;`,
      '      esac ;;',
    ].join('\n');
  });
  return `# Completions of atrium for bash: source <(atrium completions bash)
_atrium() {
  local word=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD - 1]}
  COMPREPLY=()
  if ((COMP_CWORD == 1)); then
    mapfile -t COMPREPLY < <(${generate([...names(commands), '--help', '--version'])})
    return
  fi
  case \${COMP_WORDS[1]} in
    help) mapfile -t COMPREPLY < <(${generate(names(commands))}) ;;
${cases.join('\n')}
  esac
}
complete -o filenames -F _atrium atrium`;
}

function zshScript(commands: readonly Command[]): string {
  const action = (completed: Completed): string => {
    if (completed === 'file') return '_files';
    if (completed === 'folder') return '_files -/';
    return completed === undefined ? ' ' : `(${completed.join(' ')})`;
  };
  const cases = commands.map((command) => {
    const options = optionsOf(command).map(({ name, value, meaning, values }) =>
      quoted(`--${name}[${bracketed(meaning)}]${value === undefined ? '' : `:${value}:${action(values)}`}`),
    );
    const positional =
      command.most === 0 ? [] : [quoted(`1:${command.usage.replace(/[[\]]/g, '')}:${action(command.completes)}`)];
    return `    ${command.name}) _arguments ${[...options, ...positional].join(' ')} ;;`;
  });
  const described = commands.map(({ name, meaning }) => quoted(`${name}:${meaning.replaceAll(':', '\\:')}`));
  return `#compdef atrium
# Completions of atrium for zsh: source <(atrium completions zsh)
_atrium() {
  local -a subcommands=(${[...described, quoted('help:says how a subcommand is called')].join(' ')})
  if ((CURRENT == 2)); then
    _describe subcommand subcommands
    return
  fi
  local subcommand=$words[2]
  shift words
  ((CURRENT--))
  case $subcommand in
    help) _describe subcommand subcommands ;;
${cases.join('\n')}
  esac
}
# As a file of fpath this is the body of _atrium itself; sourced, it says what it completes.
if [[ \${funcstack[1]} == _atrium ]]; then
  _atrium "$@"
else
  compdef _atrium atrium
fi`;
}

function fishScript(commands: readonly Command[]): string {
  const top = [...commands.map(({ name, meaning }) => [name, meaning]), ['help', 'says how a subcommand is called']];
  const lines = top.map(
    ([name, meaning]) => `complete -c atrium -n __fish_use_subcommand -a ${name!} -d ${quoted(meaning!)}`,
  );
  lines.push(`complete -c atrium -n '__fish_seen_subcommand_from help' -a ${quoted(names(commands).join(' '))}`);
  for (const command of commands) {
    const seen = `-n ${quoted(`__fish_seen_subcommand_from ${command.name}`)}`;
    for (const { name, value, meaning, values } of optionsOf(command)) {
      const argument = value === undefined ? '' : ` -r${fishArgument(values)}`;
      lines.push(`complete -c atrium ${seen} -l ${name} -d ${quoted(meaning)}${argument}`);
    }
    if (command.completes !== undefined) lines.push(`complete -c atrium ${seen}${fishArgument(command.completes)}`);
  }
  return ['# Completions of atrium for fish: atrium completions fish | source', 'complete -c atrium -f', ...lines].join(
    '\n',
  );
}

function fishArgument(completed: Completed): string {
  if (completed === 'file') return ' -F';
  if (completed === 'folder') return " -a '(__fish_complete_directories)'";
  return completed === undefined ? '' : ` -a ${quoted(completed.join(' '))}`;
}

/** A text in single quotes, as all three shells read it. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** A text between the brackets of zsh's \`_arguments\`. */
function bracketed(text: string): string {
  return text.replaceAll(/[[\]:]/g, (character) => `\\${character}`);
}
