import * as call from '../bindings/driver-objects/call';
import * as narration from '../bindings/driver-objects/narration';
import { Tone } from '../bindings/driver-objects/narration';
import { Article, Handle, Value } from '../bindings/driver-objects/objects';
import { actor } from './roles';
import { isDirection } from './ways';

const DEFINITE = 'the ';

/** Answers the actor alone. */
export function notice(text: string): void {
  narration.tell(actor(), Tone.Notice, text);
}

/**
 * Answers the actor alone, and that it would be the same for other things: a command about several goes no further (docs/world-image.md).
 */
export function refuseAll(text: string): void {
  notice(text);
  call.answer(Value.truth(false));
}

/** Shows the actor alone how something looks. */
export function show(text: string): void {
  narration.tell(actor(), Tone.Description, text);
}

/** Shows everyone where the actor is what happens, each from their own side. `line` is a template of `narration.act`. */
export function act(line: string): void {
  narration.act(Tone.Action, line);
}

/** "the lamp", "Ann", "the way north". */
export function the(object: Handle): string {
  const name = object.name(Article.Definite);
  return name.startsWith(DEFINITE) && isDirection(name.substring(DEFINITE.length))
    ? `the way ${name.substring(DEFINITE.length)}`
    : name;
}

/** "The lamp", "Ann": to begin a sentence. */
export function The(object: Handle): string {
  return capitalised(the(object));
}

export function capitalised(text: string): string {
  return text.length == 0 ? text : text.charAt(0).toUpperCase() + text.substring(1);
}

/** Text as a template shows it unchanged. */
export function plain(text: string): string {
  return text.includes('{') ? text.replaceAll('{', '{{') : text;
}

/** "an owl", "an owl and a lamp", "an owl, a lamp and a map". */
export function listed(names: string[]): string {
  const last = names.length - 1;
  if (last < 0) return 'nothing';
  if (last == 0) return names[0];
  return names.slice(0, last).join(', ') + ' and ' + names[last];
}

/** The form of a verb for others: "take" gives "takes", "push" "pushes". */
export function thirdPerson(verb: string): string {
  const hissing = verb.endsWith('s') || verb.endsWith('sh') || verb.endsWith('ch') || verb.endsWith('x');
  return hissing ? verb + 'es' : verb + 's';
}
