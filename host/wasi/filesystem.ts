import { hostResource } from '../component/index.ts';
import { unreachable } from './unreachable.ts';
import { versioned, type WasiImports } from './version.ts';

const descriptor = hostResource<never>({ name: 'descriptor' });
const directoryEntryStream = hostResource<never>({ name: 'directory-entry-stream' });

const DESCRIPTOR_METHODS = [
  'read-via-stream',
  'write-via-stream',
  'append-via-stream',
  'advise',
  'sync-data',
  'get-flags',
  'get-type',
  'set-size',
  'set-times',
  'read',
  'write',
  'read-directory',
  'sync',
  'create-directory-at',
  'stat',
  'stat-at',
  'set-times-at',
  'link-at',
  'open-at',
  'readlink-at',
  'remove-directory-at',
  'rename-at',
  'symlink-at',
  'unlink-file-at',
  'is-same-object',
  'metadata-hash',
  'metadata-hash-at',
];

/**
 * `wasi:filesystem/preopens` and `wasi:filesystem/types` of a guest that has no files at all, for toolchains that import them without
 * need. They give no power: every function of files is a method of a directory or file that was opened before, and there is none.
 */
export function emptyFilesystem(): WasiImports {
  const methods = DESCRIPTOR_METHODS.map((name) => [`[method]descriptor.${name}`, unreachable('file')] as const);
  return {
    [versioned('wasi:filesystem/preopens')]: { 'get-directories': (): never[] => [] },
    [versioned('wasi:filesystem/types')]: {
      descriptor,
      ...Object.fromEntries(methods),
      'directory-entry-stream': directoryEntryStream,
      '[method]directory-entry-stream.read-directory-entry': unreachable('directory'),
      // Takes an error of wasi:io, of which there is none either.
      'filesystem-error-code': unreachable('error'),
    },
  };
}
