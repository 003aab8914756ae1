import * as call from '../bindings/driver-objects/call';
import * as programming from '../bindings/driver-objects/programming';
import { Definition, Past, Verb } from '../bindings/driver-objects/programming';
import { Article, Handle } from '../bindings/driver-objects/objects';
import { ownNamed } from './kinds';
import { actor, object } from './roles';
import { notice, refuseProgramming, the } from './voice';

/** What everything delegates to: a verb for everything takes the authority over it. */
const THING = 'thing';
/** What roles may be filled with that is no object of the directory. */
const TYPES: string[] = [
  'anything', 'text', 'truth', 'integer', 'number', 'object', 'texts', 'objects', 'bytes', 'integers', 'numbers',
]; // prettier-ignore
const FORM =
  'Write @verb SELECTOR for ROLES runs PROGRAM FUNCTION typed COMMAND -- HELP. For example: @verb polish: for polish @ lamp runs ' +
  'lamps polish typed polish|rub <polish> -- Makes a lamp shine.';

/** `@verb SELECTOR for ROLES runs PROGRAM FUNCTION typed COMMAND; COMMAND -- HELP`. */
export function define(): void {
  let rest = call.text('@verb').trim();
  const help = partAfter(rest, ' -- ');
  rest = partBefore(rest, ' -- ');
  const commands = partAfter(rest, ' typed ').split(';');
  rest = partBefore(rest, ' typed ');
  const run = partAfter(rest, ' runs ').split(' ');
  rest = partBefore(rest, ' runs ');
  const roles = partAfter(rest, ' for ');
  const selector = partBefore(rest, ' for ');
  if (run.length != 2 || selector.includes(' ')) return notice(FORM);
  const typed: string[] = [];
  for (let index = 0; index < commands.length; index++) {
    const command = commands[index].trim();
    if (command.length > 0) typed.push(command);
  }
  if (defined(new Definition(selector, roles, run[0], run[1], typed, help)))
    notice(`${selector} is answered by ${run[0]} ${run[1]} from now on. \`@undo verb ${selector}\` takes that back.`);
}

/** Defines a verb; false, and the programmer told why, when it cannot be. */
function defined(definition: Definition): bool {
  const authority = authorityOver(definition.roles);
  if (authority === null) return false;
  const result = programming.defineVerb(definition, authority);
  if (!result.isOk) refuseProgramming(result.err);
  return result.isOk;
}

/** `@undefine SELECTOR for ROLES`. */
export function undefine(): void {
  const text = call.text('@undefine').trim();
  const selector = partBefore(text, ' for ');
  const roles = partAfter(text, ' for ');
  const authority = authorityOver(roles);
  if (authority === null) return;
  const undefined = programming.undefineVerb(selector, roles, authority);
  if (!undefined.isOk) return refuseProgramming(undefined.err);
  notice(`Nothing answers ${text} any more. \`@undo verb ${selector}\` brings it back.`);
}

/** `@undo verb SELECTOR`: takes back the last change that the programmer made to a verb. */
export function undo(): void {
  const selector = call.text('@undo').trim();
  const past = programming.history(selector);
  const name = actor().name(Article.Bare);
  for (let index = 0; index < past.length; index++) {
    if (past[index].endedBy != name) continue;
    const definition = past[index].verb.definition;
    if (defined(definition)) notice(`${selector} is answered by ${definition.program} ${definition.entry} again.`);
    return;
  }
  notice(
    `You have changed no verb ${selector} that was there before. \`@undefine ${selector} for ROLES\` takes one away.`,
  );
}

/** `@verbs THING`: the verbs that are for it alone, or for what it delegates to. */
export function list(): void {
  const thing = object('@verbs');
  const verbs = programming.verbsOf(thing, true);
  if (verbs.length == 0) return notice(`No verb is for ${the(thing)}.`);
  const lines: string[] = [`Verbs for ${the(thing)}, the nearest first`];
  for (let index = 0; index < verbs.length; index++) lines.push(lineOf(verbs[index]));
  notice(lines.join('\n'));
}

/** `@history SELECTOR`. */
export function history(): void {
  const selector = call.text('@history').trim();
  const lines: string[] = [];
  const verbs = programming.verbsWith(selector);
  for (let index = 0; index < verbs.length; index++) lines.push('now: ' + lineOf(verbs[index]));
  const past = programming.history(selector);
  for (let index = 0; index < past.length; index++) lines.push(lineOfPast(past[index]));
  notice(lines.length == 0 ? `There was never a verb ${selector}.` : lines.join('\n'));
}

/** "polish: for polish @ lamp runs lamps polish (Ann, 2026-01-01)". */
function lineOf(verb: Verb): string {
  const definition = verb.definition;
  const roles = definition.roles.length == 0 ? '' : ` for ${definition.roles}`;
  const since = verb.sinceMs == 0 ? '' : `, ${day(verb.sinceMs)}`;
  return `${definition.selector}${roles} runs ${definition.program} ${definition.entry} (${verb.author}${since})`;
}

function lineOfPast(past: Past): string {
  return `until ${day(past.untilMs)}, ended by ${past.endedBy}: ${lineOf(past.verb)}`;
}

function day(ms: u64): string {
  return new Date(<i64>ms).toISOString().substring(0, 10);
}

/**
 * Handles on all that roles name, with the owner's authority; on `thing` when they name nothing. Null, and the programmer told why, when
 * something is not theirs.
 */
function authorityOver(roles: string): Handle[] | null {
  const handles: Handle[] = [];
  const parts = roles.split(',');
  for (let index = 0; index < parts.length; index++) {
    const name = nameIn(parts[index].trim());
    if (name.length == 0 || TYPES.includes(name)) continue;
    const handle = ownNamed(name);
    if (handle === null) return null;
    handles.push(handle);
  }
  if (handles.length > 0) return handles;
  const thing = ownNamed(THING);
  if (thing === null) return null;
  handles.push(thing);
  return handles;
}

/** What a restriction names: "lamp" in "polish @ lamp" and in "polish = lamp". A role may itself begin with @. */
function nameIn(part: string): string {
  for (let index = 1; index < part.length; index++) {
    const code = part.charCodeAt(index);
    if (code == 0x40 || code == 0x3d) return part.substring(index + 1).trim();
  }
  return '';
}

function partBefore(text: string, word: string): string {
  const at = text.indexOf(word);
  return at < 0 ? text : text.substring(0, at).trim();
}

function partAfter(text: string, word: string): string {
  const at = text.indexOf(word);
  return at < 0 ? '' : text.substring(at + word.length).trim();
}
