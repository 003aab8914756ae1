// The names of the slots that the driver keeps on objects. Changing one changes what stored worlds mean.

/** The identifier, for objects the world image names. Indexed, unique. */
export const IDENTIFIER = 'id';
/** How people see it. */
export const NAME = 'name';
/** Texts: further names it answers to. */
export const ALIASES = 'aliases';
/** Its own indefinite article; empty for no article at all. */
export const ARTICLE = 'article';
/** For prototypes: what it is for. */
export const ABOUT = 'about';
/** Refs: its prototypes in order. */
export const PROTOTYPES = 'prototypes';
/** True on objects that others may delegate to. */
export const IS_PROTOTYPE = 'prototype';
/** Ref: who made it; none for what the image made. */
export const OWNER = 'owner';
/** Integer: how many objects it owns. */
export const OWNED_COUNT = 'owned';
/** Integer: how many bytes the values of those have. */
export const OWNED_BYTES = 'owned-bytes';
/** Integer: how many timers those have. */
export const OWNED_TIMERS = 'owned-timers';
/** On prototypes, integer: the powers that it gives (authority/powers.ts). */
export const MAY = 'may';
/** On prototypes, integers: how much whoever delegates to it may own (authority/quotas.ts); -1 where it says nothing. */
export const QUOTA = 'quota';
/** Before the number of a delegation, in hexadecimal (authority/delegations.ts). */
export const DELEGATION_PREFIX = 'delegation/';
/** True on people who have stepped down from their powers. */
export const STEPPED_DOWN = 'stepped-down';
/** Ref: what holds it. */
export const LOCATION = 'at';

/** Before the oid in hexadecimal of something it holds: a slot each, so that two arrivals do not conflict. */
export const CONTENT_PREFIX = 'c/';
/** Before the name of a property that it declares. */
export const DECLARATION_PREFIX = '+';
/** Before `OID/NAME` of a property that it holds a value of, where OID is the declaring prototype in hexadecimal. */
export const PROPERTY_PREFIX = '=';

/** Before a keyword: the kernel's timer for it, and after how many milliseconds it is set again (0 for never). */
export const TIMER_PREFIX = 'timer/';
/** The program whose files define it; none for what the world image defines. */
export const SOURCE = 'source';
/** Before the name of a slot that a program's files set: what they set it to. */
export const LOADED_PREFIX = '~';

/** A player's name in lower case. Indexed, unique. */
export const PLAYER_NAME = 'player';
/** A PHC string: what a password is checked against. */
export const VERIFIER = 'verifier';
/** Ref and integer: a player's connection, and its transport. */
export const CONNECTION = 'connection';
/** Refs: a player's sessions, the oldest first. */
export const SESSIONS = 'sessions';
/** Ref: where somebody was who has left the world. */
export const LAST_PLACE = 'last-place';
/** Integer and truth: the timer that makes a sleeper fade, and whether anybody saw them fall asleep. */
export const ASLEEP = 'asleep';
/** Integer: what was kept after this number came after the connection was lost. */
export const AWAY_SINCE = 'away-since';

/** On a session: the digest of its token. Indexed, unique. */
export const DIGEST = 'digest';
/** On a session and on a connection: the player. */
export const PLAYER = 'of';

/** The slot that a content of an object has on it. */
export function contentSlot(oid: u64): string {
  return CONTENT_PREFIX + hexadecimal(oid);
}

/** The slot that holds the value of a property. */
export function propertySlot(prototype: u64, name: string): string {
  return PROPERTY_PREFIX + hexadecimal(prototype) + '/' + name;
}

/** An oid in hexadecimal, as slot names have it. */
export function hexadecimal(oid: u64): string {
  return oid.toString(16);
}
