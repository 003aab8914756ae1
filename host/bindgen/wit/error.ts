/** A place in a WIT file; `line` and `column` count from 1. */
export interface Location {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** `FILE:LINE:COLUMN`, as editors and terminals understand it. */
export function formatLocation(location: Location): string {
  return `${location.file}:${location.line}:${location.column}`;
}

/** What is wrong with a WIT source, where, and what would mend it. The message begins with the place. */
export class WitError extends Error {
  readonly location: Location;

  constructor(location: Location, reason: string) {
    super(`${formatLocation(location)}: ${reason}`);
    this.name = 'WitError';
    this.location = location;
  }
}
