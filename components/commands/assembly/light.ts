import { Value } from '../bindings/driver-objects/objects';
import { assign, truthOf } from './properties';
import { object } from './roles';
import { The, act, notice } from './voice';

/** `light`: a lamp, a candle. */
export function light(): void {
  const lamp = object('light');
  if (truthOf(lamp, 'light-source/lit')) return notice(`${The(lamp)} is burning already.`);
  assign(lamp, 'light-source/lit', Value.truth(true));
  act('{actor} {light|lights} {light}.');
}

/** `douse`: a lamp, a candle. */
export function douse(): void {
  const lamp = object('douse');
  if (!truthOf(lamp, 'light-source/lit')) return notice(`${The(lamp)} is not lit.`);
  assign(lamp, 'light-source/lit', Value.truth(false));
  act('{actor} {put|puts} out {douse}.');
}

export function lightNothing(): void {
  notice(`${The(object('light'))} does not burn, which is as well.`);
}

export function douseNothing(): void {
  notice(`${The(object('douse'))} is not burning.`);
}
