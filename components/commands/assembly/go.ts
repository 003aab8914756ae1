import * as call from '../bindings/driver-objects/call';
import * as narration from '../bindings/driver-objects/narration';
import { Tone } from '../bindings/driver-objects/narration';
import { Article, Handle, Kind } from '../bindings/driver-objects/objects';
import { objectOf, textOf, truthOf } from './properties';
import { actor, contents, here, object } from './roles';
import { isDirection, wayNamed } from './ways';
import { act, capitalised, notice, plain } from './voice';

/** `go`: through an exit. Those left behind see the actor leave, those ahead see from where they come. */
export function go(): void {
  const exit = object('go');
  const to = objectOf(exit, 'exit/to');
  if (to === null) return notice(`${capitalised(wayNamed(exit))} leads nowhere yet.`);
  const from = here();
  const name = exit.name(Article.Bare);
  if (from !== null && !from.sameAs(to)) act(`{actor} ${wayOut(exit, name)}.`);
  if (!actor().moveTo(to).isOk) return notice('There is no room left on the other side.');
  tellThose(to, `${actor().name(Article.Definite)} comes in${from === null ? '' : wayIn(to, from)}.`);
  call.send('look', []);
}

/** `go` through a door: only an open one. */
export function goThroughDoor(): void {
  const door = object('go');
  if (!truthOf(door, 'openable/open'))
    return notice(`${capitalised(wayNamed(door))} is closed. Try: open ${door.name(Article.Bare)}`);
  call.pass();
}

/** `go` through a shutter: when it is closed, what stands in the way of opening it. */
export function goThroughShutter(): void {
  const shutter = object('go');
  if (!truthOf(shutter, 'openable/open'))
    return notice(`${capitalised(wayNamed(shutter))} is closed. ${textOf(shutter, 'shutter/refusal')}`);
  call.pass();
}

/** Tells everyone in a place but the actor. */
export function tellThose(place: Handle, text: string): void {
  const sights = contents(place, actor());
  for (let index = 0; index < sights.length; index++) {
    const sight = sights[index];
    if (sight.kind == Kind.Person || sight.kind == Kind.Sleeper) narration.tell(sight.object, Tone.Action, text);
  }
}

/** How one leaves by an exit, in a template: "go north", "goes into the boat", "leaves by the ladder". */
function wayOut(exit: Handle, name: string): string {
  if (isDirection(name)) return `{go|goes} ${name}`;
  const going = textOf(exit, 'exit/going');
  return going.length > 0 ? `{go|goes} ${plain(going)}` : `{leave|leaves} by the ${plain(name)}`;
}

/** How one comes in from another place: " from the south", " by the ladder"; empty when no listed exit leads back. */
function wayIn(place: Handle, from: Handle): string {
  const sights = contents(place);
  for (let index = 0; index < sights.length; index++) {
    const sight = sights[index];
    if (sight.kind != Kind.Way) continue;
    const back = objectOf(sight.object, 'exit/to');
    if (back !== null && back.sameAs(from)) return origin(sight.name);
  }
  return '';
}

function origin(name: string): string {
  if (name == 'up') return ' from above';
  if (name == 'down') return ' from below';
  if (name == 'out') return ' from outside';
  if (name == 'in') return ' from within';
  return isDirection(name) ? ` from the ${name}` : ` by the ${name}`;
}
