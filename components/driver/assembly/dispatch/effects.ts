/** What a task has changed that people see all the time: gathered over all levels, shown once at its end. */
export class Effects {
  /** Objects whose contents or look changed. */
  readonly touched: Array<u64> = [];
  /** Whether the actor leaves the world. */
  leaving: bool = false;
  /** Whether verbs, declarations, prototypes or names of the directory have changed. */
  redefined: bool = false;

  start(): void {
    this.touched.length = 0;
    this.leaving = false;
    this.redefined = false;
  }

  /** Whether nothing has changed. */
  get none(): bool {
    return this.touched.length == 0 && !this.leaving && !this.redefined;
  }

  /** An object holds other things than before, or looks different. */
  touch(oid: u64): void {
    if (oid != 0 && !this.touched.includes(oid)) this.touched.push(oid);
  }
}

export const effects = new Effects();
