import { TupleReader, TupleWriter } from '../values/tuple';

/** What a role may be filled with. */
export enum RestrictionKind {
  /** Anything at all, which gives the verb no authority over it. */
  Anything,
  /** Text. */
  Text,
  /** An object that is or delegates to another; the verb has that one's authority over it. */
  Prototype,
}

/** The restriction of one role. */
export class Restriction {
  constructor(
    readonly kind: RestrictionKind,
    /** The prototype, or 0. */
    readonly prototype: u64,
  ) {}

  equals(other: Restriction): bool {
    return this.kind == other.kind && this.prototype == other.prototype;
  }
}

export const ANYTHING = new Restriction(RestrictionKind.Anything, 0);

/** A selector, with the verbs that are defined for it. */
export class Selector {
  /** Grows whenever the world is read anew: a selector from before does not know of verbs that were defined since. */
  static reading: u32 = 0;
  /** The reading that it belongs to. */
  readonly reading: u32 = Selector.reading;

  /** The words before the colons; none for `look`. */
  readonly keywords: Array<string>;
  readonly verbs: Array<Verb> = [];

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

  write(writer: TupleWriter): void {
    writer.text(this.selector.text).text(this.program).text(this.entry).text(this.help).open();
    for (let i = 0; i < this.restrictions.length; i++) {
      writer.integer(this.restrictions[i].kind).ref(this.restrictions[i].prototype);
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
    restrictions.push(new Restriction(kind, reader.ref()));
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
