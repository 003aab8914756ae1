import * as call from '../bindings/driver-objects/call';
import * as narration from '../bindings/driver-objects/narration';
import { Tone } from '../bindings/driver-objects/narration';
import { Handle, Kind } from '../bindings/driver-objects/objects';
import * as people from '../bindings/driver-objects/people';
import { Person } from '../bindings/driver-objects/people';
import { actor, contents, here, keep, object } from './roles';
import { listed, notice, plain, the } from './voice';

const QUOTE = '"';

/** `say`: aloud, to everyone in the place. */
export function say(): void {
  const words = unquoted(call.text('say').trim());
  if (words.length == 0) return notice('Say what? Try: say Good evening.');
  narration.act(Tone.Speech, `{actor} ${manner(words)}, "${plain(words)}"`);
}

/** Words without the quotation marks that somebody typed around them, or the closing one alone. */
function unquoted(words: string): string {
  const last = words.length - 1;
  if (last < 1 || words.charAt(last) != QUOTE) return words;
  const opening = words.indexOf(QUOTE);
  if (opening == last) return words.substring(0, last).trim();
  return opening == 0 && words.indexOf(QUOTE, 1) == last ? words.substring(1, last).trim() : words;
}

function manner(words: string): string {
  if (words.endsWith('?')) return '{ask|asks}';
  if (words.endsWith('!')) return '{exclaim|exclaims}';
  return '{say|says}';
}

/** `emote`: the actor's name, then their own words; `'s` follows the name at once. */
export function emote(): void {
  const words = call.text('emote').trim();
  if (words.length == 0) return notice('Do what? Try: emote looks up at the rain.');
  const space = words.startsWith("'") || words.startsWith(',') ? '' : ' ';
  narration.act(Tone.Emote, plain(the(actor()) + space + words));
}

/** `whisper`: for one person in the place. The others see that it happens. */
export function whisper(): void {
  const to = object('to');
  const words = call.text('whisper').trim();
  if (to.sameAs(actor())) return notice('You mutter to yourself.');
  if (words.length == 0) return notice(`Whisper what? Try: whisper Follow me to ${the(to)}`);
  narration.tell(to, Tone.Private, `${the(actor())} whispers to you, "${words}"`);
  narration.tell(actor(), Tone.Private, `You whisper to ${the(to)}, "${words}"`);
  const place = here();
  if (place === null) return;
  const sights = contents(place, actor());
  for (let index = 0; index < sights.length; index++) {
    const sight = sights[index];
    if (sight.kind != Kind.Person || sight.object.sameAs(to)) continue;
    narration.tell(sight.object, Tone.Action, `${the(actor())} whispers something to ${the(to)}.`);
  }
}

/** `whisper` to something that has no ears. */
export function whisperToThing(): void {
  notice(`There is nobody in ${the(object('to'))} to hear you.`);
}

/** `page`: for one person, wherever they are. The text is the name, then "with", ":" or nothing, then the words. */
export function page(): void {
  const text = call.text('page').trim();
  const end = nameEnd(text);
  const name = text.substring(0, end);
  const words = afterName(text.substring(end));
  if (name.length == 0 || words.length == 0)
    return notice('Page whom with what? Try: page Wren with Come to the jetty.');
  if (name.toLowerCase() == 'me') return notice('You are already listening to yourself.');
  const to = findPerson(name);
  if (to === null) return;
  if (to.sameAs(actor())) return notice('You are already listening to yourself.');
  const place = here();
  const from = place === null ? '' : ` from ${the(place)}`;
  narration.tell(to, Tone.Private, `${the(actor())} pages you${from}: "${words}"`);
  narration.tell(actor(), Tone.Private, `You page ${the(to)}: "${words}"`);
}

/** Where the first word ends: at a space or a colon. */
function nameEnd(text: string): i32 {
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit == 0x20 || unit == 0x3a) return index;
  }
  return text.length;
}

function afterName(rest: string): string {
  const words = rest.startsWith(':') ? rest.substring(1).trim() : rest.trim();
  return words.toLowerCase().startsWith('with ') ? words.substring(5).trim() : words;
}

/** The one connected person with this name or beginning; tells the actor when there is not exactly one. */
function findPerson(name: string): Handle | null {
  const found: Person[] = people.find(name);
  for (let index = 0; index < found.length; index++) keep(found[index].object);
  if (found.length == 1) return found[0].object;
  if (found.length == 0) {
    notice(`Nobody called ${name} is in the world now. \`who\` lists everybody who is.`);
    return null;
  }
  const names: string[] = [];
  for (let index = 0; index < found.length; index++) names.push(found[index].name);
  notice(`Several people answer to that: ${listed(names)}. Give more of the name.`);
  return null;
}
