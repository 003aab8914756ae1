/** What pronouns mean: what somebody's commands have named. */
export class Antecedents {
  constructor(
    /** The one object that was named last, for `it`; 0 when none was. */
    readonly it: u64,
    /** The objects of the last command, for `them`: several, or none when it named one. */
    readonly them: Array<u64>,
    /** The person that was named last, for `him` and `her`; 0 when none was. */
    readonly person: u64,
  ) {}
}
