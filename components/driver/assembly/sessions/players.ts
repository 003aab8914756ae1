import * as slots from '../../bindings/kernel-store/slots';
import { lowerCase } from '../values/text';
import { packRef, packRefs, packText } from '../values/tuple';
import { objectAt } from '../world/cache';
import { ARTICLE, NAME, OWNER, PLAYER_NAME, PROTOTYPES, VERIFIER } from '../world/slot-names';
import { connectedCount, isSettled, settle } from '../world/people';
import { writeSlot } from '../world/store';
import { world } from '../world/world';
import { WorldObject } from '../world/world-object';
import { playerNamed } from './player-names';

/** Makes a player with a password; null when the name is taken. The first player of a world is its administrator. */
export function makePlayer(name: string, verifier: string): WorldObject | null {
  const first = !isSettled() && world().administratorPrototype != 0;
  const oid = make(name, first ? world().administratorPrototype : world().playerPrototype);
  if (oid == 0) return null;
  if (first) settle();
  writeSlot(oid, VERIFIER, packText(verifier));
  // Nobody had read it before: whatever was cached is nothing.
  return objectAt(oid);
}

/** Makes a guest, under a name of the world's list that nobody has; numbered when all are used. */
export function makeGuest(): WorldObject {
  const names = world().guestNames;
  const present = connectedCount();
  for (let i = 0; i < names.length; i++) {
    const guest = guestCalled(names[(present + i) % names.length]);
    if (guest !== null) return guest;
  }
  // Numbers below this one are likely to be used: looking there would be in vain.
  let index = max(names.length, present);
  while (true) {
    const guest = guestCalled(numbered(names, index++));
    if (guest !== null) return guest;
  }
}

function guestCalled(name: string): WorldObject | null {
  if (playerNamed(name) != 0) return null;
  const oid = make(name, world().guestPrototype);
  return oid == 0 ? null : objectAt(oid);
}

function numbered(names: Array<string>, index: i32): string {
  if (names.length == 0) return `Guest-${index + 1}`;
  return `${names[index % names.length]}-${index / names.length + 1}`;
}

function make(name: string, prototype: u64): u64 {
  const oid = slots.create();
  const written = slots.set(oid, PLAYER_NAME, packText(lowerCase(name)));
  if (!written.isOk) {
    if (written.err.isNotUnique) return 0;
    throw new Error('a player could not be written');
  }
  writeSlot(oid, NAME, packText(name));
  // A name is a proper name, also in lower case and in scripts that have no capitals.
  writeSlot(oid, ARTICLE, packText(''));
  writeSlot(oid, PROTOTYPES, packRefs([prototype]));
  writeSlot(oid, OWNER, packRef(oid));
  return oid;
}
