/** Generated files that every component has, without `.ts`. */

export const TYPES_PATH = 'bindings/types';
export const MEMORY_PATH = 'bindings/abi/memory';
export const SMALL_BLOCKS_PATH = 'bindings/abi/small-blocks';
export const ENTRY_PATH = 'bindings/entry';
export const ABORT_PATH = 'bindings/abort';

/** Written by an author who wants to know why a call traps; it takes the place of the generated one. */
export const AUTHOR_ABORT_PATH = 'assembly/abort';
export const LOST_HANDLES_PATH = 'bindings/abi/lost-handles';
