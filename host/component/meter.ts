/** The most fuel a meter holds: what a signed 32-bit global counts. */
export const MAX_FUEL = 2 ** 31 - 1;

/** Where instrumented modules import the meter's global from. A module that names it itself is refused. */
export const FUEL_MODULE = '\u0000meter';
export const FUEL_NAME = 'fuel';
/** The pages that the memories of an instance may still grow by together, where it has several. */
export const PAGES_NAME = 'pages';

/*
 * Prices, in units. A unit of guest code takes half a nanosecond as a rule and up to 10 ns at the worst, so these let a guest spend its
 * fuel through the glue about as fast as in its own code.
 */
/** A call of a function of the host that does little. A function that does more takes fuel for it itself (`Meter.take`). */
export const HOST_CALL_UNITS = 100;
/** A call between components, or of a resource's canonical function: about 100 ns of glue. */
export const INNER_CALL_UNITS = 50;
/** An element of a list that becomes an object. */
export const ELEMENT_UNITS = 16;
/** Bytes copied for one unit. */
const BYTES_PER_UNIT = 16;
/**
 * Units that calls may run up before they are taken from the count that guests share: taking them costs three times as much as the
 * rest of a call of the host. A guest overspends by this at the most.
 */
const MOST_OWED_UNITS = 1_000;
/** Copies up to this size are paid for by the call itself. */
export const FREE_BYTES = 64;

/** What stops work of the glue that the meter does not cover. */
export class FuelSpent extends Error {
  constructor() {
    super('fuel spent');
    this.name = 'FuelSpent';
  }
}

/**
 * Takes fuel out of a meter and returns what is left, as a function of WebAssembly: from there a mutable global is ten times quicker to
 * reach than through its JavaScript object. In text:
 *
 *     (module
 *       (import "" "fuel" (global $fuel (mut i32)))
 *       (func (export "take") (param i32) (result i32)
 *         (global.set $fuel
 *           (select (i32.sub (global.get $fuel) (local.get 0)) (i32.const -1) (i32.ge_s (global.get $fuel) (local.get 0))))
 *         (global.get $fuel)))
 *
 * The count stops at -1: a spent meter must not wrap around to plenty.
 */
// prettier-ignore
const TAKE = new WebAssembly.Module(Uint8Array.of(
  0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00,
  0x01, 0x06, 0x01, 0x60, 0x01, 0x7f, 0x01, 0x7f,
  0x02, 0x0a, 0x01, 0x00, 0x04, 0x66, 0x75, 0x65, 0x6c, 0x03, 0x7f, 0x01,
  0x03, 0x02, 0x01, 0x00,
  0x07, 0x08, 0x01, 0x04, 0x74, 0x61, 0x6b, 0x65, 0x00, 0x00,
  0x0a, 0x15, 0x01, 0x13, 0x00, 0x23, 0x00, 0x20, 0x00, 0x6b, 0x41, 0x7f, 0x23, 0x00, 0x20, 0x00, 0x4e, 0x1b,
  0x24, 0x00, 0x23, 0x00, 0x0b,
));

/**
 * Fuel for one line of execution, shared by every instance that was given this meter.
 *
 * One unit is about eight instructions of a guest (`runs.ts`), at least one for each function entry and each loop round, or 128 bytes
 * handled by a bulk memory instruction, or an eighth of an element by one of tables; calls out of a guest and what they copy have the
 * prices above. So fuel bounds time: a unit takes 10 ns at the most whatever a guest does, except by loads that miss every cache, each
 * waiting for the one before: then 190 ns (on 2 cores of an AMD EPYC; `npm run bench -- fuel` tries what takes long for little). The count lives in one mutable global that all instrumented modules import, so calls
 * between components copy nothing. Below zero means the guest was stopped.
 */
export class Meter {
  /** Imported by instrumented core modules. */
  readonly global: WebAssembly.Global<'i32'>;
  readonly #take: (units: number) => number;
  #owedUnits = 0;
  /** Calls out of guests that are nested in one another at this moment. */
  depth = 0;

  constructor(fuel: number) {
    this.global = new WebAssembly.Global({ value: 'i32', mutable: true }, 0);
    this.#take = new WebAssembly.Instance(TAKE, { '': { fuel: this.global } }).exports['take'] as (
      units: number,
    ) => number;
    this.remaining = fuel;
  }

  get remaining(): number {
    return Math.max(-1, this.global.value - this.#owedUnits);
  }

  set remaining(fuel: number) {
    if (!Number.isInteger(fuel) || fuel < 0 || fuel > MAX_FUEL) {
      throw new RangeError(`fuel is ${fuel}; give a whole number from 0 to ${MAX_FUEL}`);
    }
    this.global.value = fuel;
    this.#owedUnits = 0;
  }

  /** Takes units of fuel. Throws `FuelSpent` when there are not that many; out of a host's function that becomes `OutOfFuel`. */
  take(units: number): void {
    const owed = Math.min(this.#owedUnits + units, MAX_FUEL);
    this.#owedUnits = 0;
    if (this.#take(owed) < 0) throw new FuelSpent();
  }

  /** Takes the few units of a call, sooner or later: at the latest when `MOST_OWED_UNITS` are due. */
  owe(units: number): void {
    this.#owedUnits += units;
    if (this.#owedUnits > MOST_OWED_UNITS) this.take(0);
  }

  /** Takes what copying this many bytes costs. */
  takeBytes(bytes: number): void {
    this.owe(Math.floor(bytes / BYTES_PER_UNIT));
  }
}
