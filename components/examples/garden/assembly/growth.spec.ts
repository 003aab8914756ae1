import { RIPE, describe, grown } from './growth';

export function testOnlyWhatIsSownAndWateredGrows(): void {
  assert(grown(0, true, true) == 1);
  assert(grown(0, false, true) == 0);
  assert(grown(0, true, false) == 0);
  assert(grown(RIPE, true, true) == RIPE);
}

export function testABedSaysHowItIs(): void {
  assert(describe('', 0, false) == 'Nothing is sown. The earth is dry.');
  assert(describe('poppies', RIPE, true) == 'The poppies are in bloom. The earth is wet.');
}
