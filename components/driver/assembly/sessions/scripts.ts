// Letters by script, in ranges of the Unicode Standard 16.0 (Blocks.txt, UnicodeData.txt): what a name may be written in.

/** Letters of one script, in pairs of first and last. Signs that look like punctuation (U+01C0..01C3) are left out. */
const LATIN: StaticArray<i32> = [
  0x41, 0x5a, 0x61, 0x7a, 0xc0, 0xd6, 0xd8, 0xf6, 0xf8, 0x1bf, 0x1c4, 0x2af, 0x1e00, 0x1eff,
];
const GREEK: StaticArray<i32> = [
  0x370, 0x373, 0x376, 0x377, 0x37b, 0x37d, 0x37f, 0x37f, 0x386, 0x386, 0x388, 0x38a, 0x38c, 0x38c, 0x38e, 0x3a1, 0x3a3,
  0x3f5, 0x3f7, 0x3ff, 0x1f00, 0x1fbc,
];
const CYRILLIC: StaticArray<i32> = [0x400, 0x481, 0x48a, 0x52f];
const ARMENIAN: StaticArray<i32> = [0x531, 0x556, 0x561, 0x586];
const HEBREW: StaticArray<i32> = [0x5d0, 0x5ea];
const ARABIC: StaticArray<i32> = [0x620, 0x63f, 0x641, 0x64a, 0x671, 0x6d3];
const GEORGIAN: StaticArray<i32> = [0x10d0, 0x10fa];
const HANGUL: StaticArray<i32> = [0xac00, 0xd7a3];
const HIRAGANA: StaticArray<i32> = [0x3041, 0x3096];
const KATAKANA: StaticArray<i32> = [0x30a1, 0x30fa];
const HAN: StaticArray<i32> = [0x4e00, 0x9fff];

const SCRIPTS: StaticArray<StaticArray<i32>> = [
  LATIN,
  GREEK,
  CYRILLIC,
  ARMENIAN,
  HEBREW,
  ARABIC,
  GEORGIAN,
  HANGUL,
  HIRAGANA,
  KATAKANA,
  HAN,
];
const NAMES: StaticArray<string> = [
  'Latin',
  'Greek',
  'Cyrillic',
  'Armenian',
  'Hebrew',
  'Arabic',
  'Georgian',
  'Hangul',
  'Hiragana',
  'Katakana',
  'Han',
];
/** Combining marks: they stand on the letter before them, and are left over where no letter has them built in. */
const MARKS: StaticArray<i32> = [
  0x300, 0x36f, 0x483, 0x489, 0x591, 0x5c7, 0x610, 0x61a, 0x64b, 0x65f, 0x670, 0x670, 0x6d6, 0x6ed, 0x1ab0, 0x1aff,
  0x1dc0, 0x1dff, 0x20d0, 0x20ff, 0x3099, 0x309a, 0xfe20, 0xfe2f,
];

/** The script of a letter, as a place in a list; -1 for what is no letter, or of a script that names are not written in. */
export function scriptOf(code: i32): i32 {
  for (let i = 0; i < SCRIPTS.length; i++) if (isIn(SCRIPTS[i], code)) return i;
  return -1;
}

/** What a script is called. */
export function scriptName(script: i32): string {
  return NAMES[script];
}

/** Whether a unit is a combining mark. */
export function isMark(code: i32): bool {
  return isIn(MARKS, code);
}

function isIn(ranges: StaticArray<i32>, code: i32): bool {
  for (let i = 0; i < ranges.length; i += 2) if (code >= ranges[i] && code <= ranges[i + 1]) return true;
  return false;
}
