import { BLOCK, END, IF, LOOP } from './core-opcodes.ts';

const ELSE = 0x05;
const UNREACHABLE = 0x00;
const BR = 0x0c;
const BR_IF = 0x0d;
const BR_TABLE = 0x0e;
const RETURN = 0x0f;
const RETURN_CALL = 0x12;
const RETURN_CALL_INDIRECT = 0x13;
const RETURN_CALL_REF = 0x15;
const BR_ON_NULL = 0xd5;
const BR_ON_NON_NULL = 0xd6;

/** What instructions weigh: about a quarter of a nanosecond each, with a warm cache. */
const MOVE = 1;
const OPERATION = 4;
const DIVISION = 32;
/** Bulk and table instructions call into the engine; what they move is paid for besides. */
const ENGINE_CALL = 64;

/** The weight that a path may gather before it pays a unit: some 32 operations, which slows long runs of code by a twentieth. */
const RUN_WEIGHT = 128;

const WEIGHTS = weights();

function weights(): Uint8Array {
  const table = new Uint8Array(256).fill(OPERATION);
  const set = (weight: number, from: number, to = from) => table.fill(weight, from, to + 1);
  set(0, UNREACHABLE);
  set(MOVE, 0x01); // nop
  set(0, BLOCK, LOOP);
  set(0, ELSE);
  set(0, END);
  set(MOVE, 0x1a); // drop
  set(MOVE, 0x20, 0x22); // local.get, local.set, local.tee
  set(ENGINE_CALL / 4, 0x25, 0x26); // table.get, table.set
  set(MOVE, 0x41, 0x44); // constants
  set(DIVISION, 0x6d, 0x70); // i32 division and remainder
  set(DIVISION, 0x7f, 0x82); // i64 division and remainder
  set(DIVISION, 0x91); // f32.sqrt
  set(DIVISION, 0x95); // f32.div
  set(DIVISION, 0x9f); // f64.sqrt
  set(DIVISION, 0xa3); // f64.div
  set(MOVE, 0xd0); // ref.null
  set(ENGINE_CALL / 4, 0xd2); // ref.func
  return table;
}

function weightOf(opcode: number): number {
  if (opcode <= 0xff) return WEIGHTS[opcode]!;
  const bulk = opcode >> 12 === 0xfc && (opcode & 0xfff) >= 8;
  return bulk ? ENGINE_CALL : OPERATION;
}

/** What cannot be reached gathers nothing. */
const UNREACHED = Number.NEGATIVE_INFINITY;

interface Frame {
  readonly opcode: number;
  /** The most that a branch to its end brings along. */
  most: number;
  /** What was gathered before an `if`, for its other arm. */
  readonly before: number;
}

/**
 * Follows the control flow of a function body, in the order of its text, and says where a path has run so long since it last paid that
 * it has to pay again. So no path runs far for a unit, however long the code between one loop and the next; and only code that is that
 * long is slowed.
 */
export class Runs {
  readonly #frames: Frame[] = [];
  #gathered = 0;

  /** Takes the next instruction, found in `bytes` at `start`. Returns whether a unit must be paid just before it. */
  step(opcode: number, bytes: Uint8Array, start: number): boolean {
    const weight = weightOf(opcode);
    this.#gathered += weight;
    const pays = this.#gathered > RUN_WEIGHT;
    if (pays) this.#gathered = weight;
    switch (opcode) {
      case BLOCK:
      case IF:
        this.#frames.push({ opcode, most: UNREACHED, before: this.#gathered });
        break;
      case LOOP:
        // Its header pays.
        if (this.#gathered !== UNREACHED) this.#gathered = 0;
        this.#frames.push({ opcode, most: UNREACHED, before: UNREACHED });
        break;
      case ELSE: {
        const frame = this.#frames.pop();
        if (frame === undefined) break;
        this.#frames.push({ opcode, most: Math.max(frame.most, this.#gathered), before: UNREACHED });
        this.#gathered = frame.before;
        break;
      }
      case END: {
        const frame = this.#frames.pop();
        if (frame === undefined) break;
        // An `if` without `else` may be passed by.
        const passed = frame.opcode === IF ? frame.before : UNREACHED;
        this.#gathered = Math.max(this.#gathered, frame.most, passed);
        break;
      }
      case BR:
        this.#branch(readIndex(bytes, start + 1).value);
        this.#gathered = UNREACHED;
        break;
      case BR_IF:
      case BR_ON_NULL:
      case BR_ON_NON_NULL:
        this.#branch(readIndex(bytes, start + 1).value);
        break;
      case BR_TABLE: {
        const count = readIndex(bytes, start + 1);
        let { end } = count;
        for (let index = 0; index <= count.value; index++) {
          const label = readIndex(bytes, end);
          this.#branch(label.value);
          end = label.end;
        }
        this.#gathered = UNREACHED;
        break;
      }
      case UNREACHABLE:
      case RETURN:
      case RETURN_CALL:
      case RETURN_CALL_INDIRECT:
      case RETURN_CALL_REF:
        this.#gathered = UNREACHED;
        break;
    }
    return pays;
  }

  /** A branch to the frame so many levels out. One to a loop goes to its header, which pays; one to the body itself returns. */
  #branch(depth: number): void {
    const frame = this.#frames[this.#frames.length - 1 - depth];
    if (frame !== undefined && frame.opcode !== LOOP) frame.most = Math.max(frame.most, this.#gathered);
  }
}

/** An unsigned LEB128 that was read before and found well-formed. */
function readIndex(bytes: Uint8Array, start: number): { value: number; end: number } {
  let value = 0;
  for (let at = start, scale = 1; ; at++, scale *= 0x80) {
    const byte = bytes[at]!;
    value += (byte & 0x7f) * scale;
    if (byte < 0x80) return { value, end: at + 1 };
  }
}
