import { isControl, squeezed } from '../values/text';

/** UTF-16 units of a name or an alias: it stands in sentences and lists. */
export const MAX_NAME_UNITS = 80;
/** Further names an object answers to. */
const MAX_ALIASES = 20;

/** A name and aliases as they are kept, or what is wrong with them. */
export class Name {
  constructor(
    /** A sentence for the person; empty when nothing is wrong. */
    readonly problem: string,
    readonly name: string,
    readonly aliases: Array<string>,
  ) {}
}

/** Checks a name and aliases that somebody gives. */
export function readName(name: string, aliases: Array<string>): Name {
  const clean = squeezed(name.trim());
  let problem = problemWith(clean);
  if (aliases.length > MAX_ALIASES) problem = `A thing has at most ${MAX_ALIASES} further names.`;
  const others = new Array<string>();
  for (let i = 0; i < aliases.length && problem.length == 0; i++) {
    const alias = squeezed(aliases[i].trim());
    problem = problemWith(alias);
    others.push(alias);
  }
  return new Name(problem, clean, others);
}

function problemWith(name: string): string {
  if (name.length == 0) return 'A name cannot be empty.';
  if (name.length > MAX_NAME_UNITS) return `A name has at most ${MAX_NAME_UNITS} characters.`;
  for (let i = 0; i < name.length; i++) {
    const code = name.charCodeAt(i);
    if (isControl(code)) return 'A name cannot have characters that cannot be typed.';
    if (code == 0x2c || code == 0x22)
      return 'A name cannot have commas or quotation marks: nobody could type it in a command.';
  }
  return '';
}
