import { BuildingError, BuildingErrorTag } from '../bindings/driver-objects/building';
import * as narration from '../bindings/driver-objects/narration';
import { Tone } from '../bindings/driver-objects/narration';
import { ProgrammingError, ProgrammingErrorTag } from '../bindings/driver-objects/programming';
import { Article, Handle } from '../bindings/driver-objects/objects';
import { actor } from './roles';

/** Answers the builder alone. */
export function notice(text: string): void {
  narration.tell(actor(), Tone.Notice, text);
}

/** Shows everyone where the builder is what happens. `line` is a template of `narration.act`. */
export function act(line: string): void {
  narration.act(Tone.Action, line);
}

/** "the needle", "Ann". */
export function the(object: Handle): string {
  return object.name(Article.Definite);
}

export function capitalised(text: string): string {
  return text.length == 0 ? text : text.charAt(0).toUpperCase() + text.substring(1);
}

/** Text as a template shows it unchanged. */
export function plain(text: string): string {
  return text.includes('{') ? text.replaceAll('{', '{{') : text;
}

/** Tells the builder why `what` ("the needle") was not built or changed. */
export function refuse(error: BuildingError, what: string): void {
  notice(capitalised(reason(error, what)));
}

function reason(error: BuildingError, what: string): string {
  switch (error.tag) {
    case BuildingErrorTag.NotABuilder:
      return 'Only builders do that: those who have a name and a password.';
    case BuildingErrorTag.NotOwner:
      return `${capitalised(what)} belongs to ${error.asNotOwner}. You can change what you made yourself.`;
    case BuildingErrorTag.NoPrototype:
      return `There is no kind called ${error.asNoPrototype}. \`help kinds\` lists them.`;
    case BuildingErrorTag.BadName:
      return error.asBadName;
    case BuildingErrorTag.BadProperty:
      return error.asBadProperty;
    case BuildingErrorTag.InUse:
      return error.asInUse;
    case BuildingErrorTag.Quota:
      return error.asQuota;
    default:
      return `${capitalised(what)} is no longer there.`;
  }
}

/** Tells the programmer why nothing was changed. */
export function refuseProgramming(error: ProgrammingError): void {
  notice(programmingReason(error));
}

function programmingReason(error: ProgrammingError): string {
  switch (error.tag) {
    case ProgrammingErrorTag.NotAProgrammer:
      return 'Only programmers do that.';
    case ProgrammingErrorTag.Forbidden:
      return `You may not program ${error.asForbidden}: it is not yours, and nobody has let you.`;
    case ProgrammingErrorTag.BadName:
      return error.asBadName;
    case ProgrammingErrorTag.BadPrototypes:
      return error.asBadPrototypes;
    case ProgrammingErrorTag.BadProperty:
      return error.asBadProperty;
    case ProgrammingErrorTag.BadVerb:
      return error.asBadVerb;
    case ProgrammingErrorTag.NotReady:
      return 'All there is has to be looked through first, which goes on at the moment. Try again in a while.';
    case ProgrammingErrorTag.Quota:
      return error.asQuota;
    default:
      return 'That is no longer there.';
  }
}
