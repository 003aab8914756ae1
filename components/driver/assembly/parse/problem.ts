/** Why a noun phrase names nothing, best last: an answer about the best try helps most. */
export enum Problem {
  None,
  /** Nothing there has such a name. */
  Unseen,
  /** Words are there, and the noun is not: "the", "all from". */
  Missing,
  /** "All" is nothing. */
  Nothing,
  /** What holds it is closed. */
  Closed,
  /** It means several things where one is wanted. */
  TooMany,
  /** Several things have the name. */
  Several,
  /** It names more than can be looked for. */
  Endless,
}

const DOLLAR: i32 = 0x24;
const AT: i32 = 0x40;

/** Whether a phrase is a name of the directory: `$lamp`. */
function isOwnName(phrase: string): bool {
  return phrase.charCodeAt(0) == DOLLAR && isIdentifier(phrase.substring(1));
}
