/**
 * The C3 linearisation of an ordered list of prototypes: the order in which an object delegates. Each prototype comes before those
 * it delegates to itself, and the order of every list is kept. (Barrett et al., "A Monotonic Superclass Linearization for Dylan",
 * OOPSLA 1996.)
 *
 * `lines` are the linearisations of the prototypes, each beginning with the prototype itself. Null when no order keeps all lists: the
 * prototypes disagree.
 */
export function linearise(prototypes: Array<u64>, lines: Array<StaticArray<u64>>): StaticArray<u64> | null {
  const count = lines.length;
  if (count == 0) return new StaticArray<u64>(0);
  if (count == 1) return lines[0];
  let most = 0;
  for (let i = 0; i < count; i++) most += lines[i].length;
  const merged = new StaticArray<u64>(most);
  const heads = new StaticArray<i32>(count + 1);
  let length = 0;
  for (;;) {
    let candidate: u64 = 0;
    let left = false;
    for (let i = 0; i < count && candidate == 0; i++) {
      if (heads[i] == lines[i].length) continue;
      left = true;
      const head = lines[i][heads[i]];
      if (!isInTail(head, prototypes, lines, heads)) candidate = head;
    }
    if (!left) break;
    if (candidate == 0) return null;
    merged[length++] = candidate;
    for (let i = 0; i < count; i++) {
      if (heads[i] < lines[i].length && lines[i][heads[i]] == candidate) heads[i]++;
    }
    if (heads[count] < prototypes.length && prototypes[heads[count]] == candidate) heads[count]++;
  }
  return merged.slice<StaticArray<u64>>(0, length);
}

/** Whether an object comes anywhere but first in what is left of a list. The last of `heads` is that of `prototypes`. */
function isInTail(oid: u64, prototypes: Array<u64>, lines: Array<StaticArray<u64>>, heads: StaticArray<i32>): bool {
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i];
    for (let at = heads[i] + 1; at < line.length; at++) if (line[at] == oid) return true;
  }
  for (let at = heads[lines.length] + 1; at < prototypes.length; at++) if (prototypes[at] == oid) return true;
  return false;
}
