const HOURS: StaticArray<string> = [
  'one',
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine',
  'ten',
  'eleven',
  'twelve',
];

/** An hour as people say it, from 1 to 12. */
export function hourName(hour: i32): string {
  return HOURS[hour - 1];
}

/** The hour after another: twelve is followed by one. */
export function nextHour(hour: i32): i32 {
  return (hour % 12) + 1;
}

/** How often the clock strikes: "once", "four times". */
export function strokes(hour: i32): string {
  return hour == 1 ? 'once' : hour == 2 ? 'twice' : hourName(hour) + ' times';
}
