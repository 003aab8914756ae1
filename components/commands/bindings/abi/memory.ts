// How strings and lists lie in memory, scratch memory for calls, and when garbage is collected.
// Generated from WIT by host/bindgen; changes are overwritten.

/** Bytes of scratch memory; a call that needs more takes the rest from the heap. */
const AREA_BYTES: usize = 16384;
const area: usize = memory.data(16384, 16);
let areaUsed: usize = 0;

/** Scratch memory until it is released, or until the call from the host ends. */
export function area_allocate(bytes: usize): usize {
  const size = (bytes + 15) & ~15;
  if (size > AREA_BYTES - areaUsed) return __new(size, idof<ArrayBuffer>());
  const at = area + areaUsed;
  areaUsed += size;
  return at;
}

export function area_mark(): usize {
  return areaUsed;
}

export function area_release(mark: usize): void {
  areaUsed = mark;
}

/** Garbage is collected when this many bytes, or as many as were alive after the last time, were allocated since. */
const COLLECT_BYTES: usize = 262144;
let collectAbove: usize = COLLECT_BYTES;

/** A call from the host has ended: nothing refers to what it allocated but what the author kept. */
export function finish_call(): void {
  areaUsed = 0;
  if (gc_total < collectAbove) return;
  __collect();
  collectAbove = gc_total + max(gc_total, COLLECT_BYTES);
}

/**
 * Memory for what the host writes: a managed block, so that a string or a list can be used as it is. Which of the two it is,
 * and so its runtime id, is known only when it is lifted.
 */
export function cabi_realloc(old: usize, oldBytes: usize, align: usize, bytes: usize): usize {
  if (oldBytes == 0) return bytes == 0 ? align : __new(bytes, idof<ArrayBuffer>());
  return __renew(old, bytes);
}

/** Says what a block is, and so how it is to be collected. The id lies eight bytes before the data (rt/common OBJECT). */
// @ts-ignore: decorator
@inline function become<T>(block: usize): T {
  store<u32>(block - 8, idof<T>());
  return changetype<T>(block);
}

/** A string of the UTF-16 units that the host wrote, in the memory it wrote them to. */
export function lift_string(data: usize, length: i32): string {
  return length == 0 ? "" : become<string>(data);
}

export function load_string(at: usize): string {
  return lift_string(load<usize>(at), load<i32>(at, 4));
}

export function store_string(value: string, at: usize): void {
  store<usize>(at, changetype<usize>(value));
  store<i32>(at, value.length, 4);
}

/** A typed array over the elements that the host wrote, in the memory it wrote them to. */
export function lift_typed_array<T extends ArrayBufferView>(data: usize, length: i32): T {
  const buffer = length == 0 ? new ArrayBuffer(0) : become<ArrayBuffer>(data);
  const array = changetype<T>(__new(offsetof<T>(), idof<T>()));
  store<usize>(changetype<usize>(array), changetype<usize>(buffer), offsetof<ArrayBufferView>("buffer"));
  store<usize>(changetype<usize>(array), changetype<usize>(buffer), offsetof<ArrayBufferView>("dataStart"));
  store<i32>(changetype<usize>(array), buffer.byteLength, offsetof<ArrayBufferView>("byteLength"));
  return array;
}

export function load_typed_array<T extends ArrayBufferView>(at: usize): T {
  return lift_typed_array<T>(load<usize>(at), load<i32>(at, 4));
}

export function store_typed_array<T extends ArrayBufferView>(value: T, at: usize): void {
  store<usize>(at, value.dataStart);
  // @ts-ignore: every typed array has a length in elements
  store<i32>(at, value.length, 4);
}
