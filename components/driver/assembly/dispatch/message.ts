import { ALL_POWERS } from '../authority/powers';
import { Datum, DatumKind } from '../values/datum';
import { TextBuilder } from '../values/text-builder';
import { objectAt } from '../world/cache';
import { world } from '../world/world';
import { Selector } from './verb';

/** What a message without keywords carries. Never written to. */
export const NO_VALUES: Array<Datum> = [];

/** A keyword message: who acts, where, and what goes with each keyword. */
export class Message {
  constructor(
    readonly selector: Selector,
    readonly actor: u64,
    /** Where the actor is, 0 for somebody nowhere. */
    readonly here: u64,
    /** What goes with each keyword of the selector. */
    readonly values: Array<Datum>,
    /** The powers of the actor that verbs may take (authority/powers.ts): a program lends no more than its own verb has. */
    readonly powers: u32 = ALL_POWERS,
  ) {}

  /** The object in a role, 0 when there is none. The actor is role 0, keywords follow, `here` is the last. */
  objectIn(role: i32): u64 {
    if (role == 0) return this.actor;
    if (role > this.values.length) return this.here;
    return unchecked(this.values[role - 1]).oid;
  }

  /** The kind of value in a role; that of an object for the actor and `here`. */
  kindIn(role: i32): DatumKind {
    if (role == 0) return this.actor == 0 ? DatumKind.Nothing : DatumKind.Object;
    if (role > this.values.length) return this.here == 0 ? DatumKind.Nothing : DatumKind.Object;
    return unchecked(this.values[role - 1]).kind;
  }

  /** The same message, to the verbs that there are now: its selector is from before some were defined. */
  reread(): Message {
    return new Message(world().selector(this.selector.text), this.actor, this.here, this.values, this.powers);
  }

  /** As people would say it: `put: the lamp in: the box`. */
  describe(builder: TextBuilder): void {
    const keywords = this.selector.keywords;
    if (keywords.length == 0) builder.text(this.selector.text);
    for (let i = 0; i < keywords.length; i++) {
      if (i > 0) builder.unit(0x20);
      builder.text(keywords[i]).text(': ');
      const value = this.values[i];
      if (value.kind == DatumKind.Object) builder.text(objectAt(value.oid).definiteName);
      else if (value.kind == DatumKind.Text) builder.unit(0x22).text(value.text).unit(0x22);
      else builder.text('a value');
    }
  }
}
