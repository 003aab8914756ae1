import { COUNTED_NAMES } from '../authority/quotas';
import { Datum, NOTHING } from '../values/datum';
import { TupleReader } from '../values/tuple';
import { isCapitalised, lowerCase } from '../values/text';
import { Property } from './property';
import { Shape } from './shape';
import * as names from './slot-names';

const NO_TEXTS: Array<string> = [];
const NO_OIDS: Array<u64> = [];
const NO_PROPERTIES: Array<Property> = [];
const reader = new TupleReader();

/** "An owl", but "a lamp": whether a name takes `an`, by its first letter. Names that sound otherwise have their own article. */
const VOWELS = 'aeiou';

/** One object of the world, as its slots were when they were last read. Properties are decoded when they are asked for. */
export class WorldObject {
  /** The stamp its slots had; see `slots.version`. */
  version: u64 = 0;
  /** The epoch in which the stamp was last compared. */
  epoch: u32 = 0;

  identifier: string = '';
  name: string = '';
  aliases: Array<string> = NO_TEXTS;
  /** Its own indefinite article; null when it has none of its own. */
  article: string | null = null;
  isPrototype: bool = false;
  /** How many timers it has. */
  timers: i32 = 0;
  /** The program whose files define it; empty for all else. */
  source: string = '';
  prototypes: Array<u64> = NO_OIDS;
  owner: u64 = 0;
  ownedCount: i64 = 0;
  ownedBytes: i64 = 0;
  ownedTimers: i64 = 0;
  /** On a prototype: the powers that it gives. */
  may: u32 = 0;
  /** On a prototype: how much those may own who delegate to it; null when it says nothing. */
  quotas: StaticArray<i64> | null = null;
  /** Whether it is somebody who has stepped down from their powers. */
  isSteppedDown: bool = false;
  location: u64 = 0;
  /** What it holds, in the order it came to be there. */
  contents: Array<u64> = NO_OIDS;
  /** The properties it declares. */
  declared: Array<Property> = NO_PROPERTIES;

  /** A player's connection, 0 without. */
  connection: u64 = 0;
  /** The transport of that connection. */
  transport: i32 = 0;
  /** Whether it is a player whom a connection left a moment ago. */
  isAsleep: bool = false;

  /** What the dispatch of messages finds rankings by; 0 until it is known. */
  roleKey: u64 = 0;

  private arrivals: Array<i64> = [];
  private slots: Uint8Array = NO_SLOTS;
  private read: Array<Property> = NO_PROPERTIES;
  private values: Array<Datum> = NO_DATA;
  private cachedShape: Shape | null = null;
  private lowered: string | null = null;
  private definite: string | null = null;
  private indefinite: string | null = null;

  constructor(readonly oid: u64) {}

  /** Whether it has slots: an object that was recycled has none. */
  get exists(): bool {
    return this.version != 0;
  }

  /** What it has of its prototypes; somebody who has stepped down delegates to none that give powers. */
  get shape(): Shape {
    let shape = this.cachedShape;
    if (shape === null) {
      shape = Shape.of(this.prototypes);
      if (this.isSteppedDown) shape = shape.withoutPowers();
      this.cachedShape = shape;
    }
    return shape;
  }

  /** Its name in lower case, as commands are matched with it. */
  get loweredName(): string {
    let lowered = this.lowered;
    if (lowered === null) {
      lowered = lowerCase(this.name);
      this.lowered = lowered;
    }
    return lowered;
  }

  /** Its name with the definite article. */
  get definiteName(): string {
    const known = this.definite;
    if (known !== null) return known;
    const definite = this.takesNoArticle ? this.name : 'the ' + this.name;
    this.definite = definite;
    return definite;
  }

  /** Its name with the indefinite article. */
  get indefiniteName(): string {
    const known = this.indefinite;
    if (known !== null) return known;
    const indefinite = this.takesNoArticle ? this.name : this.indefiniteArticle + ' ' + this.name;
    this.indefinite = indefinite;
    return indefinite;
  }

  private get indefiniteArticle(): string {
    const own = this.article;
    if (own !== null) return own;
    return VOWELS.includes(this.loweredName.charAt(0)) ? 'an' : 'a';
  }

  private get takesNoArticle(): bool {
    const own = this.article;
    return own === null ? isCapitalised(this.name) || this.name.length == 0 : own.length == 0;
  }

  /** Forgets everything and takes over the slots as `slots.load` gives them. */
  decode(bytes: Uint8Array): void {
    this.clear();
    this.slots = bytes;
    let at = bytes.dataStart;
    const end = at + bytes.length;
    while (at < end) {
      const nameSize = load<u32>(at);
      const name = at + 4;
      const valueSize = load<u32>(name + nameSize);
      const value = name + nameSize + 4;
      this.decodeSlot(name, nameSize, value, valueSize);
      at = value + valueSize;
    }
    this.sortContents();
  }

  private clear(): void {
    this.identifier = '';
    this.name = '';
    this.aliases = NO_TEXTS;
    this.article = null;
    this.isPrototype = false;
    this.source = '';
    this.timers = 0;
    this.prototypes = NO_OIDS;
    this.owner = 0;
    this.ownedCount = 0;
    this.ownedBytes = 0;
    this.ownedTimers = 0;
    this.may = 0;
    this.quotas = null;
    this.isSteppedDown = false;
    this.location = 0;
    this.contents = NO_OIDS;
    this.arrivals = NO_ARRIVALS;
    this.declared = NO_PROPERTIES;
    this.connection = 0;
    this.transport = 0;
    this.isAsleep = false;
    this.read = NO_PROPERTIES;
    this.values = NO_DATA;
    this.cachedShape = null;
    this.roleKey = 0;
    this.forgetNames();
  }

  /** Takes over that somebody steps down from their powers, or up again. */
  stepTo(down: bool): void {
    this.isSteppedDown = down;
    this.cachedShape = null;
    this.roleKey = 0;
  }

  /** To be called when the name or the article has changed. */
  forgetNames(): void {
    this.lowered = null;
    this.definite = null;
    this.indefinite = null;
  }

  private decodeSlot(name: usize, nameSize: u32, value: usize, valueSize: u32): void {
    reader.over(value, valueSize);
    const first = load<u8>(name);
    if (first == 0x3d || first == 0x7e) return; // A property, decoded when it is asked for; or what a loader remembers.
    if (first == 0x63 && nameSize > 2 && load<u8>(name, 1) == 0x2f) return this.decodeContent(name + 2, nameSize - 2);
    const slot = String.UTF8.decodeUnsafe(name, nameSize);
    if (first == 0x2b) {
      if (this.declared === NO_PROPERTIES) this.declared = [];
      this.declared.push(Property.read(this.oid, slot.substring(1), reader));
    } else if (slot == names.NAME) this.name = reader.text();
    else if (slot == names.LOCATION) this.location = reader.ref();
    else if (slot == names.PROTOTYPES) this.prototypes = readRefs();
    else if (slot == names.ALIASES) this.aliases = readTexts();
    else if (slot == names.ARTICLE) this.article = reader.text();
    else if (slot == names.OWNER) this.owner = reader.ref();
    else if (slot == names.OWNED_COUNT) this.ownedCount = reader.integer();
    else if (slot == names.OWNED_BYTES) this.ownedBytes = reader.integer();
    else if (slot == names.OWNED_TIMERS) this.ownedTimers = reader.integer();
    else if (slot == names.MAY) this.may = <u32>reader.integer();
    else if (slot == names.QUOTA) this.quotas = readQuotas();
    else if (slot == names.STEPPED_DOWN) this.isSteppedDown = reader.truth();
    else if (slot == names.IDENTIFIER) this.identifier = reader.text();
    else if (slot == names.IS_PROTOTYPE) this.isPrototype = reader.truth();
    else if (slot.startsWith(names.TIMER_PREFIX)) this.timers++;
    else if (slot == names.SOURCE) this.source = reader.text();
    else if (slot == names.ASLEEP) this.isAsleep = true;
    else if (slot == names.CONNECTION) {
      this.connection = reader.ref();
      this.transport = <i32>reader.integer();
    }
  }

  private decodeContent(name: usize, size: u32): void {
    let oid: u64 = 0;
    for (let i: u32 = 0; i < size; i++) {
      const code = load<u8>(name + i);
      oid = (oid << 4) | (<u64>(code < 58 ? code - 48 : code - 87));
    }
    if (this.contents === NO_OIDS) {
      this.contents = [];
      this.arrivals = [];
    }
    this.contents.push(oid);
    this.arrivals.push(reader.integer());
  }

  /** Sorts by arrival. Most objects hold little; a full room costs a merge sort only when it was read anew. */
  private sortContents(): void {
    const count = this.contents.length;
    if (count < 2) return;
    const arrivals = this.arrivals;
    const contents = this.contents;
    const order = new StaticArray<i32>(count);
    const spare = new StaticArray<i32>(count);
    for (let i = 0; i < count; i++) order[i] = i;
    mergeSort(order, spare, 0, count, contents, arrivals);
    const sortedContents = new Array<u64>(count);
    const sortedArrivals = new Array<i64>(count);
    for (let i = 0; i < count; i++) {
      sortedContents[i] = contents[order[i]];
      sortedArrivals[i] = arrivals[order[i]];
    }
    this.contents = sortedContents;
    this.arrivals = sortedArrivals;
  }

  /** Adds something to what it holds. The list is copied, so that whoever is going through it is not disturbed. */
  addContent(oid: u64, arrival: i64): void {
    const contents = this.contents.slice();
    const arrivals = this.arrivals.slice();
    let at = contents.length;
    while (at > 0 && isLater(arrivals[at - 1], contents[at - 1], arrival, oid)) at--;
    contents.push(oid);
    arrivals.push(arrival);
    for (let i = contents.length - 1; i > at; i--) {
      contents[i] = contents[i - 1];
      arrivals[i] = arrivals[i - 1];
    }
    contents[at] = oid;
    arrivals[at] = arrival;
    this.contents = contents;
    this.arrivals = arrivals;
  }

  /** Removes something from what it holds. */
  removeContent(oid: u64): void {
    const at = this.contents.indexOf(oid);
    if (at < 0) return;
    this.contents = this.contents.slice();
    this.arrivals = this.arrivals.slice();
    this.contents.splice(at, 1);
    this.arrivals.splice(at, 1);
  }

  /** The object's own value of a property; nothing when it has none of its own. */
  held(property: Property): Datum {
    const read = this.read;
    for (let i = 0; i < read.length; i++) if (unchecked(read[i]) === property) return unchecked(this.values[i]);
    const value = this.decodeProperty(property);
    this.keep(property, value);
    return value;
  }

  /** Takes over a value that has been written to the store. */
  keep(property: Property, value: Datum): void {
    if (this.read === NO_PROPERTIES) {
      this.read = [];
      this.values = [];
    }
    const at = this.read.indexOf(property);
    if (at >= 0) {
      this.values[at] = value;
      return;
    }
    this.read.push(property);
    this.values.push(value);
  }

  private decodeProperty(property: Property): Datum {
    const wanted = property.slotBytes;
    let at = this.slots.dataStart;
    const end = at + this.slots.length;
    while (at < end) {
      const nameSize = <i32>load<u32>(at);
      const valueAt = at + 4 + nameSize;
      const valueSize = load<u32>(valueAt);
      if (nameSize == wanted.byteLength && memory.compare(at + 4, changetype<usize>(wanted), nameSize) == 0) {
        const value = Datum.unpack(reader.over(valueAt + 4, valueSize)).as(property.type);
        // Files loaded since may have declared another type.
        return property.accepts(value) ? value : NOTHING;
      }
      at = valueAt + 4 + valueSize;
    }
    return NOTHING;
  }

  /** What it declares under a name, or null. */
  declaredNamed(name: string): Property | null {
    for (let i = 0; i < this.declared.length; i++) if (this.declared[i].name == name) return this.declared[i];
    return null;
  }
}

const NO_SLOTS = new Uint8Array(0);
const NO_DATA: Array<Datum> = [];
const NO_ARRIVALS: Array<i64> = [];

function readRefs(): Array<u64> {
  const refs = new Array<u64>();
  while (reader.more()) refs.push(reader.ref());
  return refs;
}

function readQuotas(): StaticArray<i64> {
  const quotas = new StaticArray<i64>(COUNTED_NAMES.length);
  for (let i = 0; i < quotas.length; i++) quotas[i] = reader.more() ? reader.integer() : -1;
  return quotas;
}

function readTexts(): Array<string> {
  const texts = new Array<string>();
  while (reader.more()) texts.push(reader.text());
  return texts;
}

/** Whether one content came after another; of one moment the higher oid did. */
function isLater(arrival: i64, oid: u64, otherArrival: i64, otherOid: u64): bool {
  return arrival != otherArrival ? arrival > otherArrival : oid > otherOid;
}

function mergeSort(
  order: StaticArray<i32>,
  spare: StaticArray<i32>,
  start: i32,
  end: i32,
  contents: Array<u64>,
  arrivals: Array<i64>,
): void {
  if (end - start < 2) return;
  const middle = (start + end) >> 1;
  mergeSort(order, spare, start, middle, contents, arrivals);
  mergeSort(order, spare, middle, end, contents, arrivals);
  let left = start;
  let right = middle;
  for (let at = start; at < end; at++) {
    const takeRight =
      left == middle ||
      (right < end &&
        isLater(arrivals[order[left]], contents[order[left]], arrivals[order[right]], contents[order[right]]));
    spare[at] = takeRight ? order[right++] : order[left++];
  }
  for (let at = start; at < end; at++) order[at] = spare[at];
}
