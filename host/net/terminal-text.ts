// Control characters (C0, DEL, C1): on a terminal they move the cursor, change colours or worse.
// eslint-disable-next-line no-control-regex
const CONTROLS = /[\u0000-\u001f\u007f-\u009f]/;
// eslint-disable-next-line no-control-regex
const ALL_CONTROLS = /[\u0000-\u001f\u007f-\u009f]/g;

/** Text of the world as a terminal shows it: line feeds begin a line, other control characters go. */
export function readable(text: string): string {
  if (!CONTROLS.test(text)) return text;
  return text.replace(ALL_CONTROLS, (character) => (character === '\n' ? '\r\n' : character === '\t' ? ' ' : ''));
}

/** A typed line without the control characters that clients leave in it. */
export function typed(line: string): string {
  if (!CONTROLS.test(line)) return line;
  return line.replace(ALL_CONTROLS, (character) => (character === '\t' ? ' ' : ''));
}
