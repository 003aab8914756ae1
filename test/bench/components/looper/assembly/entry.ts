import * as call from '../bindings/driver-objects/call';
import { Argument } from '../bindings/driver-objects/call';
import { Handle, Value } from '../bindings/driver-objects/objects';

const NO_ARGUMENTS: Argument[] = [];

/** `loop` does what its role says so many times: `send-2 1000`. Any other entry is a selector, which is sent once. */
export function run(): void {
  const entry = call.entry();
  if (entry != 'loop') return send(entry, NO_ARGUMENTS);
  const order = call.text('loop').split(' ');
  const rounds = I32.parseInt(order[1]);
  const on = call.object('on') as Handle;
  const what = order[0];
  if (what == 'nothing') nothing(rounds);
  else if (what == 'send-0') for (let i = 0; i < rounds; i++) send('idle', NO_ARGUMENTS);
  else if (what == 'send-1') for (let i = 0; i < rounds; i++) send('a:', [seen('a', on)]);
  else if (what == 'send-2') for (let i = 0; i < rounds; i++) send('a:b:', [seen('a', on), seen('b', on)]);
  else if (what == 'send-3') {
    for (let i = 0; i < rounds; i++) send('a:b:c:', [seen('a', on), seen('b', on), seen('c', on)]);
  } else if (what == 'chain') for (let i = 0; i < rounds; i++) send('chain-10', NO_ARGUMENTS);
  else if (what == 'get') for (let i = 0; i < rounds; i++) get(on, 'shine');
  else if (what == 'get-default') for (let i = 0; i < rounds; i++) get(on, 'glow');
  else if (what == 'set') for (let i = 0; i < rounds; i++) set(on, i);
  else throw new Error('there is no loop ' + what);
  on.drop();
}

function nothing(rounds: i32): void {
  for (let i = 0; i < rounds; i++) seen('a', null);
}

function seen(role: string, object: Handle | null): Argument {
  return new Argument(role, object === null ? Value.nothing() : Value.object(object.seen()));
}

function send(selector: string, args: Argument[]): void {
  if (!call.send(selector, args).isOk) throw new Error(selector + ' has no answer');
}

function get(object: Handle, property: string): void {
  if (!object.get(property).ok.isInteger) throw new Error(property + ' is no integer');
}

function set(object: Handle, value: i32): void {
  if (!object.set('shine', Value.integer(value)).isOk) throw new Error('shine is not set');
}
