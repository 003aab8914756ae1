/** What is wrong with an image. The first problem counts: what follows it may only be its consequence. */
export class Problems {
  path: string = '';
  line: i32 = 0;
  reason: string = '';

  get some(): bool {
    return this.reason.length > 0;
  }

  /** Notes a problem; answers false, for whoever has to give up. */
  at(place: Place, reason: string): bool {
    if (this.some) return false;
    this.path = place.path;
    this.line = place.line;
    this.reason = reason;
    return false;
  }
}

/** A line of a file. */
export class Place {
  constructor(
    readonly path: string,
    /** Counted from 1; 0 for the whole file. */
    readonly line: i32,
  ) {}

  toString(): string {
    return this.line == 0 ? this.path : `${this.path}:${this.line}`;
  }
}
