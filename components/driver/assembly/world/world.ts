import * as clock from '../../bindings/kernel-task/clock';
import * as slots from '../../bindings/kernel-store/slots';
import { Selector, Verb, readVerb } from '../dispatch/verb';
import { Grammar } from '../parse/grammar';
import { TextBuilder } from '../values/text-builder';
import { TextTable } from '../values/text-table';
import { TupleReader } from '../values/tuple';
import { beginEpoch, forgetObjects } from './cache';
import { forgetIdentifiers, identified } from './identifiers';
import { Known } from './known';

/** The identifier of the object that holds what is one for the whole world. No identifier of an image can be the same. */
export const WORLD_IDENTIFIER = '$world';
/** Before a verb's number, in six digits. */
export const VERB_PREFIX = 'verb/';
/** Digits of that number, so that slots come in the order of verbs. */
const VERB_DIGITS = 6;
/** Before a topic's name. */
export const TOPIC_PREFIX = 'topic/';
/** Before a shorthand, a synonym, a pronoun, an irregular plural. */
export const SHORTHAND_PREFIX = 'shorthand/';
export const SYNONYM_PREFIX = 'synonym/';
export const PRONOUN_PREFIX = 'pronoun/';
export const PLURAL_PREFIX = 'plural/';

/** Ref: changes whenever files were loaded, or definitions changed otherwise. */
export const LOADED = 'loaded';

/** The slot of the verb with a number. */
export function verbSlot(number: i32): string {
  return VERB_PREFIX + number.toString().padStart(VERB_DIGITS, '0');
}

/** What is one for the whole world: verbs, topics, grammar, where people begin. */
export class World {
  title: string = 'A world';
  welcome: string = '';
  arrival: string = '';
  start: u64 = 0;
  playerPrototype: u64 = 0;
  guestPrototype: u64 = 0;
  administratorPrototype: u64 = 0;
  guestNames: Array<string> = [];
  /** The object that lists who is connected. */
  people: u64 = 0;

  readonly selectors: TextTable<Selector> = new TextTable<Selector>();
  readonly verbs: Array<Verb> = [];
  readonly topics: TextTable<string> = new TextTable<string>();
  readonly grammar: Grammar = new Grammar();
  /** Slots of topics and words of the grammar that come with a program, and which program. */
  readonly sources: TextTable<string> = new TextTable<string>();
  /** Slots that were left out when this was read: what the program named `without` had defined. */
  readonly leftOut: Array<string> = [];
  /** One more than the highest number of a verb's slot. */
  nextNumber: i32 = 0;
  private cachedKnown: Known | null = null;
  /** What restrictions of verbs name. */
  private readonly named: Set<u64> = new Set<u64>();

  constructor(
    readonly oid: u64,
    readonly version: u64,
    /** A program whose definitions are not read; empty to read all. */
    private readonly without: string = '',
  ) {}

  /** The prototypes that the driver itself knows. */
  get known(): Known {
    let known = this.cachedKnown;
    if (known === null) {
      known = new Known();
      this.cachedKnown = known;
    }
    return known;
  }

  /** The selector with a text; one without verbs when there is none. */
  selector(text: string): Selector {
    const index = this.selectors.indexOf(text);
    return index < 0 ? new Selector(text) : this.selectors.valueAt(index);
  }

  /** The selector whose text a builder holds. */
  selectorWritten(builder: TextBuilder): Selector {
    const index = builder.indexIn(this.selectors);
    return index < 0 ? new Selector(builder.finish()) : this.selectors.valueAt(index);
  }

  /** Keeps a selector that `selector` gave. */
  defineSelector(selector: Selector): void {
    if (!this.selectors.has(selector.text)) this.selectors.set(selector.text, selector);
  }

  /** Adds a verb at the end. */
  define(verb: Verb): void {
    this.verbs.push(verb);
    verb.selector.verbs.push(verb);
    for (let i = 0; i < verb.restrictions.length; i++) {
      if (verb.restrictions[i].prototype != 0) this.named.add(verb.restrictions[i].prototype);
    }
  }

  /** Whether a restriction of some verb names an object. */
  isNamed(oid: u64): bool {
    return this.named.has(oid);
  }

  decode(bytes: Uint8Array): void {
    let at = bytes.dataStart;
    const end = at + bytes.length;
    while (at < end) {
      const nameSize = load<u32>(at);
      const value = at + 8 + nameSize;
      const valueSize = load<u32>(value - 4);
      this.decodeSlot(String.UTF8.decodeUnsafe(at + 4, nameSize), reader.over(value, valueSize));
      at = value + valueSize;
    }
    this.grammar.compile(this.verbs);
  }

  private decodeSlot(slot: string, reader: TupleReader): void {
    if (slot.startsWith(VERB_PREFIX)) this.decodeVerb(slot, reader);
    else if (slot.startsWith(TOPIC_PREFIX)) this.decodeText(this.topics, slot, TOPIC_PREFIX, reader);
    else if (slot.startsWith(SHORTHAND_PREFIX)) {
      this.decodeText(this.grammar.shorthands, slot, SHORTHAND_PREFIX, reader);
    } else if (slot.startsWith(SYNONYM_PREFIX)) this.decodeText(this.grammar.synonyms, slot, SYNONYM_PREFIX, reader);
    else if (slot.startsWith(PRONOUN_PREFIX)) this.decodeText(this.grammar.pronouns, slot, PRONOUN_PREFIX, reader);
    else if (slot.startsWith(PLURAL_PREFIX)) this.decodeText(this.grammar.plurals, slot, PLURAL_PREFIX, reader);
    else if (slot == 'title') this.title = reader.text();
    else if (slot == 'welcome') this.welcome = reader.text();
    else if (slot == 'arrival') this.arrival = reader.text();
    else if (slot == 'start') this.start = reader.ref();
    else if (slot == 'player') this.playerPrototype = reader.ref();
    else if (slot == 'guest') this.guestPrototype = reader.ref();
    else if (slot == 'administrator') this.administratorPrototype = reader.ref();
    else if (slot == 'people') this.people = reader.ref();
    else if (slot == 'guest-names') while (reader.more()) this.guestNames.push(reader.text());
  }

  private decodeVerb(slot: string, reader: TupleReader): void {
    const number = <i32>parseInt(slot.substring(VERB_PREFIX.length));
    this.nextNumber = max(this.nextNumber, number + 1);
    const selector = this.selector(reader.text());
    const verb = readVerb(this.verbs.length, number, selector, reader);
    if (this.without.length > 0 && verb.source == this.without) {
      this.leftOut.push(slot);
      return;
    }
    this.defineSelector(selector);
    this.define(verb);
  }

  private decodeText(table: TextTable<string>, slot: string, prefix: string, reader: TupleReader): void {
    const text = reader.text();
    const source = reader.more() ? reader.text() : '';
    if (this.without.length > 0 && source == this.without) {
      this.leftOut.push(slot);
      return;
    }
    table.set(slot.substring(prefix.length), text);
    if (source.length > 0) this.sources.set(slot, source);
  }
}

const reader = new TupleReader();
const EMPTY = new World(0, 0);
let current: World = EMPTY;
/** Whether this task has changed definitions since `current` was read. */
let outdated: bool = false;

/** The world as this task sees it. `beginTask` has been called. */
export function world(): World {
  return current;
}

/**
 * To be called first in every task: nothing that this instance remembers is used before it was compared with the store.
 * One read tells whether verbs, grammar or prototypes have changed since.
 */
export function beginTask(): void {
  beginEpoch(clock.run());
  compareWorld();
}

/** To be called first in every call from another instance: in which run of a task, and the version of the world that it read there. */
export function joinTask(run: u64, version: u64): void {
  beginEpoch(run);
  if (outdated || current.version != version) compareWorld();
}

function compareWorld(): void {
  outdated = false;
  if (current.oid != 0 && slots.version(current.oid) == current.version) return;
  forgetWorld();
  const oid = identified(WORLD_IDENTIFIER);
  if (oid == 0) return;
  const loaded = new World(oid, slots.version(oid));
  current = loaded;
  loaded.decode(slots.load(oid));
}

/** To be called when this task has changed verbs, declarations, prototypes of prototypes or names of the directory. */
export function outdateWorld(): void {
  outdated = true;
}

/** To be called before messages are sent, and objects seen or changed: what this task has defined counts from then on. */
export function refreshWorld(): void {
  if (outdated) compareWorld();
}

/** Forgets the world and all objects. */
export function forgetWorld(): void {
  current = EMPTY;
  Selector.reading++;
  forgetObjects();
  forgetIdentifiers();
}
