/** The most fuel a meter holds: what a signed 32-bit global counts. */
export const MAX_FUEL = 2 ** 31 - 1;

/** Where instrumented modules import the meter's global from. A module that names it itself is refused. */
export const FUEL_MODULE = '\u0000meter';
export const FUEL_NAME = 'fuel';

/**
 * Fuel for one line of execution, shared by every instance that was given this meter.
 *
 * One unit is one function entry or one loop iteration of a guest, or 1 KiB handled by a bulk memory instruction. The
 * count lives in one mutable global that all instrumented modules import, so calls between components copy nothing.
 * Below zero means the guest was stopped.
 */
export class Meter {
  /** Imported by instrumented core modules. */
  readonly global: WebAssembly.Global<'i32'>;

  constructor(fuel: number) {
    this.global = new WebAssembly.Global({ value: 'i32', mutable: true }, 0);
    this.remaining = fuel;
  }

  get remaining(): number {
    return this.global.value;
  }

  set remaining(fuel: number) {
    if (!Number.isInteger(fuel) || fuel < 0 || fuel > MAX_FUEL) {
      throw new RangeError(`fuel is ${fuel}; give a whole number from 0 to ${MAX_FUEL}`);
    }
    this.global.value = fuel;
  }
}
