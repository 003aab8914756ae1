/** The stage in which flowers bloom. */
export const RIPE: i32 = 4;

const STAGES: StaticArray<string> = ['lie in the earth', 'have come up', 'have leaves', 'have buds', 'are in bloom'];

/** The stage after another: what is sown and was watered grows, up to its bloom. */
export function grown(stage: i32, wet: bool, sown: bool): i32 {
  return sown && wet && stage < RIPE ? stage + 1 : stage;
}

/** How a bed is, in a sentence. */
export function describe(flowers: string, stage: i32, wet: bool): string {
  const earth = wet ? 'The earth is wet.' : 'The earth is dry.';
  return flowers.length == 0 ? 'Nothing is sown. ' + earth : 'The ' + flowers + ' ' + STAGES[stage] + '. ' + earth;
}
