import { Value } from '../bindings/driver-objects/objects';
import { assign, truthOf } from './properties';
import { object } from './roles';
import { The, act, notice, the } from './voice';

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
  notice(`You cannot light ${the(object('light'))}, which is as well.`);
}

export function douseNothing(): void {
  notice('Nothing burns there that you could put out.');
}
