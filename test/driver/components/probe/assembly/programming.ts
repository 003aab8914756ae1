import * as directory from '../bindings/driver-objects/directory';
import * as programming from '../bindings/driver-objects/programming';
import { Declaration, Definition, ProgrammingError, Verb, Visibility } from '../bindings/driver-objects/programming';
import { Article, Handle, Value } from '../bindings/driver-objects/objects';
import { Result, Unit } from '../bindings/types';
import { authorise } from './authority';
import { handle, keep, rest, valueOf } from './script';

/** The statements of a script that change what objects are; lists of handles have commas, `-` is an empty one. */
export function program(verb: string, words: string[]): string {
  if (verb == 'named') {
    const named = directory.named(words[1]);
    return named === null ? 'none' : keep(words[2], named);
  }
  if (verb == 'name-of') return directory.nameOf(handle(words[1])) || 'none';
  if (verb == 'lookup') return lookup(words);
  if (verb == 'kind') {
    const made = programming.makePrototype(words[2], words[2], handles(words[3]));
    return made.isOk ? keep(words[1], made.ok) : programmingError(made.err);
  }
  if (verb == 'prototypes') return outcome(programming.setPrototypes(handle(words[1]), handles(words[2])));
  if (verb == 'declare') {
    const value = words.length > 5 ? valueOf(words[3], rest(words, 5)) : Value.nothing();
    const declaration = new Declaration(words[2], words[3], value, visibility(words[4]), 'what it is for');
    return outcome(programming.declareProperty(handle(words[1]), declaration));
  }
  if (verb == 'undeclare') return outcome(programming.undeclareProperty(handle(words[1]), words[2]));
  if (verb == 'define') {
    const commands: string[] = words.length > 6 ? [rest(words, 6)] : [];
    const roles = words[3] == '-' ? '' : words[3];
    const definition = new Definition(words[2], roles, words[4], words[5], commands, `Does ${words[5]}.`);
    return outcome(programming.defineVerb(definition, handles(words[1])));
  }
  if (verb == 'undefine') {
    const roles = words[3] == '-' ? '' : words[3];
    return outcome(programming.undefineVerb(words[2], roles, handles(words[1])));
  }
  if (verb == 'verbs') return described(programming.verbsOf(handle(words[1]), words.length > 2));
  if (verb == 'with') return described(programming.verbsWith(words[1]));
  if (verb == 'history') {
    const past = programming.history(words[1]);
    const lines: string[] = [];
    for (let i = 0; i < past.length; i++) {
      lines.push(`${written(past[i].verb)} until ${past[i].untilMs} ended by ${past[i].endedBy}`);
    }
    return lines.join(', ');
  }
  if (verb == 'call-it') return outcome(programming.nameObject(handle(words[1]), words.length > 2 ? words[2] : ''));
  return authorise(verb, words);
}

function lookup(words: string[]): string {
  const after = words.length > 5 ? handle(words[5]) : null;
  const limit = words.length > 4 ? <u32>parseInt(words[4]) : 0;
  const found = directory.find(words[1], valueOf(words[2], words[3].replaceAll('~', ' ')), after, limit);
  if (!found.isOk) {
    const error = found.err;
    if (error.isUndeclared) return `undeclared ${error.asUndeclared}`;
    if (error.isNotIndexed) return `not-indexed ${error.asNotIndexed}`;
    return error.isWrongType ? `wrong-type ${error.asWrongType}` : 'not-ready';
  }
  const names: string[] = [];
  for (let i = 0; i < found.ok.length; i++) {
    names.push(found.ok[i].name(Article.Bare));
    keep('last', found.ok[i]);
  }
  return names.length == 0 ? 'none' : names.join(', ');
}

function handles(names: string): Handle[] {
  const list: Handle[] = [];
  if (names == '-') return list;
  const parts = names.split(',');
  for (let i = 0; i < parts.length; i++) list.push(handle(parts[i]));
  return list;
}

function visibility(name: string): Visibility {
  if (name == 'private') return Visibility.Private;
  return name == 'indexed' ? Visibility.Indexed : Visibility.Readable;
}

function described(verbs: Verb[]): string {
  const lines: string[] = [];
  for (let i = 0; i < verbs.length; i++) lines.push(written(verbs[i]));
  return lines.length == 0 ? 'none' : lines.join(', ');
}

function written(verb: Verb): string {
  const definition = verb.definition;
  return `${definition.selector} (${definition.roles}) ${definition.program} ${definition.entry} by ${verb.author} at ${verb.sinceMs}`;
}

function outcome(result: Result<Unit, ProgrammingError>): string {
  return result.isOk ? 'ok' : programmingError(result.err);
}

function programmingError(error: ProgrammingError): string {
  if (error.isNotAProgrammer) return 'not-a-programmer';
  if (error.isForbidden) return `forbidden ${error.asForbidden}`;
  if (error.isBadName) return `bad-name ${error.asBadName}`;
  if (error.isBadPrototypes) return `bad-prototypes ${error.asBadPrototypes}`;
  if (error.isBadProperty) return `bad-property ${error.asBadProperty}`;
  if (error.isBadVerb) return `bad-verb ${error.asBadVerb}`;
  if (error.isNotReady) return 'not-ready';
  return error.isQuota ? `quota ${error.asQuota}` : 'gone';
}
