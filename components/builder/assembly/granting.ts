import * as authority from '../bindings/driver-objects/authority';
import * as call from '../bindings/driver-objects/call';
import { AuthorityError, Delegation, Limits } from '../bindings/driver-objects/authority';
import { Rights } from '../bindings/driver-objects/objects';
import { Option } from '../bindings/types';
import { claimed } from './alter';
import { sameName, withoutArticle } from './names';
import { object } from './roles';
import { capitalised, notice, the } from './voice';

/** Denied accesses that an answer lists. */
const MAX_DENIALS = 20;
/** Digits of a number that somebody types. */
const MAX_DIGITS = 18;
const RIGHTS = 'state, program, grant; see and call are always among them';

/** `@grant RIGHTS on THING to WHOM`. */
export function grant(): void {
  give(Option.none<u32>());
}

/** `@grant RIGHTS on THING to WHOM for NUMBER uses`. */
export function grantUses(): void {
  const words = call.text('for').trim().split(' ');
  const uses = numberIn(words[0]);
  if (uses < 1 || uses > <i64>u32.MAX_VALUE || words.length > 2 || (words.length == 2 && !words[1].startsWith('use')))
    return notice('Say for how many uses. For example: @grant program on $music-box to Cat for 3 uses');
  give(Option.some<u32>(<u32>uses));
}

function give(uses: Option<u32>): void {
  const rights = rightsIn(call.text('@grant'));
  if (rights === null) return notice(`Rights are ${RIGHTS}.`);
  const thing = claimed('on');
  if (thing === null) return;
  const to = object('to');
  const given = authority.delegate(thing, to, rights, new Limits(Option.none<u64>(), uses));
  if (!given.isOk) return refuseAuthority(given.err);
  notice(
    `${capitalised(the(to))} may ${written(rights)} ${the(thing)} now. \`@revoke ${given.ok} of\` it takes that back.`,
  );
}

/** `@revoke WHO of THING`: all that was given to somebody; or with a number of `@grants` that alone. */
export function revoke(): void {
  const who = withoutArticle(call.text('@revoke'));
  const thing = claimed('of');
  if (thing === null) return;
  const number = numberIn(who);
  const delegations = authority.delegations(thing);
  let count = 0;
  for (let index = 0; index < delegations.length; index++) {
    const delegation = delegations[index];
    if (number >= 0 ? delegation.id != <u64>number : !sameName(withoutArticle(delegation.to), who)) continue;
    count++;
    const revoked = authority.revoke(thing, delegation.id);
    // What rested on one that was revoked before has ended with it.
    if (!revoked.isOk && !revoked.err.isUnknown) return refuseAuthority(revoked.err);
  }
  if (count == 0) return notice(`Nothing on ${the(thing)} was given to ${who}. \`@grants\` lists what was.`);
  notice('That is taken back, with all that was given on the strength of it.');
}

/** `@grants THING`. */
export function list(): void {
  const thing = object('@grants');
  const delegations = authority.delegations(thing);
  if (delegations.length == 0) return notice(`Nobody has been given rights on ${the(thing)}.`);
  const lines: string[] = [];
  for (let index = 0; index < delegations.length; index++) lines.push(lineOf(delegations[index]));
  notice(lines.join('\n'));
}

/** `step down`. */
export function stepDown(): void {
  const stepped = authority.stepDown();
  if (!stepped.isOk) return refuseAuthority(stepped.err);
  notice('You lay down your powers. `step up` takes them up again.');
}

/** `step up`. */
export function stepUp(): void {
  const stepped = authority.stepUp();
  if (!stepped.isOk) return refuseAuthority(stepped.err);
  notice('You take up your powers again.');
}

/** `@audit`: what was denied last. */
export function audit(): void {
  const denials = authority.denials(MAX_DENIALS);
  if (!denials.isOk) return refuseAuthority(denials.err);
  const lines: string[] = [];
  for (let index = 0; index < denials.ok.length; index++) {
    const denial = denials.ok[index];
    const at = new Date(<i64>denial.atMs).toISOString();
    lines.push(
      `${at}: ${denial.who} could not ${denial.access} ${denial.subject} (${denial.verb} by ${denial.program})`,
    );
  }
  notice(lines.length == 0 ? 'Nothing was denied to anybody.' : lines.join('\n'));
}

/** "17: Cat may program, 2 uses left (Ben, 2026-01-01)". */
function lineOf(delegation: Delegation): string {
  const uses = delegation.usesLeft;
  const until = delegation.untilMs;
  let limits = '';
  if (uses.isSome) limits += `, ${uses.value} uses left`;
  if (until.isSome) limits += `, until ${new Date(<i64>until.value).toISOString()}`;
  if (!delegation.stands) limits += ', over';
  const day = new Date(<i64>delegation.sinceMs).toISOString().substring(0, 10);
  return `${delegation.id}: ${delegation.to} may ${written(delegation.rights)}${limits} (${delegation.by}, ${day})`;
}

/** The rights in a list; null when one is none. */
function rightsIn(text: string): Rights | null {
  const rights = new Rights();
  const words = text.replaceAll(',', ' ').split(' ');
  for (let index = 0; index < words.length; index++) {
    const word = words[index];
    if (word == 'see') rights.see = true;
    else if (word == 'call') rights.call = true;
    else if (word == 'state') rights.state = true;
    else if (word == 'program') rights.program = true;
    else if (word == 'grant') rights.grant = true;
    else if (word.length > 0 && word != 'and') return null;
  }
  return rights;
}

function written(rights: Rights): string {
  const names: string[] = ['see', 'call'];
  if (rights.state) names.push('state');
  if (rights.program) names.push('program');
  if (rights.grant) names.push('grant');
  return names.join(', ');
}

/** The whole number that a text is; -1 when it is none. */
function numberIn(text: string): i64 {
  if (text.length == 0 || text.length > MAX_DIGITS) return -1;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code < 0x30 || code > 0x39) return -1;
  }
  return I64.parseInt(text);
}

function refuseAuthority(error: AuthorityError): void {
  if (error.isForbidden) notice(`You have not the right to that on ${error.asForbidden}.`);
  else if (error.isNotGranted) notice(`Nobody has given you rights on ${error.asNotGranted}.`);
  else if (error.isUnknown) notice('There is no such thing given. `@grants` lists what is.');
  else if (error.isBadLimits) notice(error.asBadLimits);
  else if (error.isQuota) notice(error.asQuota);
  else notice(error.isNoPowers ? 'You have no powers to lay down.' : 'That is no longer there.');
}
