import * as call from '../bindings/driver-objects/call';
import { Argument } from '../bindings/driver-objects/call';
import { Handle, Value } from '../bindings/driver-objects/objects';
import { isAwake } from './presence';
import { objectOf, objectsOf } from './properties';
import { holder, object } from './roles';

// Keys do not stay lost: whoever looks where a key belongs finds it there, unless somebody who is awake carries it.

/** Has the keys that belong in a container come home. To be called before somebody sees what is in it. */
export function gatherKeys(box: Handle): void {
  const keys = objectsOf(box, 'container/keys');
  for (let index = 0; index < keys.length; index++) {
    if (!box.sharesOwner(keys[index])) continue;
    call.sendAs(box, '', [new Argument('go-home', Value.object(keys[index].seen()))]);
  }
}

/** `go-home`, sent to a key: it goes where its owner said it belongs. Whoever sends it changes nothing else. */
export function goHome(): void {
  const key = object('go-home');
  const home = objectOf(key, 'key/home');
  if (home === null || !key.sharesOwner(home)) return;
  const holding = holder(key);
  if (holding !== null && (holding.sameAs(home) || (holding.is('player') && isAwake(holding)))) return;
  key.moveTo(home);
}
