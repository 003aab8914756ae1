/** Names compared at most: what is offered may be a large map. */
const MAX_COMPARED = 1_000;
/** Units of a name that are compared. */
const MAX_UNITS = 100;

/** Insertions, deletions and replacements from one text to another (Levenshtein; Wagner and Fischer's table, a row at a time). */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      const replaced = row[j - 1]! + (from[i - 1] === to[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[to.length]!;
}

/** The name most like another one, if it differs in at most a third of it: what somebody may have meant. */
export function nearest(name: string, offered: readonly string[]): string | undefined {
  const plain = (text: string) => text.slice(0, MAX_UNITS).toLowerCase().replaceAll(/[-_]/g, '');
  const wanted = plain(name);
  let best: string | undefined;
  let least = Math.floor(wanted.length / 3) + 1;
  for (const each of offered.slice(0, MAX_COMPARED)) {
    const differs = distance(wanted, plain(each));
    if (differs >= least) continue;
    least = differs;
    best = each;
  }
  return best;
}
