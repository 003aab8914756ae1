import * as order from '../bindings/bench-worlds/order';
import { Argument, SendError } from '../bindings/driver-objects/call';
import { Value } from '../bindings/driver-objects/objects';
import { Result } from '../bindings/types';
import { Handle } from './objects';

const NOTHING = Value.nothing();

export function entry(): string {
  return 'loop';
}

export function object(role: string): Handle | null {
  return new Handle();
}

export function text(role: string): string {
  return order.text();
}

export function send(selector: string, args: Array<Argument>): Result<Value, SendError> {
  return Result.ok<Value, SendError>(NOTHING);
}
