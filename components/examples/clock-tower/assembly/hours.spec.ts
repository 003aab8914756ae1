import { hourName, nextHour, strokes } from './hours';

export function testTwelveIsFollowedByOne(): void {
  let hour = 12;
  for (let i = 0; i < 24; i++) hour = nextHour(hour);
  assert(hour == 12, 'a day has two rounds');
  assert(nextHour(12) == 1);
}

export function testStrokesAreCountedInWords(): void {
  assert(strokes(1) == 'once');
  assert(strokes(2) == 'twice');
  assert(strokes(12) == 'twelve times');
  assert(hourName(7) == 'seven');
}
