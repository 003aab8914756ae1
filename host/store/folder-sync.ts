import { closeSync, constants, fsyncSync, openSync } from 'node:fs';

/** Makes a folder's list of names durable. */
export function syncFolder(folder: string): void {
  const descriptor = openSync(folder, constants.O_RDONLY);
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
