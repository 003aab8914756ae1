import { problemWithName } from '../sessions/player-names';
import { itemsOf, wordsOf } from '../values/text';
import { PLURAL_PREFIX, PRONOUN_PREFIX, SHORTHAND_PREFIX, SYNONYM_PREFIX, TOPIC_PREFIX, World } from '../world/world';
import { Drafts } from './draft';
import { Place, Problems } from './problem';
import { Entry, Field } from './source';

/** A shorthand, synonym or pronoun that has to be checked when all commands are known: the word it means, and where. */
export class Meaning {
  constructor(
    readonly word: string,
    readonly place: Place,
  ) {}
}

/** Reads the entry of a topic; false with a problem. */
export function loadTopic(entry: Entry, world: World, source: string, problems: Problems): bool {
  if (entry.head.length == 0) return problems.at(entry.place, 'a topic has a name: topic NAME');
  if (world.topics.has(entry.head)) return problems.at(entry.place, `there is a topic ${entry.head} already`);
  if (entry.fields.length != 1 || entry.fields[0].name != 'help') {
    return problems.at(entry.place, 'a topic has one field, help');
  }
  world.topics.set(entry.head, entry.fields[0].text);
  if (source.length > 0) world.sources.set(TOPIC_PREFIX + entry.head, source);
  return true;
}

/** Reads the entry of the grammar; false with a problem. */
export function loadGrammar(
  entry: Entry,
  world: World,
  source: string,
  meanings: Array<Meaning>,
  problems: Problems,
): bool {
  if (entry.head.length > 0) return problems.at(entry.place, 'grammar stands alone in its line');
  for (let i = 0; i < entry.fields.length; i++) {
    const field = entry.fields[i];
    if (field.name == 'shorthand') {
      if (!loadShorthand(field, world, source, meanings, problems)) return false;
    } else if (field.name == 'synonym' || field.name == 'pronoun') {
      if (!loadEquation(field, world, source, meanings, problems)) return false;
    } else if (field.name == 'plural') {
      if (!loadPlural(field, world, source, problems)) return false;
    } else {
      const fields = 'shorthand, synonym, pronoun, plural';
      return problems.at(field.place, `grammar has no field ${field.name}: it has ${fields}`);
    }
  }
  return true;
}

function loadShorthand(field: Field, world: World, source: string, meanings: Array<Meaning>, problems: Problems): bool {
  const words = wordsOf(field.text);
  if (words.length != 2 || words[0].length != 1) return problems.at(field.place, 'write shorthand: CHARACTER WORD');
  if (world.grammar.shorthands.has(words[0])) return problems.at(field.place, `${words[0]} is a shorthand already`);
  world.grammar.shorthands.set(words[0], words[1]);
  if (source.length > 0) world.sources.set(SHORTHAND_PREFIX + words[0], source);
  meanings.push(new Meaning(words[1], field.place));
  return true;
}

/** `knife = knives`: kept by the plural, which is what people type. */
function loadPlural(field: Field, world: World, source: string, problems: Problems): bool {
  const words = wordsOf(field.text);
  if (words.length != 3 || words[1] != '=') return problems.at(field.place, 'write plural: WORD = PLURAL');
  if (world.grammar.plurals.has(words[2])) return problems.at(field.place, `${words[2]} is a plural already`);
  world.grammar.plurals.set(words[2], words[0]);
  if (source.length > 0) world.sources.set(PLURAL_PREFIX + words[2], source);
  return true;
}

function loadEquation(field: Field, world: World, source: string, meanings: Array<Meaning>, problems: Problems): bool {
  const equals = field.text.indexOf('=', 1);
  const word = equals < 0 ? '' : field.text.substring(0, equals).trim();
  const meant = equals < 0 ? '' : field.text.substring(equals + 1).trim();
  if (word.length == 0 || meant.length == 0 || word.includes(' ') || meant.includes(' ')) {
    return problems.at(field.place, `write ${field.name}: WORD = WORD`);
  }
  const table = field.name == 'synonym' ? world.grammar.synonyms : world.grammar.pronouns;
  if (table.has(word)) return problems.at(field.place, `${word} is a ${field.name} already`);
  if (field.name == 'synonym') meanings.push(new Meaning(meant, field.place));
  else if (meant != 'actor' && meant != 'here') return problems.at(field.place, 'a pronoun means actor or here');
  table.set(word, meant);
  if (source.length > 0) world.sources.set((field.name == 'synonym' ? SYNONYM_PREFIX : PRONOUN_PREFIX) + word, source);
  return true;
}

/** Checks that every shorthand and synonym means a word that a command begins with; false with a problem. */
export function checkMeanings(world: World, meanings: Array<Meaning>, problems: Problems): bool {
  const words = world.grammar.words();
  for (let i = 0; i < meanings.length; i++) {
    if (words.includes(meanings[i].word)) continue;
    return problems.at(
      meanings[i].place,
      `no command begins with ${meanings[i].word}: mend the spelling, or add a verb with that command`,
    );
  }
  return true;
}

/** Reads the entry of the world; false with a problem. */
export function loadWorldEntry(entry: Entry, world: World, drafts: Drafts, problems: Problems): bool {
  if (drafts.source.length > 0)
    return problems.at(entry.place, 'the entry world belongs to the world image: a program adds to a world');
  if (entry.head.length > 0) return problems.at(entry.place, 'world stands alone in its line');
  for (let i = 0; i < entry.fields.length; i++) {
    const field = entry.fields[i];
    const name = field.name;
    if (field.text.length == 0)
      return problems.at(field.place, `${name} is empty: write its text, or leave the line out`);
    if (name == 'title') world.title = field.text;
    else if (name == 'welcome') world.welcome = field.text;
    else if (name == 'arrival') world.arrival = field.text;
    else if (name == 'start') world.start = drafts.find(field.text, field.place, problems);
    else if (name == 'player') world.playerPrototype = playerKind(field, drafts, problems);
    else if (name == 'guest') world.guestPrototype = playerKind(field, drafts, problems);
    else if (name == 'administrator') world.administratorPrototype = playerKind(field, drafts, problems);
    else if (name == 'guest-names') world.guestNames = guestNames(field, problems);
    else {
      const fields = 'title, start, player, guest, administrator, guest-names, welcome, arrival';
      return problems.at(field.place, `the world has no field ${name}: it has ${fields}`);
    }
    if (problems.some) return false;
  }
  return true;
}

/** What people become when they enter has to delegate to `player`. */
function playerKind(field: Field, drafts: Drafts, problems: Problems): u64 {
  const oid = drafts.find(field.text, field.place, problems);
  const player = drafts.oidOf('player');
  if (oid != 0 && (player == 0 || !drafts.isKind(oid, player, problems))) {
    problems.at(field.place, `${field.text} does not delegate to player: people would not be people`);
  }
  return oid;
}

function guestNames(field: Field, problems: Problems): Array<string> {
  const names = itemsOf(field.text);
  for (let i = 0; i < names.length; i++) {
    const problem = problemWithName(names[i]);
    if (problem.length > 0) problems.at(field.place, `${names[i]}: ${problem}`);
  }
  return names;
}

/** Checks that people can enter; false with a problem about the whole image. */
export function checkWorld(world: World, path: string, problems: Problems): bool {
  const place = new Place(path, 0);
  if (world.start == 0) return problems.at(place, 'nobody could begin anywhere: add an entry world with a field start');
  if (world.playerPrototype == 0)
    return problems.at(place, 'nobody could make a player: add a field player to the entry world');
  if (world.guestPrototype == 0)
    return problems.at(place, 'nobody could enter as a guest: add a field guest to the entry world');
  return true;
}
