import { after, type Answer } from './answer.ts';
import type { Transaction } from './engine.ts';
import { declarationsOf, unpackDeclaration, type Declarations } from './index-declaration.ts';
import { ALL_DECLARATIONS, declaredName } from './layout.ts';

/** The latest committed declarations of indices, remembered for the whole process. */
export class IndexCatalogue {
  declarations: Declarations = declarationsOf([]);
  /** The engine's version from which on they are so; none until the first task has read them. */
  since = Infinity;
  /** The task that made them so; none when they were read. */
  madeBy = -1;
  /** Called when a commit has left something to be built or erased. */
  upkeepNeeded: () => void = () => {};

  remember(declarations: Declarations, since: number, madeBy: number): void {
    this.declarations = declarations;
    this.since = since;
    this.madeBy = madeBy;
  }

  /** They were changed at a version, by the task of this process with a number or by another process (-1). */
  changed(version: number, task: number): void {
    if (version < this.since || (version === this.since && task === this.madeBy)) return;
    this.since = Infinity;
  }
}

export function readDeclarations(transaction: Transaction): Answer<Declarations> {
  return after(transaction.range(ALL_DECLARATIONS.start, ALL_DECLARATIONS.end), (rows) =>
    declarationsOf(rows.map(({ key, value }) => unpackDeclaration(declaredName(key), value))),
  );
}
