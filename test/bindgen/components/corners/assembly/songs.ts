// @ts-nocheck: AssemblyScript
import { Size, spell } from '../bindings/world/words';
import { Verse } from '../bindings/world/songs';

export function sing(verse: Verse): string {
  return spell(verse.lines.join(' '), Size.Large).join('-');
}
