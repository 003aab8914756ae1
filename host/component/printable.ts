/** What would act on a terminal or a log instead of being shown there: controls, ends of lines, and what turns the direction of text. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** A text that a component made up, as it may stand in a message or a trace. */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, '\ufffd');
}
