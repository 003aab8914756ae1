const ARTICLES: string[] = ['a ', 'an ', 'the '];

/** A name as it is kept: without an article before it. "a sail needle" gives "sail needle"; "The Sail Loft" is a proper name. */
export function withoutArticle(text: string): string {
  const name = text.trim();
  for (let index = 0; index < ARTICLES.length; index++) {
    if (name.startsWith(ARTICLES[index])) return name.substring(ARTICLES[index].length).trim();
  }
  return name;
}

/** A kind's identifier as somebody types it: "a light source" gives "light-source". */
export function identifier(text: string): string {
  return withoutArticle(text.trim().toLowerCase()).replaceAll(' ', '-');
}

const DIRECTIONS: string[] = [
  'north', 'northeast', 'east', 'southeast', 'south', 'southwest', 'west', 'northwest', 'up', 'down', 'in', 'out',
]; // prettier-ignore
const OPPOSITES: string[] = [
  'south', 'southwest', 'west', 'northwest', 'north', 'northeast', 'east', 'southeast', 'down', 'up', 'out', 'in',
]; // prettier-ignore
const SHORT_FORMS: string[] = ['n', 'ne', 'e', 'se', 's', 'sw', 'w', 'nw', 'u', 'd', 'enter', 'leave'];

/** The way back when none is said: the opposite of a direction, "out" of anything else. */
export function opposite(exit: string): string {
  const direction = DIRECTIONS.indexOf(exit.toLowerCase());
  return direction < 0 ? 'out' : OPPOSITES[direction];
}

/** A direction typed in its short form, in full: "n" gives "north". */
export function unabbreviated(exit: string): string {
  const short = SHORT_FORMS.indexOf(exit.toLowerCase());
  return short < 0 ? exit : DIRECTIONS[short];
}

/** What else an exit of this name answers to. */
export function shortForms(exit: string): string[] {
  const direction = DIRECTIONS.indexOf(exit.toLowerCase());
  return direction < 0 ? [] : [SHORT_FORMS[direction]];
}

/** Whether two names are one, whatever the case of letters. */
export function sameName(left: string, right: string): bool {
  return left.toLowerCase() == right.toLowerCase();
}
