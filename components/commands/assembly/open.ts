import * as call from '../bindings/driver-objects/call';
import { Argument } from '../bindings/driver-objects/call';
import * as narration from '../bindings/driver-objects/narration';
import { Tone } from '../bindings/driver-objects/narration';
import { Handle, Value } from '../bindings/driver-objects/objects';
import { gatherKeys } from './keys';
import { assign, objectOf, truthOf } from './properties';
import { holder, object } from './roles';
import { The, act, notice, plain, the } from './voice';

/** `open`: and the other side, where it is a door. */
export function open(): void {
  const thing = object('open');
  if (truthOf(thing, 'openable/open')) return notice(`${The(thing)} is open already.`);
  assign(thing, 'openable/open', Value.truth(true));
  act('{actor} {open|opens} {open}.');
  tellOtherSide(thing, 'swing');
}

/** `open` on what has a lock: only when it is not locked. */
export function openLockable(): void {
  const thing = object('open');
  if (truthOf(thing, 'lockable/locked')) return notice(`${The(thing)} is locked.`);
  call.pass();
}

/** `open` on a container: the keys that belong in it are there again. */
export function openContainer(): void {
  gatherKeys(object('open'));
  call.pass();
}

/** `close`: and the other side, where it is a door. */
export function close(): void {
  const thing = object('close');
  if (!truthOf(thing, 'openable/open')) return notice(`${The(thing)} is closed already.`);
  assign(thing, 'openable/open', Value.truth(false));
  act('{actor} {close|closes} {close}.');
  tellOtherSide(thing, 'swing');
}

/** `open` and `close` on what does neither. */
export function openNothing(): void {
  notice(`You cannot open ${the(object('open'))}.`);
}

export function closeNothing(): void {
  notice(`You cannot close ${the(object('close'))}.`);
}

/** `open` and `close` on an exit that is no door. */
export function openExit(): void {
  notice(`${The(object('open'))} is open already.`);
}

export function closeExit(): void {
  notice(`${The(object('close'))} has nothing to close it with.`);
}

/** `swing`, sent to the other side of a door: it becomes as open as this side is. Whoever sends it changes nothing else. */
export function swing(): void {
  const door = object('swing');
  const other = objectOf(door, 'openable/other-side');
  if (other === null || !door.sharesOwner(other)) return;
  const isOpen = truthOf(other, 'openable/open');
  if (truthOf(door, 'openable/open') == isOpen) return;
  assign(door, 'openable/open', Value.truth(isOpen));
  const place = holder(door);
  if (place === null) return;
  narration.actIn(place, Tone.Action, `${plain(The(door))} ${isOpen ? 'opens' : 'closes'}.`);
}

/** Sends the other side of a door the message to become as this side is. */
export function tellOtherSide(thing: Handle, message: string): void {
  const other = objectOf(thing, 'openable/other-side');
  if (other === null || !thing.sharesOwner(other)) return;
  const sent = call.sendAs(thing, '', [new Argument(message, Value.object(other.seen()))]);
  if (!sent.isOk) throw new Error(`the other side of a door does not understand ${message}`);
}
