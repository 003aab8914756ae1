import { Datum, DatumKind } from '../values/datum';
import { TupleReader, TupleWriter } from '../values/tuple';
import { TextTable } from '../values/text-table';
import { propertySlot } from './slot-names';

/** Who may read a property. Written only with its prototype's authority, or the owner's. */
export enum Visibility {
  Readable,
  Private,
  /** Everybody reads it, and objects are found by it. */
  Indexed,
}

/** As files name them. */
export const VISIBILITIES: StaticArray<string> = ['readable', 'private', 'indexed'];

/**
 * A property as its prototype declares it. There is one instance for each declaration, so instances are compared by identity;
 * a change of declarations forgets all of them.
 */
export class Property {
  private static known: TextTable<Property> = new TextTable<Property>();

  /** The slot that holds an object's own value. */
  readonly slot: string;
  /** The same in UTF-8. */
  readonly slotBytes: ArrayBuffer;

  constructor(
    /** The prototype that declares it. */
    readonly prototype: u64,
    readonly name: string,
    readonly type: DatumKind,
    readonly visibility: Visibility,
    /** What objects without a value of their own have; nothing without a default. */
    readonly fallback: Datum,
    readonly documentation: string,
  ) {
    const slot = propertySlot(prototype, name);
    this.slot = slot;
    this.slotBytes = String.UTF8.encode(slot);
  }

  /** Forgets all declarations. */
  static forgetAll(): void {
    Property.known = new TextTable<Property>();
  }

  /** Reads a declaration, or finds the one that was read before. */
  static read(prototype: u64, name: string, reader: TupleReader): Property {
    const slot = propertySlot(prototype, name);
    const index = Property.known.indexOf(slot);
    if (index >= 0) return Property.known.valueAt(index);
    const type = <DatumKind>reader.integer();
    const visibility = <Visibility>reader.integer();
    const fallback = Datum.unpack(reader).as(type);
    const property = new Property(prototype, name, type, visibility, fallback, reader.text());
    Property.known.set(slot, property);
    return property;
  }

  /** Writes the declaration. */
  write(writer: TupleWriter): void {
    writer.integer(this.type).integer(this.visibility);
    this.fallback.pack(writer);
    writer.text(this.documentation);
  }

  /** Whether a value is of the declared type. */
  accepts(value: Datum): bool {
    return value.kind == this.type || value.isNothing;
  }
}
