import { parseSources } from '../bindgen/wit/packages.ts';
import { findPackages, witFolders } from '../bindgen/wit-path.ts';

/**
 * What interfaces are for, by full name: the first sentence of their documentation, from the WIT files that a component in `folder` is
 * built against. Nothing is known of those that are not there.
 */
export function meanings(folder: string): Map<string, string> {
  const known = new Map<string, string>();
  for (const { interfaces } of parsed(folder)) {
    for (const { id, docs } of interfaces.values()) if (docs !== '') known.set(id, firstSentence(docs));
  }
  return known;
}

/** A meaning is worth having, and not worth failing for. */
function parsed(folder: string): ReturnType<typeof parseSources> {
  try {
    return parseSources(findPackages(witFolders(folder)));
  } catch {
    return [];
  }
}

function firstSentence(docs: string): string {
  const [paragraph = ''] = docs.split(/\n\s*\n/);
  const text = paragraph.replace(/\s+/g, ' ').trim();
  return /^.*?\.(?=\s|$)/.exec(text)?.[0] ?? text;
}
