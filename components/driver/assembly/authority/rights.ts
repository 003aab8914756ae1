import { Rights } from '../../bindings/driver-objects/objects';

/** Look at it, and read what everybody may. */
export const SEE: u32 = 1 << 0;
/** Send it messages, and give it to others with messages and values. */
export const CALL: u32 = 1 << 1;
/** Read and write its state: what one prototype declares, or for its owner all of it, its name and its place. */
export const STATE: u32 = 1 << 2;
/** Change its prototypes, declare properties on it, define verbs for it; destroy it. */
export const PROGRAM: u32 = 1 << 3;
/** Delegate rights on it, and revoke them. */
export const GRANT: u32 = 1 << 4;

/** What everybody may do with what they have found. */
export const SEEN: u32 = SEE | CALL;
/** What a verb may do with what fills its roles. */
export const IN_ROLE: u32 = SEEN | STATE;
/** What an owner may do. */
export const ALL: u32 = IN_ROLE | PROGRAM | GRANT;

/** As sentences and commands name them, in the order of their bits. */
export const RIGHT_NAMES: StaticArray<string> = ['see', 'call', 'state', 'program', 'grant'];

/** As programs get them. */
export function flagsOf(rights: u32): Rights {
  return new Rights(
    (rights & SEE) != 0,
    (rights & CALL) != 0,
    (rights & STATE) != 0,
    (rights & PROGRAM) != 0,
    (rights & GRANT) != 0,
  );
}

/** What programs ask for. */
export function rightsOf(flags: Rights): u32 {
  let rights: u32 = 0;
  if (flags.see) rights |= SEE;
  if (flags.call) rights |= CALL;
  if (flags.state) rights |= STATE;
  if (flags.program) rights |= PROGRAM;
  if (flags.grant) rights |= GRANT;
  return rights;
}
