import { FUNCTION_NAMES, readFunctionNames } from './core-names.ts';
import { SECTION, skipExpression, START_NAME, type CoreModule, type Section } from './core-module.ts';
import {
  GLOBAL_GET,
  GLOBAL_SET,
  LOOP,
  MEMORY_COPY,
  MEMORY_FILL,
  MEMORY_GROW,
  MEMORY_INIT,
  skipValueType,
  TABLE_COPY,
  TABLE_FILL,
  TABLE_GROW,
  TABLE_INIT,
} from './core-opcodes.ts';
import { ComponentError } from './errors.ts';
import type { Limits } from './limits.ts';
import { FUEL_MODULE, FUEL_NAME, PAGES_NAME } from './meter.ts';
import { Reader } from './reader.ts';
import { Runs } from './runs.ts';
import { Writer } from './writer.ts';

/** Memory instructions pay a unit for each 128 bytes: what copying takes that is too large for the caches. */
const BULK_BYTES_SHIFT = 7;
/** Table instructions pay 8 units for each element: the engine writes some 50 ns for one. */
const BULK_ELEMENTS_SHIFT = 3;

const BULK_MEMORY: ReadonlySet<number> = new Set([MEMORY_INIT, MEMORY_COPY, MEMORY_FILL]);
const BULK_TABLE: ReadonlySet<number> = new Set([TABLE_INIT, TABLE_COPY, TABLE_GROW, TABLE_FILL]);

const I32 = 0x7f;

class Instrumenter {
  readonly #module: CoreModule;
  readonly #limits: Limits;
  readonly #out: Writer;
  readonly #body = new Writer(4096);
  readonly #runs = new Runs((at, units) => this.#body.set(at, units));
  /** Index of the fuel global: imported last, so it stands between the imported globals and the module's own. */
  readonly #fuel: number;
  /** Index of the global that counts the pages that are left, where memories share them. */
  readonly #pages: number | undefined;

  constructor(module: CoreModule, limits: Limits, sharesPages: boolean) {
    this.#module = module;
    this.#limits = limits;
    this.#out = new Writer(Math.ceil((module.end - module.start) * 1.3) + 256);
    this.#fuel = module.importedGlobals;
    if (sharesPages) this.#pages = this.#fuel + 1;
  }

  run(): Uint8Array<ArrayBuffer> {
    const { bytes, start, sections, startFunction } = this.#module;
    this.#out.bytes(bytes, start, start + 8);
    let imported = false;
    let exported = startFunction === undefined;
    for (const section of sections) {
      // Imports stand after types and before all else.
      if (!imported && section.id !== SECTION.custom && section.id > SECTION.import) {
        this.#importSection(undefined);
        imported = true;
      }
      if (section.id === SECTION.import) imported = true;
      // Exports stand before the start function and after all that can be exported.
      if (!exported && section.id > SECTION.export) this.#emit(SECTION.export, () => this.#exports(undefined));
      if (section.id >= SECTION.export) exported = true;
      this.#section(section);
    }
    if (!imported) this.#importSection(undefined);
    return this.#out.finish();
  }

  #section(section: Section): void {
    const reader = new Reader(this.#module.bytes, section.start, section.end);
    switch (section.id) {
      case SECTION.custom:
        return this.#customSection(reader);
      case SECTION.import:
        return this.#importSection(reader);
      case SECTION.table:
        return this.#emit(section.id, () => this.#tables(reader));
      case SECTION.memory:
        return this.#emit(section.id, () => this.#memories(reader));
      case SECTION.global:
        return this.#emit(section.id, () => this.#globals(reader));
      case SECTION.export:
        return this.#emit(section.id, () => this.#exports(reader));
      case SECTION.start:
        return; // It is exported instead.
      case SECTION.element:
        return this.#emit(section.id, () => this.#elements(reader));
      case SECTION.code:
        return this.#emit(section.id, () => this.#code(reader));
      case SECTION.data:
        return this.#emit(section.id, () => this.#data(reader));
      default:
        return this.#emit(section.id, () => this.#out.bytes(reader.bytes, section.start, section.end));
    }
  }

  #emit(id: number, content: () => void): void {
    this.#out.byte(id);
    this.#out.sized(content);
  }

  #copy(reader: Reader, from: number): void {
    this.#out.bytes(reader.bytes, from, reader.offset);
  }

  /** Keeps the names of functions, for stack traces; they hold no index that moves. */
  #customSection(reader: Reader): void {
    const names = readFunctionNames(reader);
    if (names === undefined) return;
    this.#emit(SECTION.custom, () => {
      this.#out.name('name');
      this.#emit(FUNCTION_NAMES, () => {
        this.#out.u32(names.length);
        for (const { index, name } of names) {
          this.#out.u32(index);
          this.#out.name(name);
        }
      });
    });
  }

  #importSection(reader: Reader | undefined): void {
    this.#emit(SECTION.import, () => {
      const count = reader?.u32('the number of core imports') ?? 0;
      const names = this.#pages === undefined ? [FUEL_NAME] : [FUEL_NAME, PAGES_NAME];
      this.#out.u32(count + names.length);
      if (reader !== undefined) this.#out.bytes(reader.bytes, reader.offset, reader.end);
      for (const name of names) {
        this.#out.name(FUEL_MODULE);
        this.#out.name(name);
        this.#out.bytes(Uint8Array.of(0x03, I32, 0x01)); // global, i32, mutable
      }
    });
  }

  #tables(reader: Reader): void {
    this.#vector(reader, 'tables', () => {
      const start = reader.offset;
      const withInit = reader.peek('a table') === 0x40;
      if (withInit) reader.skip(2, 'a table');
      skipValueType(reader);
      this.#copy(reader, start);
      this.#clampLimits(reader, 'table', this.#limits.tableElements, 'tableElements');
      if (withInit) this.#expression(reader);
    });
  }

  #memories(reader: Reader): void {
    this.#vector(reader, 'memories', () =>
      this.#clampLimits(reader, 'memory', this.#limits.memoryPages, 'memoryPages'),
    );
  }

  #clampLimits(reader: Reader, what: string, limit: number, name: keyof Limits): void {
    const start = reader.offset;
    const hasMaximum = reader.byte(`the limits of a ${what}`) & 0x01;
    const least = reader.u32(`the least size of a ${what}`);
    const most = hasMaximum ? reader.u32(`the greatest size of a ${what}`) : limit;
    if (least > limit) {
      throw new ComponentError('link', `a ${what} starts at ${least}, over the limit ${name} of ${limit}`, start, {
        limit: name,
      });
    }
    this.#out.byte(0x01);
    this.#out.u32(least);
    this.#out.u32(Math.min(most, limit));
  }

  #globals(reader: Reader): void {
    this.#vector(reader, 'globals', () => {
      const start = reader.offset;
      skipValueType(reader);
      reader.byte('the mutability of a global');
      this.#copy(reader, start);
      this.#expression(reader);
    });
  }

  /** Writes the exports, and the start function as one more. */
  #exports(reader: Reader | undefined): void {
    const { startFunction } = this.#module;
    const count = reader?.u32('the number of core exports') ?? 0;
    this.#out.u32(startFunction === undefined ? count : count + 1);
    if (startFunction !== undefined) {
      this.#out.name(START_NAME);
      this.#out.byte(0x00);
      this.#out.u32(startFunction);
    }
    if (reader === undefined) return;
    for (let item = 0; item < count; item++) {
      const start = reader.offset;
      reader.name('the name of a core export');
      const kind = reader.byte('the kind of a core export');
      this.#copy(reader, start);
      const index = reader.u32('an index');
      this.#out.u32(kind === 0x03 ? this.#shifted(index) : index);
    }
  }

  #elements(reader: Reader): void {
    this.#vector(reader, 'element segments', () => {
      const start = reader.offset;
      const flags = reader.u32('an element segment');
      if (flags > 7) reader.fail('this is no element segment', start);
      const active = (flags & 1) === 0;
      const explicit = (flags & 2) !== 0;
      const expressions = (flags & 4) !== 0;
      if (active && explicit) reader.u32('a table index');
      this.#copy(reader, start);
      if (active) this.#expression(reader);
      const kind = reader.offset;
      if ((flags & 3) !== 0) {
        if (expressions) skipValueType(reader);
        else reader.byte('the kind of elements');
      }
      this.#copy(reader, kind);
      this.#vector(
        reader,
        'elements',
        () => (expressions ? this.#expression(reader) : this.#out.u32(reader.u32('a function index'))),
        false,
      );
    });
  }

  #data(reader: Reader): void {
    this.#vector(reader, 'data segments', () => {
      const start = reader.offset;
      const flags = reader.u32('a data segment');
      if (flags > 2) reader.fail('this is no data segment', start);
      if (flags === 2) reader.u32('a memory index');
      this.#copy(reader, start);
      if (flags !== 1) this.#expression(reader);
      const content = reader.offset;
      reader.skip(reader.u32('the size of a data segment'), 'a data segment');
      this.#copy(reader, content);
    });
  }

  #vector(reader: Reader, what: string, item: () => void, whole = true): void {
    const count = reader.u32(`the number of ${what}`);
    if (count > reader.end - reader.offset) reader.fail(`${count} ${what} are announced but the binary ends before`);
    this.#out.u32(count);
    for (let index = 0; index < count; index++) item();
    if (whole) reader.expectEnd('a core section');
  }

  #shifted(global: number): number {
    if (global < this.#fuel) return global;
    return this.#pages === undefined ? global + 1 : global + 2;
  }

  /** A constant expression: only global indices move. */
  #expression(reader: Reader): void {
    let copied = reader.offset;
    skipExpression(reader, (opcode, start) => {
      if (opcode !== GLOBAL_GET) return;
      this.#out.bytes(reader.bytes, copied, start + 1);
      copied = reader.offset;
      this.#out.u32(this.#shifted(new Reader(reader.bytes, start + 1, reader.end).u32('a global index')));
    });
    this.#out.bytes(reader.bytes, copied, reader.offset);
  }

  #code(reader: Reader): void {
    const { functions, types } = this.#module;
    let index = 0;
    this.#vector(reader, 'function bodies', () => {
      const type = types[functions[index++] ?? -1];
      if (type === undefined) return reader.fail('there are more function bodies than functions');
      const body = reader.section(reader.u32('the size of a function body'), 'a function body');
      this.#out.sized(() => this.#function(body, type.parameters.length));
    });
    if (index !== functions.length) reader.fail(`${functions.length} functions have ${index} bodies`);
  }

  #function(reader: Reader, parameters: number): void {
    let locals = parameters;
    const groups = reader.u32('the number of local groups');
    const declared = reader.offset;
    for (let group = 0; group < groups; group++) {
      locals += reader.u32('the number of locals');
      skipValueType(reader);
    }
    const instructions = reader.offset;
    this.#instructions(reader, locals);
    reader.expectEnd('a function body');

    this.#out.u32(groups + 1);
    this.#out.bytes(reader.bytes, declared, instructions);
    // The scratch local, and one more to grow memories with.
    this.#out.bytes(Uint8Array.of(this.#pages === undefined ? 1 : 2, I32));
    this.#out.bytes(this.#body.view());
  }

  /** Writes the instrumented instructions to the body. */
  #instructions(reader: Reader, scratch: number): void {
    const body = this.#body;
    body.clear();
    const runs = this.#runs;
    runs.body(this.#chargeUnits(scratch, 1));
    let copied = reader.offset;
    skipExpression(reader, (opcode, start) => {
      const units = runs.step(opcode, reader.bytes, start);
      if (units > 0) {
        body.bytes(reader.bytes, copied, start);
        copied = start;
        this.#chargeUnits(scratch, units);
      }
      switch (opcode) {
        case LOOP:
          body.bytes(reader.bytes, copied, reader.offset);
          copied = reader.offset;
          runs.loop(this.#chargeUnits(scratch, 1));
          return;
        case GLOBAL_GET:
        case GLOBAL_SET:
          body.bytes(reader.bytes, copied, start + 1);
          copied = reader.offset;
          body.u32(this.#shifted(new Reader(reader.bytes, start + 1, reader.end).u32('a global index')));
          return;
      }
      if (opcode === MEMORY_GROW && this.#pages !== undefined) {
        body.bytes(reader.bytes, copied, start);
        copied = reader.offset;
        this.#grow(reader.bytes.subarray(start, reader.offset), this.#pages, scratch);
        return;
      }
      if (!BULK_MEMORY.has(opcode) && !BULK_TABLE.has(opcode)) return;
      body.bytes(reader.bytes, copied, start);
      copied = start;
      this.#chargeBulk(scratch, BULK_TABLE.has(opcode));
    });
    body.bytes(reader.bytes, copied, reader.offset);
  }

  /** fuel -= units; trap when below zero. Returns where the units stand; they can be made others of one byte (under 64). */
  #chargeUnits(scratch: number, units: number): number {
    this.#body.byte(0x23); // global.get fuel
    this.#body.u32(this.#fuel);
    this.#body.byte(0x41); // i32.const units
    const at = this.#body.length;
    this.#body.s32(units);
    this.#body.byte(0x6b); // i32.sub
    this.#storeAndCheck(scratch);
    return at;
  }

  /** With a count on the stack, which stays there: fuel -= units for that many bytes or elements; trap when below zero. */
  #chargeBulk(scratch: number, elements: boolean): void {
    const body = this.#body;
    const count = () => {
      body.byte(0x20); // local.get scratch
      body.u32(scratch);
    };
    body.byte(0x22); // local.tee scratch
    body.u32(scratch);
    body.byte(0x23); // global.get fuel
    body.u32(this.#fuel);
    count();
    if (elements) {
      // No table has more elements than the limit, and more of them must not wrap around to few units.
      const most = () => {
        body.byte(0x41); // i32.const
        body.s32(this.#limits.tableElements);
      };
      most();
      count();
      most();
      body.bytes(Uint8Array.of(0x49, 0x1b)); // i32.lt_u, select
      body.bytes(Uint8Array.of(0x41, BULK_ELEMENTS_SHIFT, 0x74)); // i32.const shift, i32.shl
    } else {
      body.bytes(Uint8Array.of(0x41, BULK_BYTES_SHIFT, 0x76)); // i32.const shift, i32.shr_u
    }
    body.byte(0x6b); // i32.sub
    this.#storeAndCheck(scratch);
  }

  /** Grows a memory if there are pages left for that, and counts them off. */
  #grow(instruction: Uint8Array, pages: number, scratch: number): void {
    const body = this.#body;
    const operation = (opcode: number, index: number) => {
      body.byte(opcode);
      body.u32(index);
    };
    operation(0x22, scratch); // local.tee: by how many
    operation(0x23, pages); // global.get
    body.bytes(Uint8Array.of(0x4b, 0x04, I32, 0x41, 0x7f, 0x05)); // i32.gt_u, if (result i32), i32.const -1, else
    operation(0x20, scratch); // local.get
    body.bytes(instruction);
    operation(0x22, scratch + 1); // local.tee: what it said
    operation(0x23, pages);
    operation(0x20, scratch);
    body.byte(0x6b); // i32.sub
    operation(0x23, pages);
    operation(0x20, scratch + 1);
    body.bytes(Uint8Array.of(0x41, 0x7f, 0x47, 0x1b)); // i32.const -1, i32.ne, select
    operation(0x24, pages); // global.set
    body.byte(0x0b); // end
  }

  /**
   * Reads the fuel left from a local: read back from the global, calls cost half as much again (measured on recursion). It traps
   * where it might call something that fills the tank or looks at the clock: with a call there, guests are slowed by 1.37 and not
   * by 1.21, as the engine reads the memory's address again after it.
   */
  #storeAndCheck(scratch: number): void {
    const body = this.#body;
    body.byte(0x22); // local.tee scratch
    body.u32(scratch);
    body.byte(0x24); // global.set fuel
    body.u32(this.#fuel);
    body.byte(0x20); // local.get scratch
    body.u32(scratch);
    body.bytes(Uint8Array.of(0x41, 0, 0x48, 0x04, 0x40, 0x00, 0x0b)); // i32.const 0, i32.lt_s, if unreachable end
  }
}

/**
 * Rewrites a core module so that it pays for what it runs from an imported global, and its memories and tables cannot grow past
 * the limits. Everything else keeps its meaning; custom sections other than function names are left out.
 */
export function instrument(module: CoreModule, limits: Limits, sharesPages: boolean): Uint8Array<ArrayBuffer> {
  return new Instrumenter(module, limits, sharesPages).run();
}
