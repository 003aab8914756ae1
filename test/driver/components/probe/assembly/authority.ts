import * as authority from '../bindings/driver-objects/authority';
import { AuthorityError, Limits } from '../bindings/driver-objects/authority';
import * as building from '../bindings/driver-objects/building';
import * as call from '../bindings/driver-objects/call';
import * as timers from '../bindings/driver-objects/timers';
import { TimerError } from '../bindings/driver-objects/timers';
import { Rights } from '../bindings/driver-objects/objects';
import { Option, Result, Unit } from '../bindings/types';
import { handle, keep } from './script';
import { buildingError, sendError } from './words';

/** The last delegation made: scripts of later calls name it `last`. */
let last: u64 = 0;

/** The statements of a script about rights; rights are joined with `+`, `-` is none. */
export function authorise(verb: string, words: string[]): string {
  if (verb == 'rights') return named(handle(words[1]).rights());
  if (verb == 'attenuate') return keep(words[3], handle(words[1]).attenuate(rightsNamed(words[2])));
  if (verb == 'delegate') return delegate(words);
  if (verb == 'revoke') {
    const id = words[2] == 'last' ? last : words[2] == 'first' ? first(words[1]) : U64.parseInt(words[2]);
    return outcome(authority.revoke(handle(words[1]), id));
  }
  if (verb == 'granted') {
    const granted = authority.granted(handle(words[1]));
    return granted.isOk ? keep(words[2], granted.ok) : authorityError(granted.err);
  }
  if (verb == 'delegations') return delegations(words[1]);
  if (verb == 'step') return outcome(words[1] == 'down' ? authority.stepDown() : authority.stepUp());
  if (verb == 'denials') return denials(<u32>parseInt(words[1]));
  if (verb == 'coded') {
    const made = building.create('lamp', `a${String.fromCharCode(<i32>parseInt(words[1], 16))}b`);
    return made.isOk ? 'ok' : buildingError(made.err);
  }
  if (verb == 'pass') {
    const passed = call.pass();
    return passed.isOk ? 'ok' : sendError(passed.err);
  }
  if (verb == 'no-timer') return timers.cancel(handle(words[1]), words[2]) ? 'ok' : 'none';
  if (verb == 'timer') {
    const started = timers.start(handle(words[1]), words[2], U64.parseInt(words[3]), false);
    return started.isOk ? 'ok' : timerError(started.err);
  }
  return 'no statement of the script';
}

/** `delegate OBJECT TO RIGHTS [for MS-SINCE-1970] [times N]`. */
function delegate(words: string[]): string {
  let untilMs = Option.none<u64>();
  let uses = Option.none<u32>();
  for (let i = 4; i + 1 < words.length; i += 2) {
    if (words[i] == 'until') untilMs = Option.some<u64>(U64.parseInt(words[i + 1]));
    else uses = Option.some<u32>(U32.parseInt(words[i + 1]));
  }
  const limits = new Limits(untilMs, uses);
  const made = authority.delegate(handle(words[1]), handle(words[2]), rightsNamed(words[3]), limits);
  if (!made.isOk) return authorityError(made.err);
  last = made.ok;
  return 'ok';
}

/** The oldest delegation of an object. */
function first(name: string): u64 {
  const all = authority.delegations(handle(name));
  return all.length == 0 ? 0 : all[0].id;
}

function delegations(name: string): string {
  const all = authority.delegations(handle(name));
  const lines: string[] = [];
  for (let i = 0; i < all.length; i++) {
    const one = all[i];
    const uses = one.usesLeft.isSome ? ` ${one.usesLeft.value} times` : '';
    const rests = one.parent.isSome ? ' rests' : '';
    lines.push(`${one.by} to ${one.to}: ${named(one.rights)}${uses}${rests}${one.stands ? '' : ' ended'}`);
  }
  return lines.length == 0 ? 'none' : lines.join(', ');
}

function denials(limit: u32): string {
  const found = authority.denials(limit);
  if (!found.isOk) return authorityError(found.err);
  const lines: string[] = [];
  for (let i = 0; i < found.ok.length; i++) {
    const one = found.ok[i];
    lines.push(`${one.who} ${one.access} ${one.subject} by ${one.verb} of ${one.program}`);
  }
  return lines.length == 0 ? 'none' : lines.join(', ');
}

function named(rights: Rights): string {
  const names: string[] = [];
  if (rights.see) names.push('see');
  if (rights.call) names.push('call');
  if (rights.state) names.push('state');
  if (rights.program) names.push('program');
  if (rights.grant) names.push('grant');
  return names.length == 0 ? '-' : names.join('+');
}

function rightsNamed(text: string): Rights {
  const names = text.split('+');
  return new Rights(
    names.includes('see'),
    names.includes('call'),
    names.includes('state'),
    names.includes('program'),
    names.includes('grant'),
  );
}

function outcome(result: Result<Unit, AuthorityError>): string {
  return result.isOk ? 'ok' : authorityError(result.err);
}

function authorityError(error: AuthorityError): string {
  if (error.isForbidden) return `forbidden ${error.asForbidden}`;
  if (error.isNotGranted) return `not-granted ${error.asNotGranted}`;
  if (error.isUnknown) return 'unknown';
  if (error.isBadLimits) return `bad-limits ${error.asBadLimits}`;
  if (error.isQuota) return `quota ${error.asQuota}`;
  return error.isNoPowers ? 'no-powers' : 'gone';
}

function timerError(error: TimerError): string {
  if (error.isForbidden) return 'forbidden';
  if (error.isPerson) return 'person';
  if (error.isTooMany) return 'too-many';
  if (error.isQuota) return `quota ${error.asQuota}`;
  return error.isBadKeyword ? `bad-keyword ${error.asBadKeyword}` : 'gone';
}
