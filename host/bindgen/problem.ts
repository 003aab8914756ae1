/** Something about a component that its author can mend, for people and for editors. */
export interface Problem {
  readonly severity: 'error' | 'warning';
  /** Lines and columns count from 1. */
  readonly place?: { readonly file: string; readonly line?: number; readonly column?: number };
  /** What is wrong, and what mends it. */
  readonly message: string;
  /** The line of source that it is about. */
  readonly source?: string;
  /** Another place that has to do with it. */
  readonly see?: string;
}

/** A component that cannot be built. The message is what `problems` say, for a person. */
export class BuildError extends Error {
  override readonly name = 'BuildError';
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[], options?: ErrorOptions) {
    super(formatProblems(problems), options);
    this.problems = problems;
  }
}

/** `FILE:LINE:COLUMN: error: MESSAGE`, as editors and terminals understand it, with the line of source below. */
export function formatProblem({ severity, place, message, source, see }: Problem): string {
  const at = [place?.file, place?.line, place?.column].filter((part) => part !== undefined).join(':');
  return [
    `${at === '' ? '' : `${at}: `}${severity}: ${message}`,
    ...(source === undefined ? [] : [`    ${source.trim()}`]),
    ...(see === undefined ? [] : [`  see ${see}`]),
  ].join('\n');
}

export function formatProblems(problems: readonly Problem[]): string {
  return [...new Set(problems.map(formatProblem))].join('\n');
}
