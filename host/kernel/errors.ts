/** A component asked for more than a task may have. The task ends. */
export class LimitPassed extends Error {
  /** What the person who caused the task is told, without the full stop. */
  readonly forThePerson: string;

  constructor(message: string, forThePerson: string) {
    super(message);
    this.name = 'LimitPassed';
    this.forThePerson = forThePerson;
  }
}

/** The host cannot start or go on, for a reason the operator can mend. The message is the line to print. */
export class HostProblem extends Error {
  override readonly name = 'HostProblem';
}
