import { Place, Problems } from './problem';

const SPACE = 0x20;
const COMMENT = 0x23;
/** How far fields and their continuation lines are indented. */
const FIELD_INDENT = 2;
const CONTINUATION_INDENT = 4;
/** The store takes 90,000 bytes in a slot; the text of a field with what is around it stays below. */
const MAX_TEXT_BYTES = 60_000;
/** An entry's first line becomes the name of a slot, which may have 256 bytes, or lists prototypes. */
const MAX_HEAD_UNITS = 200;

/** One field of an entry: `name: text`. */
export class Field {
  text: string;

  constructor(
    readonly place: Place,
    readonly name: string,
    text: string,
  ) {
    this.text = text;
  }
}

/** One entry of a file: a line in the first column, and its fields. */
export class Entry {
  readonly fields: Array<Field> = [];

  constructor(
    readonly place: Place,
    /** Its first word: `object`. */
    readonly keyword: string,
    /** What follows it. */
    readonly head: string,
  ) {}

  /** The first field with a name, or null. */
  field(name: string): Field | null {
    for (let i = 0; i < this.fields.length; i++) if (this.fields[i].name == name) return this.fields[i];
    return null;
  }

  /** The text of a field; empty when there is none. */
  text(name: string): string {
    const field = this.field(name);
    return field === null ? '' : field.text;
  }
}

/** Checks that the texts of an entry can be stored; false with a problem. */
export function checkSizes(entry: Entry, problems: Problems): bool {
  if (entry.head.length > MAX_HEAD_UNITS)
    return problems.at(entry.place, `this line has over ${MAX_HEAD_UNITS} characters`);
  for (let i = 0; i < entry.fields.length; i++) {
    const field = entry.fields[i];
    if (String.UTF8.byteLength(field.text) <= MAX_TEXT_BYTES) continue;
    return problems.at(field.place, `${field.name} has over ${MAX_TEXT_BYTES} bytes: make it shorter`);
  }
  return true;
}

/** Takes a file apart into entries and adds them; false with a problem when a line has no place. */
export function readEntries(path: string, text: string, entries: Array<Entry>, problems: Problems): bool {
  let entry: Entry | null = null;
  let field: Field | null = null;
  let paragraph = false;
  let number = 0;
  for (let start = 0; start < text.length;) {
    let end = text.indexOf('\n', start);
    if (end < 0) end = text.length;
    const place = new Place(path, ++number);
    const line = text.substring(start, end).trimEnd();
    start = end + 1;
    if (line.length == 0) {
      paragraph = true;
      continue;
    }
    if (line.charCodeAt(0) == COMMENT) continue;
    if (line.indexOf('\t') >= 0) return problems.at(place, 'there is a tab: indent with spaces');
    const indent = indentOf(line);
    const content = line.substring(indent);
    if (indent == 0) {
      entry = beginEntry(place, content);
      entries.push(entry);
      field = null;
    } else if (indent == FIELD_INDENT) {
      if (entry === null) return problems.at(place, 'this field belongs to no entry: begin one in the first column');
      field = beginField(place, content);
      if (field === null) return problems.at(place, `a field is NAME: TEXT, and there is no colon in "${content}"`);
      entry.fields.push(field);
    } else if (indent == CONTINUATION_INDENT) {
      if (field === null) return problems.at(place, 'this line continues nothing: fields are indented by two spaces');
      if (field.text.length > 0) field.text += paragraph ? '\n' : ' ';
      field.text += content;
    } else {
      return problems.at(
        place,
        `it is indented by ${indent} spaces: fields are indented by 2, lines that continue one by 4`,
      );
    }
    paragraph = false;
  }
  return true;
}

function indentOf(line: string): i32 {
  let indent = 0;
  while (line.charCodeAt(indent) == SPACE) indent++;
  return indent;
}

function beginEntry(place: Place, content: string): Entry {
  const space = content.indexOf(' ');
  if (space < 0) return new Entry(place, content, '');
  return new Entry(place, content.substring(0, space), content.substring(space + 1).trim());
}

function beginField(place: Place, content: string): Field | null {
  const colon = content.indexOf(':');
  if (colon < 1) return null;
  return new Field(place, content.substring(0, colon).trimEnd(), content.substring(colon + 1).trim());
}
