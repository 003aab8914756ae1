import { BLOCK, END, FIRST_BULK, IF, LOOP, MEMORY_GROW, TABLE_GROW, VECTOR_PREFIX } from './core-opcodes.ts';

const ELSE = 0x05;
const UNREACHABLE = 0x00;
const BR = 0x0c;
const BR_IF = 0x0d;
const BR_TABLE = 0x0e;
const RETURN = 0x0f;
const RETURN_CALL = 0x12;
const RETURN_CALL_INDIRECT = 0x13;
const RETURN_CALL_REF = 0x15;
const LAST_CONTROL = RETURN_CALL_REF;
const BR_ON_NULL = 0xd5;
const BR_ON_NON_NULL = 0xd6;

/** What a unit of fuel pays for: eight common operations. */
const UNIT_WEIGHT = 32;

/** What instructions weigh: about a quarter of a nanosecond each, with a warm cache (`npm run bench -- fuel`). */
const MOVE = 1;
const OPERATION = 4;
const DIVISION = 32;
/** What the engine carries out outside of the guest's code; what bulk instructions move is paid for besides. */
const ENGINE_CALL = 128;
/** Entering a function and leaving it. */
const ENTRY = 2 * OPERATION;
/** Growing, also by nothing, gives the engine a buffer to make. */
const GROWTH = 1024;

/** The weight that a path may gather before it has to pay: some 32 operations, which slows long runs of code by a twentieth. */
const RUN_WEIGHT = 128;
/** The same on the way into a loop. What its header pays for that it pays again in each round. */
const LOOP_ENTRY_WEIGHT = 64;

const WEIGHTS = weights();

/** Of the vector instructions that take longer than others. */
const VECTOR_WEIGHTS: ReadonlyMap<number, number> = new Map([
  [0x00, OPERATION], // v128.load
  [0x0b, OPERATION], // v128.store
  [0x0c, MOVE], // v128.const
  [0xd5, 4 * OPERATION], // i64x2.mul
  [0xe3, 2 * DIVISION], // f32x4.sqrt
  [0xe7, 2 * DIVISION], // f32x4.div
  [0xef, 2 * DIVISION], // f64x2.sqrt
  [0xf3, 2 * DIVISION], // f64x2.div
]);

function weights(): Uint16Array {
  const table = new Uint16Array(256).fill(OPERATION);
  const set = (weight: number, from: number, to = from) => table.fill(weight, from, to + 1);
  set(0, UNREACHABLE);
  set(MOVE, 0x01); // nop
  set(0, BLOCK);
  set(OPERATION, LOOP);
  set(OPERATION, IF);
  set(0, ELSE);
  set(0, END);
  set(5 * OPERATION, BR_TABLE);
  set(2 * OPERATION, 0x10); // call
  set(4 * OPERATION, 0x11); // call_indirect
  set(2 * OPERATION, RETURN_CALL);
  set(4 * OPERATION, RETURN_CALL_INDIRECT, RETURN_CALL_REF); // and call_ref
  set(MOVE, 0x1a); // drop
  set(MOVE, 0x20, 0x22); // local.get, local.set, local.tee
  set(ENGINE_CALL / 8, 0x25); // table.get
  set(ENGINE_CALL, 0x26); // table.set
  set(GROWTH, MEMORY_GROW);
  set(MOVE, 0x41, 0x44); // constants
  set(DIVISION, 0x6d, 0x70); // i32 division and remainder
  set(DIVISION, 0x7f, 0x82); // i64 division and remainder
  set(DIVISION, 0x91); // f32.sqrt
  set(DIVISION, 0x95); // f32.div
  set(2 * DIVISION, 0x9f); // f64.sqrt
  set(DIVISION, 0xa3); // f64.div
  set(MOVE, 0xd0); // ref.null
  set(ENGINE_CALL, 0xd2); // ref.func
  return table;
}

/** Of an instruction with a prefix. */
function prefixedWeight(opcode: number): number {
  if (opcode === TABLE_GROW) return GROWTH;
  if (opcode >> 12 === VECTOR_PREFIX) return VECTOR_WEIGHTS.get(opcode & 0xfff) ?? 2 * OPERATION;
  return opcode >= FIRST_BULK ? ENGINE_CALL : OPERATION;
}

/** Gathered by what cannot be reached. */
const UNREACHED = -1;

/** Units for this weight, the last of them begun. */
function unitsFor(weight: number): number {
  return Math.max(1, Math.ceil(weight / UNIT_WEIGHT));
}

/**
 * Follows the control flow of a function body, in the order of its text, with an upper bound of the weight that a path has gathered
 * since it last paid. A path pays where the bound would pass `RUN_WEIGHT`, and at the header of each loop for the most that comes around;
 * what is left at any way out is paid on entry. So what a path pays follows what it carries out: it is never less than that, and more
 * than that by at most `RUN_WEIGHT` for each function entered and loop round made.
 */
export class Runs {
  readonly #settle: (chargeAt: number, units: number) => void;
  /** Of the blocks that are open: what opened them, the body as a block. */
  readonly #opened: number[] = [];
  /** The most that a branch to its label brings along. */
  readonly #most: number[] = [];
  /** What was gathered before an `if`, for its other arm. */
  readonly #before: number[] = [];
  /** Of a loop and the body: where its charge stands. */
  readonly #chargeAt: number[] = [];
  #gathered = 0;
  /** Where the index ends that was read last. */
  #indexEnd = 0;

  /** `settle` gets the units of each charge whose place was told by `body` or `loop`. */
  constructor(settle: (chargeAt: number, units: number) => void) {
    this.#settle = settle;
  }

  /** A body begins, whose charge stands here. */
  body(chargeAt: number): void {
    this.#opened.length = this.#most.length = this.#before.length = this.#chargeAt.length = 0;
    this.#open(BLOCK, UNREACHED, UNREACHED);
    this.loop(chargeAt);
    this.#gathered = ENTRY;
  }

  /** The charge of the loop just begun stands here. */
  loop(chargeAt: number): void {
    this.#chargeAt[this.#chargeAt.length - 1] = chargeAt;
  }

  /** Takes the next instruction, found in `bytes` at `start`. Returns the units to be paid just before it. */
  step(opcode: number, bytes: Uint8Array, start: number): number {
    let units = 0;
    if (this.#gathered !== UNREACHED) {
      this.#gathered += opcode <= 0xff ? WEIGHTS[opcode]! : prefixedWeight(opcode);
      if (this.#gathered > (opcode === LOOP ? LOOP_ENTRY_WEIGHT : RUN_WEIGHT)) {
        units = Math.floor(this.#gathered / UNIT_WEIGHT);
        this.#gathered %= UNIT_WEIGHT;
      }
    }
    if (opcode <= LAST_CONTROL || opcode === BR_ON_NULL || opcode === BR_ON_NON_NULL) {
      this.#control(opcode, bytes, start);
    }
    return units;
  }

  #control(opcode: number, bytes: Uint8Array, start: number): void {
    switch (opcode) {
      case BLOCK:
      case IF:
        return this.#open(opcode, UNREACHED, this.#gathered);
      case LOOP:
        this.#open(opcode, this.#gathered, UNREACHED);
        if (this.#gathered !== UNREACHED) this.#gathered = OPERATION;
        return;
      case ELSE: {
        const top = this.#opened.length - 1;
        this.#opened[top] = opcode;
        this.#most[top] = Math.max(this.#most[top]!, this.#gathered);
        this.#gathered = this.#before[top]!;
        return;
      }
      case END:
        return this.#end();
      case BR:
        this.#branch(this.#index(bytes, start + 1));
        this.#gathered = UNREACHED;
        return;
      case BR_IF:
      case BR_ON_NULL:
      case BR_ON_NON_NULL:
        return this.#branch(this.#index(bytes, start + 1));
      case BR_TABLE: {
        const count = this.#index(bytes, start + 1);
        for (let target = 0; target <= count; target++) this.#branch(this.#index(bytes, this.#indexEnd));
        this.#gathered = UNREACHED;
        return;
      }
      case RETURN:
      case RETURN_CALL:
      case RETURN_CALL_INDIRECT:
      case RETURN_CALL_REF:
        this.#branch(this.#opened.length - 1);
        this.#gathered = UNREACHED;
        return;
      case UNREACHABLE:
        this.#gathered = UNREACHED;
        return;
    }
  }

  #open(opcode: number, most: number, before: number): void {
    this.#opened.push(opcode);
    this.#most.push(most);
    this.#before.push(before);
    this.#chargeAt.push(0);
  }

  #end(): void {
    const opcode = this.#opened.pop()!;
    const most = this.#most.pop()!;
    const before = this.#before.pop()!;
    const chargeAt = this.#chargeAt.pop()!;
    if (opcode === LOOP) return this.#settle(chargeAt, unitsFor(most));
    // An `if` without `else` may be passed by.
    this.#gathered = Math.max(this.#gathered, most, opcode === IF ? before : UNREACHED);
    if (this.#opened.length === 0) this.#settle(chargeAt, unitsFor(this.#gathered));
  }

  /** A branch to the label so many levels out, or to nowhere: then the engine refuses the body. */
  #branch(depth: number): void {
    const at = this.#most.length - 1 - depth;
    if (at >= 0 && this.#most[at]! < this.#gathered) this.#most[at] = this.#gathered;
  }

  /** An unsigned LEB128 that was read before and found well-formed. */
  #index(bytes: Uint8Array, start: number): number {
    let value = 0;
    for (let at = start, scale = 1; ; at++, scale *= 0x80) {
      const byte = bytes[at]!;
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) {
        this.#indexEnd = at + 1;
        return value;
      }
    }
  }
}
