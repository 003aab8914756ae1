import { DatumKind } from '../values/datum';
import { TupleReader, TupleWriter } from '../values/tuple';
import { Restriction, RestrictionKind } from './restriction';

/** A selector, with the verbs that are defined for it. */
export class Selector {
  /** Grows whenever the world is read anew: a selector from before does not know of verbs that were defined since. */
  static reading: u32 = 0;
  /** The reading that it belongs to. */
  readonly reading: u32 = Selector.reading;

  /** The words before the colons; none for `look`. */
  readonly keywords: Array<string>;
  readonly verbs: Array<Verb> = [];
  /** Whether some verb takes an object in a role, by the object's role key and the role: see `takes`. */
  readonly taken: Map<u64, bool> = new Map<u64, bool>();
  /** The first verbs by what they are restricted to: as many as `known` says. */
  private readonly bySignature: Map<string, Verb> = new Map<string, Verb>();
  private known: i32 = 0;

  constructor(readonly text: string) {
    this.keywords = keywordsOf(text);
  }

  /** Where a role stands in messages: the actor is 0, keywords follow, `here` is the last. -1 when there is no such role. */
  indexOfRole(role: string): i32 {
    if (role == 'actor') return 0;
    if (role == 'here') return this.keywords.length + 1;
    const index = this.keywords.indexOf(role);
    return index < 0 ? -1 : index + 1;
  }

  /** The name of a role by where it stands. */
  roleAt(index: i32): string {
    if (index == 0) return 'actor';
    return index > this.keywords.length ? 'here' : this.keywords[index - 1];
  }

  /** The verb that has the same restrictions as one that is to be defined, or null. */
  rivalOf(verb: Verb): Verb | null {
    while (this.known < this.verbs.length) {
      const other = this.verbs[this.known++];
      this.bySignature.set(other.signature, other);
    }
    const signature = verb.signature;
    return this.bySignature.has(signature) ? this.bySignature.get(signature) : null;
  }

  /** Roles of its messages, the actor and `here` among them. */
  get roleCount(): i32 {
    return this.keywords.length + 2;
  }
}

/** The words of a selector: `put`, `in` for `put:in:`; none for a selector without a colon. */
export function keywordsOf(selector: string): Array<string> {
  if (!selector.endsWith(':')) return [];
  return selector.substring(0, selector.length - 1).split(':');
}

/** A method: which program answers messages with a selector when the roles fit. */
export class Verb {
  /** Who defined it while the world ran; 0 for what files define. */
  author: u64 = 0;
  /** When that was, in milliseconds since 1970. */
  sinceMs: i64 = 0;

  constructor(
    /** Its place among all verbs: what another instance of the driver finds it by. */
    readonly index: i32,
    readonly selector: Selector,
    /** For each role: the actor, keywords in order, `here`. */
    readonly restrictions: Array<Restriction>,
    readonly program: string,
    /** Which of the program's functions. */
    readonly entry: string,
    readonly help: string,
    /** How it is typed. */
    readonly commands: Array<string>,
    /** The program whose files define it; empty for the world image. */
    readonly source: string,
    /** The number of its slot. */
    readonly number: i32,
  ) {}

  /** Whether it has the same restrictions as another of its selector, so that no message could prefer one of them. */
  rivals(other: Verb): bool {
    for (let i = 0; i < this.restrictions.length; i++) {
      if (!this.restrictions[i].equals(other.restrictions[i])) return false;
    }
    return true;
  }

  /** What it is restricted to, as text: equal for verbs that rival each other. */
  get signature(): string {
    let signature = '';
    for (let i = 0; i < this.restrictions.length; i++) signature += this.restrictions[i].signature;
    return signature;
  }

  /** What answers, for people: `commands take`. */
  get answerer(): string {
    return `${this.program} ${this.entry}`;
  }

  /** The role to restrict further so that messages can prefer it: a keyword that is not restricted, or else the first one. */
  get decidingRole(): string {
    const keywords = this.selector.keywords.length;
    for (let i = 1; i <= keywords; i++) {
      if (this.restrictions[i].kind == RestrictionKind.Anything) return this.selector.roleAt(i);
    }
    return this.selector.roleAt(min(keywords, 1));
  }

  write(writer: TupleWriter): void {
    writer.text(this.selector.text).text(this.program).text(this.entry).text(this.help).open();
    for (let i = 0; i < this.restrictions.length; i++) {
      const restriction = this.restrictions[i];
      const isValue = restriction.kind == RestrictionKind.Value;
      writer.integer(restriction.kind).ref(isValue ? <u64>restriction.valueKind : restriction.prototype);
    }
    writer.close().open();
    for (let i = 0; i < this.commands.length; i++) writer.text(this.commands[i]);
    writer.close().text(this.source).ref(this.author).integer(this.sinceMs);
  }
}

/** Reads what `Verb.write` wrote, after the selector. */
export function readVerb(index: i32, number: i32, selector: Selector, reader: TupleReader): Verb {
  const program = reader.text();
  const entry = reader.text();
  const help = reader.text();
  const restrictions = new Array<Restriction>();
  for (reader.open(); reader.more();) {
    const kind = <RestrictionKind>reader.integer();
    const ref = reader.ref();
    const isValue = kind == RestrictionKind.Value;
    restrictions.push(isValue ? Restriction.toValue(<DatumKind>ref) : new Restriction(kind, ref));
  }
  reader.close();
  const commands = new Array<string>();
  for (reader.open(); reader.more();) commands.push(reader.text());
  reader.close();
  const source = reader.more() ? reader.text() : '';
  const verb = new Verb(index, selector, restrictions, program, entry, help, commands, source, number);
  if (reader.more()) {
    verb.author = reader.ref();
    verb.sinceMs = reader.integer();
  }
  return verb;
}
