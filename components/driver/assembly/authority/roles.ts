import { frame } from '../dispatch/frame';

/** The prototype whose authority the running verb has over an object, by the first role that it fills and that gives any; 0 for none. */
export function authorityOver(oid: u64): u64 {
  const current = frame();
  const restrictions = current.verb.restrictions;
  for (let role = 0; role < restrictions.length; role++) {
    const prototype = unchecked(restrictions[role]).prototype;
    if (prototype != 0 && current.message.objectIn(role) == oid) return prototype;
  }
  return 0;
}
