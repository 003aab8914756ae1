// What the world says (docs/protocol.md), made safe: whatever arrives becomes one of these shapes or nothing.

/** @typedef {'action' | 'speech' | 'emote' | 'private' | 'description' | 'notice'} Tone */
/** @typedef {{ type: 'welcome', title: string, text: string }} Welcome */
/** @typedef {{ type: 'session', token: string, name: string, guest: boolean, builder: boolean }} Session */
/** @typedef {{ type: 'refused', reason: string, code: string }} Refused */
/** @typedef {{ type: 'narrative', tone: Tone, text: string, seq: number, missed: boolean }} Narrative `seq` is 0 for what is not kept. */
/** @typedef {{ name: string, away: boolean }} Person */
/** @typedef {{ type: 'room', name: string, description: string, exits: string[], things: string[], people: Person[] }} Room */
/** @typedef {{ type: 'inventory', things: string[] }} Inventory */
/** @typedef {{ type: 'error', text: string }} Failure */
/** @typedef {{ type: 'bye', reason: string }} Bye */
/** @typedef {Welcome | Session | Refused | Narrative | Room | Inventory | Failure | Bye} WorldEvent */

/** @typedef {{ type: 'create' | 'connect', name: string, password: string } | { type: 'guest' }} EntryRequest */
/** @typedef {EntryRequest | { type: 'resume', token: string, after: number } | { type: 'command', text: string } | { type: 'leave' }} Request */

/** The most bytes of UTF-8 one command may have: what the host accepts. */
export const COMMAND_BYTES = 4096;

/** @type {readonly string[]} */
const TONES = ['action', 'speech', 'emote', 'private', 'description', 'notice'];

/**
 * Reads one frame. A frame that is not an event of the protocol is `undefined`: a later host may say more than this
 * client understands.
 *
 * @param {unknown} frame
 * @returns {WorldEvent | undefined}
 */
export function readEvent(frame) {
  const event = parseObject(frame);
  if (!event) return undefined;
  switch (event.type) {
    case 'welcome':
      return { type: 'welcome', title: text(event.title), text: text(event.text) };
    case 'session':
      return {
        type: 'session',
        token: text(event.token),
        name: text(event.name),
        guest: event.guest === true,
        builder: event.builder === true,
      };
    case 'refused':
      return { type: 'refused', reason: text(event.reason), code: text(event.code) };
    case 'narrative':
      return {
        type: 'narrative',
        tone: tone(event.tone),
        text: text(event.text),
        seq: typeof event.seq === 'number' ? event.seq : 0,
        missed: event.missed === true,
      };
    case 'room':
      return {
        type: 'room',
        name: text(event.name),
        description: text(event.description),
        exits: texts(event.exits),
        things: texts(event.things),
        people: people(event.people),
      };
    case 'inventory':
      return { type: 'inventory', things: texts(event.things) };
    case 'error':
      return { type: 'error', text: text(event.text) };
    case 'bye':
      return { type: 'bye', reason: text(event.reason) };
    default:
      return undefined;
  }
}

/**
 * @param {unknown} frame
 * @returns {Record<string, unknown> | undefined}
 */
function parseObject(frame) {
  if (typeof frame !== 'string') return undefined;
  try {
    const value = JSON.parse(frame);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

/** @param {unknown} value */
function text(value) {
  return typeof value === 'string' ? value : '';
}

/** @param {unknown} value */
function texts(value) {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

/**
 * @param {unknown} value
 * @returns {Person[]}
 */
function people(value) {
  if (!Array.isArray(value)) return [];
  return value
    .filter((item) => typeof item === 'object' && item !== null)
    .map((item) => ({ name: text(item.name), away: item.away === true }));
}

/**
 * @param {unknown} value
 * @returns {Tone}
 */
function tone(value) {
  return typeof value === 'string' && TONES.includes(value) ? /** @type {Tone} */ (value) : 'action';
}
