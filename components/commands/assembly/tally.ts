/** Names in the order they first stand in, each once, and with the number where there are several: "a pen (3)". */
export function tallied(names: string[]): string[] {
  if (names.length < 2) return names;
  const counts = new Map<string, i32>();
  for (let index = 0; index < names.length; index++) {
    const name = names[index];
    counts.set(name, counts.has(name) ? counts.get(name) + 1 : 1);
  }
  if (counts.size == names.length) return names;
  const different = counts.keys();
  const result: string[] = [];
  for (let index = 0; index < different.length; index++) {
    const count = counts.get(different[index]);
    result.push(count == 1 ? different[index] : `${different[index]} (${count})`);
  }
  return result;
}
