import * as clock from '../../bindings/kernel-task/clock';
import * as programs from '../../bindings/kernel-program/programs';
import * as slots from '../../bindings/kernel-store/slots';
import { Definition, ProgrammingError } from '../../bindings/driver-objects/programming';
import { deny } from '../authority/audit';
import { Counted, quotaOf } from '../authority/quotas';
import { Verb } from '../dispatch/verb';
import { Drafts } from '../loading/draft';
import { Place, Problems } from '../loading/problem';
import { Entry, Field } from '../loading/source';
import { readVerbEntry } from '../loading/verbs';
import { Handle } from '../objects';
import { packing } from '../values/tuple';
import { objectAt } from '../world/cache';
import { writeSlot } from '../world/store';
import { world, verbSlot } from '../world/world';
import { WorldObject } from '../world/world-object';
import { keepPast } from './archive';
import { sentence } from './declarations';
import { redefined } from './redefinition';
import { label, mayProgram } from './rights';
import { authorOf, namedIn } from './verb-text';

/** UTF-16 units of all verbs of a world together, for the same reason: 8 MB of the 64 MiB that an instance has. */
const MAX_ALL_UNITS = 4_000_000;
const MAX_SELECTOR_UNITS = 100;
const MAX_ROLES_UNITS = 1000;
const MAX_COMMANDS = 10;
const MAX_COMMAND_UNITS = 200;
const MAX_HELP_UNITS = 4000;
/** Definitions have no line in a file. */
const NOWHERE = new Place('', 0);

/** Defines a verb; why not, or null. */
export function define(definition: Definition, authority: Array<Handle>, author: WorldObject): ProgrammingError | null {
  const size = problemWithSizes(definition);
  if (size.length > 0) return bad(size);
  const problems = new Problems();
  const verb = readVerbEntry(entryOf(definition), world(), world().nextNumber, new Drafts(''), problems);
  if (verb === null) return bad(problems.reason);
  if (programs.describe(verb.program) === null)
    return bad(`there is no program ${verb.program}: install it first, or mend its name`);
  const refusal = problemWithAuthority(verb, authority);
  if (refusal !== null) return refusal;
  const rival = verb.selector.rivalOf(verb);
  if (rival !== null && rival.source.length > 0) return bad(belongsToFiles(rival));
  const quota = problemWithQuota(verb, rival, author);
  if (quota !== null) return quota;
  if (rival !== null) keepPast(rival, author.oid);
  verb.author = author.oid;
  verb.sinceMs = clock.now();
  packing.start();
  verb.write(packing);
  writeSlot(world().oid, verbSlot(rival === null ? verb.number : rival.number), packing.finish());
  redefined();
  return null;
}

/** Ends a verb; why not, or null. */
export function undefine(
  selector: string,
  roles: string,
  authority: Array<Handle>,
  actor: WorldObject,
): ProgrammingError | null {
  if (selector.length > MAX_SELECTOR_UNITS || roles.length > MAX_ROLES_UNITS) return bad('there is no such verb');
  const problems = new Problems();
  const wanted = readVerbEntry(
    entryOf(new Definition(selector, roles, 'none', 'none', [], '')),
    world(),
    0,
    new Drafts(''),
    problems,
  );
  if (wanted === null) return bad(problems.reason);
  const verb = wanted.selector.rivalOf(wanted);
  if (verb === null) {
    const where = roles.length == 0 ? 'without restrictions' : `for ${roles}`;
    return bad(`there is no verb ${selector} ${where}: @verbs lists those there are`);
  }
  const refusal = problemWithAuthority(verb, authority);
  if (refusal !== null) return refusal;
  if (verb.source.length > 0) return bad(belongsToFiles(verb));
  keepPast(verb, actor.oid);
  slots.clear(world().oid, verbSlot(verb.number));
  redefined();
  return null;
}

function entryOf(definition: Definition): Entry {
  const entry = new Entry(NOWHERE, 'verb', definition.selector);
  const fields = entry.fields;
  if (definition.roles.length > 0) fields.push(new Field(NOWHERE, 'roles', definition.roles));
  fields.push(new Field(NOWHERE, 'run', definition.program + ' ' + definition.entry));
  if (definition.help.length > 0) fields.push(new Field(NOWHERE, 'help', definition.help));
  for (let i = 0; i < definition.commands.length; i++) {
    fields.push(new Field(NOWHERE, 'command', definition.commands[i]));
  }
  return entry;
}

function problemWithSizes(definition: Definition): string {
  if (definition.selector.length > MAX_SELECTOR_UNITS) return `a selector has at most ${MAX_SELECTOR_UNITS} characters`;
  if (definition.roles.length > MAX_ROLES_UNITS) return `its roles have over ${MAX_ROLES_UNITS} characters: name fewer`;
  if (definition.help.length > MAX_HELP_UNITS) return `its help has over ${MAX_HELP_UNITS} characters: make it shorter`;
  const commands = definition.commands;
  if (commands.length > MAX_COMMANDS) return `a verb is typed in at most ${MAX_COMMANDS} ways`;
  for (let i = 0; i < commands.length; i++) {
    if (commands[i].length > MAX_COMMAND_UNITS) return `a command has at most ${MAX_COMMAND_UNITS} characters`;
  }
  return '';
}

/** Why handles do not cover what the roles of a verb name; null when they do. */
function problemWithAuthority(verb: Verb, authority: Array<Handle>): ProgrammingError | null {
  const named = namedIn(verb);
  if (named.length == 0) named.push(world().known.thing);
  for (let i = 0; i < named.length; i++) {
    if (isCovered(named[i], authority)) continue;
    deny('define verbs for', objectAt(named[i]));
    return ProgrammingError.forbidden(label(objectAt(named[i])));
  }
  return null;
}

function isCovered(oid: u64, authority: Array<Handle>): bool {
  for (let i = 0; i < authority.length; i++) {
    if (authority[i].object.oid == oid && mayProgram(authority[i])) return true;
  }
  return false;
}

function belongsToFiles(verb: Verb): string {
  return `this verb belongs to ${authorOf(verb)}: change it there`;
}

/** Why there is no room for a verb in place of another, or of none; null when there is. */
function problemWithQuota(verb: Verb, rival: Verb | null, author: WorldObject): ProgrammingError | null {
  const verbs = world().verbs;
  let own = 0;
  let units = unitsOf(verb);
  for (let i = 0; i < verbs.length; i++) {
    if (verbs[i] === rival) continue;
    if (verbs[i].author == author.oid) own++;
    units += unitsOf(verbs[i]);
  }
  const most = quotaOf(author, Counted.Verbs);
  if (own >= most) {
    return ProgrammingError.quota(
      `${author.name} has defined ${own} verbs, and may define ${most}. Take some back first.`,
    );
  }
  if (units > MAX_ALL_UNITS) {
    return ProgrammingError.quota('The verbs of this world take all the room there is for them. Make some shorter.');
  }
  return null;
}

function unitsOf(verb: Verb): i32 {
  let units = verb.program.length + verb.entry.length + verb.help.length;
  for (let i = 0; i < verb.commands.length; i++) units += verb.commands[i].length;
  return units;
}

function bad(reason: string): ProgrammingError {
  return ProgrammingError.badVerb(sentence(reason));
}
