import { UNCHECKED } from './source-file.ts';

/** The functions of `bindings/abi/small-blocks.ts` that take the place of the library's, by the library's names. */
export const ALLOCATOR: Readonly<Record<string, string>> = {
  __alloc: 'allocate',
  __realloc: 'reallocate',
  __free: 'free',
};

/**
 * `bindings/abi/small-blocks.ts`: the allocator. Nearly all objects of a call are small and die with it; the library's general allocator
 * (TLSF) searches, splits and merges for each of them.
 */
export const SMALL_BLOCKS = `// Blocks of up to 508 bytes come from a free list for each size; larger ones from the library's allocator.
// Generated from WIT by host/bindgen; changes are overwritten.
${UNCHECKED}

import { __alloc as general_allocate, __free as general_free, __realloc as general_reallocate } from "rt/tlsf";

/** A block is a header of four bytes, which holds its payload's size as the library's does, and the payload, aligned to 16. */
const HEADER_BYTES: usize = 4;
const UNIT_BYTES: usize = 16;
const LARGEST_UNITS: usize = 32;
const LARGEST_PAYLOAD_BYTES: usize = LARGEST_UNITS * UNIT_BYTES - HEADER_BYTES;
/** The library's two flag bits beside the size. */
const SIZE_MASK: u32 = ~3;
/** What small blocks are cut from: a page, less the header that the library puts before it. */
const CHUNK_BYTES: usize = 65536 - UNIT_BYTES;

/** For each number of units the payload of the first free block; a free payload begins with the next one. */
const firstFree: usize = memory.data((<i32>LARGEST_UNITS + 1) * 4, 16);
let cut: usize = 0;
let chunkEnd: usize = 0;

export function allocate(bytes: usize): usize {
  if (bytes > LARGEST_PAYLOAD_BYTES) return general_allocate(bytes);
  const units = (bytes + HEADER_BYTES + UNIT_BYTES - 1) / UNIT_BYTES;
  const list = firstFree + units * 4;
  const payload = load<usize>(list);
  if (payload == 0) return cutBlock(units);
  store<usize>(list, load<usize>(payload));
  return payload;
}

function cutBlock(units: usize): usize {
  const bytes = units * UNIT_BYTES;
  if (chunkEnd - cut < bytes) {
    // What is left of the last chunk is given up. The first unit of a chunk holds the header of its first block.
    cut = general_allocate(CHUNK_BYTES) + UNIT_BYTES;
    chunkEnd = cut + CHUNK_BYTES - UNIT_BYTES;
  }
  const payload = cut;
  cut += bytes;
  store<u32>(payload - HEADER_BYTES, <u32>(bytes - HEADER_BYTES));
  return payload;
}

function payloadBytes(payload: usize): usize {
  return load<u32>(payload - HEADER_BYTES) & SIZE_MASK;
}

export function free(payload: usize): void {
  if (payload < __heap_base) return;
  const bytes = payloadBytes(payload);
  if (bytes > LARGEST_PAYLOAD_BYTES) {
    general_free(payload);
    return;
  }
  const list = firstFree + ((bytes + HEADER_BYTES) / UNIT_BYTES) * 4;
  store<usize>(payload, load<usize>(list));
  store<usize>(list, payload);
}

export function reallocate(payload: usize, bytes: usize): usize {
  const had = payloadBytes(payload);
  const isStatic = payload < __heap_base;
  // The size tells which allocator a block is of, so a large block never shrinks to a small one in its place.
  if (!isStatic && had > LARGEST_PAYLOAD_BYTES && bytes > LARGEST_PAYLOAD_BYTES) return general_reallocate(payload, bytes);
  if (!isStatic && had <= LARGEST_PAYLOAD_BYTES && bytes <= had) return payload;
  const moved = allocate(bytes);
  memory.copy(moved, payload, min(had, bytes));
  if (!isStatic) free(payload);
  return moved;
}
`;
