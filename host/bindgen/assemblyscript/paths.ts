/** Generated files that every component has, without `.ts`. */

export const TYPES_PATH = 'bindings/types';
export const MEMORY_PATH = 'bindings/abi/memory';
export const SMALL_BLOCKS_PATH = 'bindings/abi/small-blocks';
export const ENTRY_PATH = 'bindings/entry';
export const ABORT_PATH = 'bindings/abort';

export const LOST_HANDLES_PATH = 'bindings/abi/lost-handles';

/** What an author writes. */
export const SOURCE_FOLDER = 'assembly';
