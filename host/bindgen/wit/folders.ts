import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** The `.wit` files directly in a folder, by name. */
export function witFiles(folder: string): string[] {
  const names = readdirSync(folder).filter((name) => name.endsWith('.wit'));
  return names.sort().map((name) => join(folder, name));
}

/** The folders directly in `root` that hold WIT files: one package each. */
export function packageFolders(root: string): string[] {
  const folders = readdirSync(root)
    .sort()
    .map((name) => join(root, name))
    .filter((path) => statSync(path).isDirectory());
  return folders.filter((folder) => witFiles(folder).length > 0);
}
