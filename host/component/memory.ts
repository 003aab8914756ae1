import { MAX_VALUE_BYTES, OverLimit, type Limits } from './limits.ts';
import { stringLoops, type StringLoops } from './string-loops.ts';
import { ELEMENT_UNITS, FREE_BYTES, type Meter } from './meter.ts';

/**
 * Views of one linear memory. They go stale (length 0) when the memory grows, which happens only while its guest runs, so the glue
 * refreshes them after each call into the guest.
 */
export class MemoryViews {
  readonly #memory: WebAssembly.Memory;
  readonly #meter: Meter;
  readonly stringBytes: number;
  readonly listElements: number;
  u8!: Uint8Array<ArrayBuffer>;
  s8!: Int8Array;
  u16!: Uint16Array;
  s16!: Int16Array;
  u32!: Uint32Array;
  s32!: Int32Array;
  u64!: BigUint64Array;
  s64!: BigInt64Array;
  f32!: Float32Array;
  f64!: Float64Array;
  node!: Buffer;
  /** Bytes and list elements lifted in this call, against the limits; the glue resets them at its start. */
  liftedBytes = 0;
  liftedElements = 0;

  #strings: StringLoops | undefined;

  constructor(memory: WebAssembly.Memory, limits: Limits, meter: Meter) {
    this.#memory = memory;
    this.#meter = meter;
    this.stringBytes = limits.stringBytes;
    this.listElements = limits.listElements;
    this.refresh();
  }

  /** Made when the first short string passes: many an instance never sees one. */
  get strings(): StringLoops {
    return (this.#strings ??= stringLoops(this.#memory));
  }

  refresh(): void {
    const { buffer } = this.#memory;
    this.u8 = new Uint8Array(buffer);
    this.s8 = new Int8Array(buffer);
    this.u16 = new Uint16Array(buffer);
    this.s16 = new Int16Array(buffer);
    this.u32 = new Uint32Array(buffer);
    this.s32 = new Int32Array(buffer);
    this.u64 = new BigUint64Array(buffer);
    this.s64 = new BigInt64Array(buffer);
    this.f32 = new Float32Array(buffer);
    this.f64 = new Float64Array(buffer);
    this.node = Buffer.from(buffer);
  }

  /** Checks that a value of this size lies aligned inside the memory. */
  checkRange(pointer: number, size: number, alignment: number): void {
    if ((pointer & (alignment - 1)) !== 0) throw new Error(`address ${pointer} is not aligned to ${alignment} bytes`);
    if (pointer + size > this.u8.length) {
      throw new Error(`${size} bytes at address ${pointer} reach past the end of memory, ${this.u8.length}`);
    }
  }

  /** Pays for a copy into or out of this memory. */
  payBytes(size: number): void {
    if (size > FREE_BYTES) this.#meter.takeBytes(size);
  }

  /** Checks a string about to be lifted. */
  checkString(pointer: number, size: number, alignment: number): void {
    this.checkRange(pointer, size, alignment);
    this.payBytes(size);
    this.liftedBytes += size;
    if (this.liftedBytes > this.stringBytes) {
      throw new OverLimit('stringBytes', `strings and lists of numbers of over ${this.stringBytes} bytes`);
    }
  }

  /** Checks a list of numbers about to be lifted. */
  checkNumbers(pointer: number, length: number, elementSize: number): void {
    this.checkString(pointer, length * elementSize, elementSize);
  }

  /** Checks any other list about to be lifted. `weight` is what one of its elements counts for (`elementWeight`). */
  checkList(pointer: number, length: number, elementSize: number, alignment: number, weight: number): void {
    if (length * elementSize > MAX_VALUE_BYTES) throw new Error(`a list of over ${MAX_VALUE_BYTES} bytes`);
    this.liftedElements += length * weight;
    if (this.liftedElements > this.listElements) {
      throw new OverLimit('listElements', `lists of over ${this.listElements} elements`);
    }
    this.checkRange(pointer, length * elementSize, alignment);
    this.#meter.take(length * weight * ELEMENT_UNITS);
  }
}
