import * as call from '../bindings/driver-objects/call';
import { Argument } from '../bindings/driver-objects/call';
import * as narration from '../bindings/driver-objects/narration';
import { Tone } from '../bindings/driver-objects/narration';
import { Handle, Value } from '../bindings/driver-objects/objects';
import { tellOtherSide } from './open';
import { assign, objectOf, textOf, textsOf, truthOf } from './properties';
import { holder, object, word } from './roles';
import { isHeld } from './take';
import { The, act, notice, plain, show, the, thirdPerson } from './voice';

// Mechanisms are things with two states that people push, pull, turn or wind. All that is particular to one stands in its
// properties, so a builder makes another without a program.

/** `push`, `pull`, `turn` on a mechanism: it changes state. */
export function operate(): void {
  const handling = word();
  const thing = object(handling);
  if (!worksBy(thing, handling)) return operateNothing();
  change(thing, !isOn(thing), handling);
}

/** `wind` on a mechanism: it starts, and goes until it is stopped. */
export function wind(): void {
  const thing = object('wind');
  if (!worksBy(thing, 'wind')) return windNothing();
  if (isOn(thing)) return notice(`${The(thing)} is wound as far as it goes.`);
  change(thing, true, 'wind');
}

/** `stop` on a mechanism that is going. */
export function stop(): void {
  const thing = object('stop');
  if (!isOn(thing)) return stopNothing();
  change(thing, false, 'stop');
}

export function operateNothing(): void {
  const handling = word();
  notice(`You ${handling} ${the(object(handling))}, and nothing comes of it.`);
}

/** `push`, `pull`, `turn`, `touch` on a person. */
export function operatePerson(): void {
  notice('You keep your hands to yourself.');
}

export function windNothing(): void {
  notice(`There is no spring to wind in ${the(object('wind'))}.`);
}

export function stopNothing(): void {
  notice('Nothing moves there that you could stop.');
}

/** `examine` on a mechanism: how it looks, and how it stands. */
export function examineMechanism(): void {
  call.pass();
  const thing = object('examine');
  const state = textOf(thing, isOn(thing) ? 'mechanism/running' : 'mechanism/resting');
  if (state.length > 0) show(state);
}

/**
 * `show … in …`, sent by a mechanism to the place it works on, which then shows the mechanism's state. Only the place that the
 * mechanism's owner named, and only their own; so whoever sends it changes nothing else.
 */
export function showInPlace(): void {
  const thing = object('show');
  const place = object('in');
  if (!names(thing, 'mechanism/place', place) || !place.sharesOwner(thing)) return;
  const state = textOf(thing, isOn(thing) ? 'mechanism/place-running' : 'mechanism/place-resting');
  assign(place, 'room/now', Value.text(state));
}

/**
 * `shift … by …`, sent by a mechanism to the shutter it moves, which is then open while the mechanism is on, unless a lock holds
 * it. Only the shutter that the mechanism's owner named, and only their own; so whoever sends it changes nothing else.
 */
export function shift(): void {
  const shutter = object('shift');
  const thing = object('by');
  if (!names(thing, 'mechanism/shutter', shutter) || !shutter.sharesOwner(thing)) return;
  const opens = isOn(thing);
  if (truthOf(shutter, 'openable/open') == opens) return;
  if (opens && truthOf(shutter, 'lockable/locked')) return;
  assign(shutter, 'openable/open', Value.truth(opens));
  const place = holder(shutter);
  if (place !== null) narration.actIn(place, Tone.Action, plain(shifting(shutter, opens)));
  tellOtherSide(shutter, 'swing');
}

/** What is seen of a shutter that moves: in its own words, where it has some. */
function shifting(shutter: Handle, opens: bool): string {
  const own = textOf(shutter, opens ? 'shutter/opens' : 'shutter/closes');
  return own.length > 0 ? own : `${The(shutter)} slides ${opens ? 'open' : 'shut'}.`;
}

/** `open` and `close` on a shutter: only its mechanism moves it. */
export function moveShutterByHand(): void {
  notice(textOf(object(word()), 'shutter/refusal'));
}

/** Changes the state, for everyone here and for the place and the shutter it works on. */
function change(thing: Handle, starts: bool, handling: string): void {
  const tool = objectOf(thing, 'mechanism/tool');
  if (starts && tool !== null && !isHeld(tool)) return notice(textOf(thing, 'mechanism/without-tool'));
  assign(thing, 'mechanism/on', Value.truth(starts));
  const effect = textOf(thing, starts ? 'mechanism/starts' : 'mechanism/stops');
  act(`{actor} {${handling}|${thirdPerson(handling)}} {${handling}}. ${plain(effect)}`);
  moveShutter(thing);
  workOnPlace(thing, starts);
}

function moveShutter(thing: Handle): void {
  const shutter = objectOf(thing, 'mechanism/shutter');
  if (shutter !== null && thing.sharesOwner(shutter)) send(thing, 'shift', shutter, 'by', thing);
}

function workOnPlace(thing: Handle, starts: bool): void {
  const place = objectOf(thing, 'mechanism/place');
  if (place === null || !thing.sharesOwner(place)) return;
  send(thing, 'show', thing, 'in', place);
  const happens = textOf(thing, starts ? 'mechanism/place-starts' : 'mechanism/place-stops');
  if (happens.length > 0) narration.actIn(place, Tone.Action, plain(happens));
}

function send(actor: Handle, first: string, firstObject: Handle, second: string, secondObject: Handle): void {
  const sent = call.sendAs(actor, '', [
    new Argument(first, Value.object(firstObject.seen())),
    new Argument(second, Value.object(secondObject.seen())),
  ]);
  if (!sent.isOk) throw new Error(`what a mechanism works on does not understand ${first}:${second}:`);
}

function isOn(thing: Handle): bool {
  return truthOf(thing, 'mechanism/on');
}

function worksBy(thing: Handle, handling: string): bool {
  return textsOf(thing, 'mechanism/works-by').includes(handling);
}

/** Whether a property of the thing names this object. */
function names(thing: Handle, property: string, other: Handle): bool {
  const named = objectOf(thing, property);
  return named !== null && named.sameAs(other);
}
