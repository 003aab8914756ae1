import { notice } from './voice';

/** A building command of a guest. */
export function buildAsGuest(): void {
  notice('Guests look around; builders have a name. Come back with: create NAME PASSWORD');
}
