import { ENTRY_BYTES, GLUE, THINGS, TOKENS, type Entry } from './component-guest.ts';

/** What a binding written by hand does for each function of `GLUE`. */
export type Binding = {
  add(a: number, b: number): number;
  text(value: string): string;
  bytes(value: Uint8Array): Uint8Array;
  entries(value: Entry[]): Entry[];
};

type Core = Record<string, (...values: number[]) => number>;

/** Up to this many units a loop over `charCodeAt` is the quickest way to write a string. */
const LOOP_UNITS = 40;

/**
 * A binding to the guest's core module as an engineer would write it for exactly these signatures: the quickest known way for each
 * value, nothing checked, nothing metered, no instance guarded. What ours is measured beside.
 */
export class HandWritten {
  readonly core: Core;
  readonly glue: Binding;
  readonly #encoding: 'utf8' | 'utf16';
  readonly #memory: WebAssembly.Memory;
  readonly #realloc: (old: number, oldSize: number, alignment: number, size: number) => number;
  #u8!: Uint8Array;
  #u16!: Uint16Array;
  #s16!: Int16Array;
  #u32!: Uint32Array;
  #f64!: Float64Array;
  #node!: Buffer;

  constructor(module: WebAssembly.Module, encoding: 'utf8' | 'utf16', host: Binding) {
    this.#encoding = encoding;
    const tokens = new Map<number, number>();
    const { exports } = new WebAssembly.Instance(module, {
      [GLUE]: {
        add: host.add,
        text: (pointer: number, length: number, area: number) => {
          const value = host.text(this.#liftText(pointer, length));
          this.#lowerText(value, area);
        },
        bytes: (pointer: number, length: number, area: number) => {
          const value = host.bytes(this.#liftBytes(pointer, length));
          this.#store(area, this.#lowerBytes(value), value.length);
        },
        entries: (pointer: number, length: number, area: number) => {
          const value = host.entries(this.#liftEntries(pointer, length));
          this.#store(area, this.#lowerEntries(value), value.length);
        },
      },
      [TOKENS]: {
        '[constructor]token': (n: number) => {
          const handle = tokens.size + 1;
          tokens.set(handle, n);
          return handle;
        },
        '[method]token.get': (handle: number) => tokens.get(handle)!,
        '[resource-drop]token': (handle: number) => void tokens.delete(handle),
      },
      [`[export]${THINGS}`]: { '[resource-new]thing': (representation: number) => representation },
    });
    this.core = exports as Core;
    this.#memory = exports['memory'] as WebAssembly.Memory;
    this.#realloc = exports['cabi_realloc'] as never;
    this.#refresh();
    this.glue = this.#bind();
  }

  #bind(): Binding {
    const { core } = this;
    const [add, text, bytes, entries] = ['add', 'text', 'bytes', 'entries'].map((name) => core[`${GLUE}#${name}`]!);
    const [postText, postBytes, postEntries] = ['text', 'bytes', 'entries'].map(
      (name) => core[`cabi_post_${GLUE}#${name}`]!,
    );
    return {
      add: (a, b) => add!(a, b) >>> 0,
      text: (value) => {
        const pointer = this.#writeText(value);
        const area = text!(pointer, this.#written);
        const result = this.#liftText(this.#u32[area >>> 2]!, this.#u32[(area + 4) >>> 2]!);
        postText!(area);
        return result;
      },
      bytes: (value) => {
        const area = bytes!(this.#lowerBytes(value), value.length);
        const result = this.#liftBytes(this.#u32[area >>> 2]!, this.#u32[(area + 4) >>> 2]!);
        postBytes!(area);
        return result;
      },
      entries: (value) => {
        const area = entries!(this.#lowerEntries(value), value.length);
        const result = this.#liftEntries(this.#u32[area >>> 2]!, this.#u32[(area + 4) >>> 2]!);
        postEntries!(area);
        return result;
      },
    };
  }

  #refresh(): void {
    const { buffer } = this.#memory;
    this.#u8 = new Uint8Array(buffer);
    this.#u16 = new Uint16Array(buffer);
    this.#s16 = new Int16Array(buffer);
    this.#u32 = new Uint32Array(buffer);
    this.#f64 = new Float64Array(buffer);
    this.#node = Buffer.from(buffer);
  }

  #allocate(alignment: number, size: number): number {
    const pointer = this.#realloc(0, 0, alignment, size);
    if (this.#u8.length === 0) this.#refresh();
    return pointer;
  }

  /** Length of the last text written, in the units of its encoding. */
  #written = 0;

  #store(area: number, pointer: number, length: number): void {
    this.#u32[area >>> 2] = pointer;
    this.#u32[(area + 4) >>> 2] = length;
  }

  #writeText(value: string): number {
    if (this.#encoding === 'utf8') {
      const size = Buffer.byteLength(value);
      const pointer = this.#allocate(1, size);
      this.#node.write(value, pointer, size, 'utf8');
      this.#written = size;
      return pointer;
    }
    const units = value.length;
    const pointer = this.#allocate(2, units * 2);
    this.#written = units;
    if (units > LOOP_UNITS) {
      this.#node.write(value, pointer, units * 2, 'utf16le');
      return pointer;
    }
    const start = pointer >>> 1;
    for (let index = 0; index < units; index++) this.#u16[start + index] = value.charCodeAt(index);
    return pointer;
  }

  #lowerText(value: string, area: number): void {
    const pointer = this.#writeText(value);
    this.#store(area, pointer, this.#written);
  }

  #liftText(pointer: number, length: number): string {
    return this.#encoding === 'utf8'
      ? this.#node.toString('utf8', pointer, pointer + length)
      : this.#node.toString('utf16le', pointer, pointer + length * 2);
  }

  #lowerBytes(value: Uint8Array): number {
    const pointer = this.#allocate(1, value.length);
    this.#u8.set(value, pointer);
    return pointer;
  }

  #liftBytes(pointer: number, length: number): Uint8Array {
    return this.#u8.slice(pointer, pointer + length);
  }

  #lowerEntries(entries: Entry[]): number {
    const start = this.#allocate(8, entries.length * ENTRY_BYTES);
    const u8 = this.#u8;
    const s16 = this.#s16;
    const u32 = this.#u32;
    const f64 = this.#f64;
    let at = start;
    for (const entry of entries) {
      u32[at >>> 2] = entry.id;
      f64[(at + 8) >>> 3] = entry.weight;
      s16[(at + 16) >>> 1] = entry.count;
      u8[at + 18] = entry.open ? 1 : 0;
      at += ENTRY_BYTES;
    }
    return start;
  }

  #liftEntries(pointer: number, length: number): Entry[] {
    const u8 = this.#u8;
    const s16 = this.#s16;
    const u32 = this.#u32;
    const f64 = this.#f64;
    const entries = Array<Entry>(length);
    for (let index = 0, at = pointer; index < length; index++, at += ENTRY_BYTES) {
      entries[index] = {
        id: u32[at >>> 2]!,
        weight: f64[(at + 8) >>> 3]!,
        count: s16[(at + 16) >>> 1]!,
        open: u8[at + 18] !== 0,
      };
    }
    return entries;
  }
}
