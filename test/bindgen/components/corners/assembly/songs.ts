// @ts-nocheck: AssemblyScript
import * as theirs from '../bindings/world/songs';
import { Size, spell } from '../bindings/world/words';
import { Verse } from '../bindings/exported/world/songs';

export function sing(verse: Verse): string {
  return spell(verse.lines.join(' '), Size.Large).join('-');
}

export function chorus(): Verse {
  return new Verse([theirs.chorus().refrain, 'la la']);
}
