import { TextTable } from '../values/text-table';
import { objectAt } from '../world/cache';
import { identified } from '../world/identifiers';
import { linearise } from '../world/linearisation';
import { Property } from '../world/property';
import { Place, Problems } from './problem';
import { Entry } from './source';
import { Timer } from './timers';

/** An object that files define, before it is written. */
export class Draft {
  prototypes: Array<u64> = [];
  readonly declared: Array<Property> = [];
  readonly timers: Array<Timer> = [];
  /** The powers that it gives, and how much those may own who delegate to it; null when it says nothing. */
  may: u32 = 0;
  quotas: StaticArray<i64> | null = null;
  /** Whether others may delegate to it. */
  isPrototype: bool = false;
  /** Where it is; 0 for nowhere. */
  location: u64 = 0;
  private cachedLine: StaticArray<u64> | null = null;
  private busy: bool = false;

  constructor(
    readonly entry: Entry,
    readonly oid: u64,
    readonly identifier: string,
    /** What its entry says it delegates to. */
    readonly prototypeNames: Array<string>,
    /** Whether earlier files of the same source have defined it. */
    readonly isKnown: bool,
  ) {}

  /** The linearisation without itself; null with a problem when its prototypes disagree or delegate in a circle. */
  line(drafts: Drafts, problems: Problems): StaticArray<u64> | null {
    const known = this.cachedLine;
    if (known !== null) return known;
    if (this.busy)
      return this.fail(problems, `${this.identifier} delegates to itself, through its prototypes: cut the circle`);
    this.busy = true;
    const lines = new Array<StaticArray<u64>>();
    for (let i = 0; i < this.prototypes.length; i++) {
      const line = drafts.lineOf(this.prototypes[i], problems);
      if (line === null) return this.fail(problems, 'one of its prototypes cannot be put in order');
      const whole = new StaticArray<u64>(line.length + 1);
      whole[0] = this.prototypes[i];
      for (let at = 0; at < line.length; at++) whole[at + 1] = line[at];
      lines.push(whole);
    }
    this.busy = false;
    const merged = linearise(this.prototypes, lines);
    if (merged === null) {
      const names = this.prototypeNames.join(', ');
      return this.fail(
        problems,
        `${names} cannot be put in one order: one of them, or what it delegates to, wants them the other way round`,
      );
    }
    this.cachedLine = merged;
    return merged;
  }

  private fail(problems: Problems, reason: string): StaticArray<u64> | null {
    problems.at(this.entry.place, reason);
    return null;
  }

  /** Its own declaration with a name, or null. */
  declaredNamed(name: string): Property | null {
    for (let i = 0; i < this.declared.length; i++) if (this.declared[i].name == name) return this.declared[i];
    return null;
  }
}

/** The objects that files define, by identifier and by oid; behind them those that were loaded before. */
export class Drafts {
  readonly all: Array<Draft> = [];
  private identifiers: TextTable<Draft> = new TextTable<Draft>();
  private oids: Map<u64, Draft> = new Map<u64, Draft>();

  constructor(
    /** The program that the files come with; empty for the world image. */
    readonly source: string,
  ) {}

  add(draft: Draft): void {
    this.all.push(draft);
    this.identifiers.set(draft.identifier, draft);
    this.oids.set(draft.oid, draft);
  }

  named(identifier: string): Draft | null {
    const index = this.identifiers.indexOf(identifier);
    return index < 0 ? null : this.identifiers.valueAt(index);
  }

  at(oid: u64): Draft | null {
    return this.oids.has(oid) ? this.oids.get(oid) : null;
  }

  /** The object with an identifier, in this image or loaded before; 0 when there is none. */
  oidOf(identifier: string): u64 {
    const draft = this.named(identifier);
    return draft === null ? identified(identifier) : draft.oid;
  }

  /** The oid that an identifier names; 0 with a problem when it names none. */
  find(identifier: string, place: Place, problems: Problems): u64 {
    const oid = this.oidOf(identifier);
    if (oid == 0) problems.at(place, `nothing has the identifier ${identifier}: define it, or mend the spelling`);
    return oid;
  }

  lineOf(oid: u64, problems: Problems): StaticArray<u64> | null {
    const draft = this.at(oid);
    return draft === null ? objectAt(oid).shape.line : draft.line(this, problems);
  }

  /** Whether an object is another or delegates to it. Both exist, and linearisations were checked. */
  isKind(oid: u64, prototype: u64, problems: Problems): bool {
    if (oid == prototype) return true;
    const line = this.lineOf(oid, problems);
    return line !== null && line.includes(prototype);
  }

  /** The first declaration of a property along an object's linearisation, itself first; null when there is none. */
  property(draft: Draft, name: string, problems: Problems): Property | null {
    const slash = name.indexOf('/');
    const owner = slash < 0 ? '' : name.substring(0, slash);
    const bare = slash < 0 ? name : name.substring(slash + 1);
    if ((slash < 0 || owner == draft.identifier) && draft.declaredNamed(bare) !== null)
      return draft.declaredNamed(bare);
    const line = draft.line(this, problems);
    if (line === null) return null;
    for (let i = 0; i < line.length; i++) {
      const prototype = this.at(line[i]);
      const identifier = prototype === null ? objectAt(line[i]).identifier : prototype.identifier;
      if (slash >= 0 && identifier != owner) continue;
      const property = prototype === null ? objectAt(line[i]).declaredNamed(bare) : prototype.declaredNamed(bare);
      if (property !== null) return property;
    }
    return null;
  }
}
