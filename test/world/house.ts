import { fieldOf, imageEntries } from './image.ts';

/** A way out of a room, by the names that the image gives. */
export interface Way {
  name: string;
  /** The room's name. */
  from: string;
  to: string;
}

/** All ways of the shipped house, listed or not. */
export function ways(): Way[] {
  const entries = imageEntries().filter((entry) => entry.kind === 'object');
  const nameOf = (id: string | undefined) => {
    const entry = entries.find((candidate) => candidate.id === id);
    return (entry && fieldOf(entry, 'name')) ?? `nothing called ${id}`;
  };
  return entries
    .filter((entry) => fieldOf(entry, 'exit/to') !== undefined)
    .map((entry) => ({
      name: fieldOf(entry, 'name') ?? '',
      from: nameOf(fieldOf(entry, 'at')),
      to: nameOf(fieldOf(entry, 'exit/to')),
    }));
}
