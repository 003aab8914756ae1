import { Article, Handle } from '../bindings/driver-objects/objects';
import { the } from './voice';

const DIRECTIONS: string[] = [
  'north', 'northeast', 'east', 'southeast', 'south', 'southwest', 'west', 'northwest', 'up', 'down', 'in', 'out',
]; // prettier-ignore

export function isDirection(name: string): bool {
  return DIRECTIONS.includes(name);
}

/** An exit in a sentence: "north", "the gap". */
export function wayNamed(exit: Handle): string {
  const name = exit.name(Article.Bare);
  return isDirection(name) ? name : the(exit);
}
