import * as building from '../bindings/driver-objects/building';
import * as call from '../bindings/driver-objects/call';
import { Argument } from '../bindings/driver-objects/call';
import * as chance from '../bindings/driver-objects/chance';
import * as manual from '../bindings/driver-objects/manual';
import * as narration from '../bindings/driver-objects/narration';
import { Tone } from '../bindings/driver-objects/narration';
import { Article, Handle, Value } from '../bindings/driver-objects/objects';
import * as people from '../bindings/driver-objects/people';
import { say } from './entry';
import { vectorOf } from './vectors';
import { program } from './programming';
import { buildingError, moveError, propertyError, sendError, written } from './words';

/** Handles by the names a script gives them; those of earlier calls stay, which is what some tests are about. */
const registers = new Map<string, Handle>();

/** Runs statements separated by `;`, and tells the actor what came of each. */
export function runScript(script: string): void {
  const statements = script.split(';');
  for (let i = 0; i < statements.length; i++) {
    const words = statements[i].trim().split(' ');
    say(`${words[0]}: ${statement(words)}`);
  }
}

/** A register, or the object in a role. */
export function handle(name: string): Handle {
  if (registers.has(name)) return registers.get(name);
  if (name == 'actor') return call.actor();
  const here = name == 'here' ? call.here() : call.object(name);
  if (here === null) throw new Error(`there is no ${name}`);
  return here;
}

export function rest(words: string[], from: i32): string {
  return words.slice(from).join(' ');
}

function statement(words: string[]): string {
  const verb = words[0];
  if (verb == 'get') {
    const got = handle(words[1]).get(words[2]);
    if (!got.isOk) return propertyError(got.err);
    if (words.length > 3 && got.ok.isObject) registers.set(words[3], got.ok.asObject);
    return written(got.ok);
  }
  if (verb == 'set') {
    const set = handle(words[1]).set(words[2], valueOf(words[3], rest(words, 4)));
    return set.isOk ? 'ok' : propertyError(set.err);
  }
  if (verb == 'move') {
    const moved = handle(words[1]).moveTo(handle(words[2]));
    return moved.isOk ? 'ok' : moveError(moved.err);
  }
  if (verb == 'seen') return keep(words[2], handle(words[1]).seen());
  if (verb == 'keep') return keep(words[2], handle(words[1]));
  if (verb == 'location') {
    const location = handle(words[1]).location();
    return location === null ? 'none' : keep(words[2], location);
  }
  if (verb == 'sights') return sights(handle(words[1]), words.length > 2 ? handle(words[2]) : null);
  if (verb == 'name') return names(handle(words[1]));
  if (verb == 'is') return handle(words[1]).is(words[2]) ? 'yes' : 'no';
  if (verb == 'same') return handle(words[1]).sameAs(handle(words[2])) ? 'yes' : 'no';
  if (verb == 'owned-alike') return handle(words[1]).sharesOwner(handle(words[2])) ? 'yes' : 'no';
  return other(verb, words);
}

function other(verb: string, words: string[]): string {
  if (verb == 'send') return send(words, null);
  if (verb == 'send-as') return send(words.slice(1), handle(words[1]));
  if (verb == 'act') {
    narration.act(Tone.Action, rest(words, 1));
    return 'ok';
  }
  if (verb == 'act-in') {
    narration.actIn(handle(words[1]), Tone.Action, rest(words, 2));
    return 'ok';
  }
  if (verb == 'tell') {
    narration.tell(handle(words[1]), Tone.Private, rest(words, 2));
    return 'ok';
  }
  if (verb == 'text') return call.text(words[1]);
  if (verb == 'answer') {
    call.answer(valueOf(words[1], rest(words, 2)));
    return 'ok';
  }
  if (verb == 'roll') {
    const rolled = chance.roll(<u32>parseInt(words[1]));
    return rolled.toString();
  }
  if (verb == 'help') return manual.find(rest(words, 1)) || 'none';
  if (verb == 'people') {
    const connected = people.connected();
    const names = new Array<string>();
    for (let i = 0; i < connected.length; i++) names.push(connected[i].name);
    return names.join(', ');
  }
  if (verb == 'find') {
    const found = people.find(rest(words, 1));
    const persons = new Array<string>();
    for (let i = 0; i < found.length; i++) persons.push(`${found[i].name} in ${found[i].place} ${found[i].idleMs}`);
    return persons.join(', ');
  }
  if (verb == 'page') {
    const found = people.find(words[1]);
    if (found.length == 0) return 'nobody';
    narration.tell(found[0].object, Tone.Private, rest(words, 2));
    return 'ok';
  }
  if (verb == 'start') {
    const start = people.start();
    return start === null ? 'none' : keep(words[1], start);
  }
  if (verb == 'trap') throw new Error('the script wants it');
  if (verb == 'loop') while (true) registers.set('actor-again', call.actor());
  return build(verb, words);
}

function build(verb: string, words: string[]): string {
  if (verb == 'claim') {
    const claimed = building.claim(handle(words[1]));
    return claimed.isOk ? keep(words[2], claimed.ok) : buildingError(claimed.err);
  }
  if (verb == 'create') {
    const made = building.create(words[1], rest(words, 3));
    return made.isOk ? keep(words[2], made.ok) : buildingError(made.err);
  }
  if (verb == 'rename') {
    const renamed = building.rename(handle(words[1]), rest(words, 2), []);
    return renamed.isOk ? 'ok' : buildingError(renamed.err);
  }
  if (verb == 'assign') {
    const assigned = building.assign(handle(words[1]), words[2], rest(words, 3));
    return assigned.isOk ? 'ok' : buildingError(assigned.err);
  }
  if (verb == 'recycle') {
    const recycled = building.recycle(handle(words[1]));
    registers.delete(words[1]);
    return recycled.isOk ? 'ok' : buildingError(recycled.err);
  }
  if (verb == 'examine') {
    const details = building.examine(handle(words[1]));
    const lines = new Array<string>();
    for (let i = 0; i < details.length; i++) lines.push(`${details[i].name}=${details[i].text}`);
    return lines.join(', ');
  }
  return program(verb, words);
}

export function keep(register: string, handle: Handle): string {
  registers.set(register, handle);
  return 'ok';
}

export function valueOf(type: string, text: string): Value {
  if (type == 'text') return Value.text(text);
  if (type == 'truth') return Value.truth(text == 'yes');
  if (type == 'integer') return Value.integer(I64.parseInt(text));
  if (type == 'number') return Value.number(parseFloat(text));
  if (type == 'texts') return Value.texts(text.split(','));
  if (type == 'object') return Value.object(handle(text).seen());
  if (type == 'objects') {
    const names = text.split(',');
    const handles = new Array<Handle>();
    for (let i = 0; i < names.length; i++) handles.push(handle(names[i]).seen());
    return Value.objects(handles);
  }
  if (type == 'bytes' || type == 'integers' || type == 'numbers') return vectorOf(type, text);
  if (type == 'long') return Value.text('x'.repeat(I32.parseInt(text)));
  return Value.nothing();
}

/**
 * `send SELECTOR ROLE=HANDLE ROLE="TEXT" ROLE=TYPE:VALUE`, with `~` for spaces in the text; `send-as HANDLE SELECTOR …` with that as the
 * actor.
 */
function send(words: string[], actor: Handle | null): string {
  const args = new Array<Argument>();
  for (let i = 2; i < words.length; i++) {
    const at = words[i].indexOf('=');
    args.push(new Argument(words[i].substring(0, at), argument(words[i].substring(at + 1))));
  }
  const sent = actor === null ? call.send(words[1], args) : call.sendAs(actor, words[1], args);
  return sent.isOk ? written(sent.ok) : sendError(sent.err);
}

function argument(text: string): Value {
  if (text.startsWith('"')) return Value.text(text.substring(1).replaceAll('~', ' '));
  const colon = text.indexOf(':');
  return colon < 0 ? Value.object(handle(text).seen()) : valueOf(text.substring(0, colon), text.substring(colon + 1));
}

const KINDS: string[] = ['thing', 'person', 'sleeper', 'way'];

function sights(holder: Handle, except: Handle | null): string {
  const seen = holder.sights(except);
  const lines = new Array<string>();
  for (let i = 0; i < seen.length; i++) lines.push(`${seen[i].name} (${KINDS[<i32>seen[i].kind]})`);
  return lines.join(', ');
}

function names(object: Handle): string {
  return [object.name(Article.Bare), object.name(Article.Indefinite), object.name(Article.Definite)]
    .concat(object.aliases())
    .join(' / ');
}
