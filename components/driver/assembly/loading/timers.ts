import { isInteger } from '../values/written';
import { isIdentifier, itemsOf, wordsOf } from '../values/text';
import { MAX_TIMERS } from '../world/object-timers';
import { Draft } from './draft';
import { Field } from './source';
import { Problems } from './problem';

const SECOND_MS: i64 = 1000;
/** A month: nobody waits longer for a thing to do something again. */
const MAX_PERIOD_MS: i64 = 31 * 24 * 3600 * SECOND_MS;

/** A timer that an object is to have from the start. */
export class Timer {
  constructor(
    readonly keyword: string,
    readonly periodMs: i64,
  ) {}
}

/** Reads `strike every 15 minutes, chime every 1 hour`; false with a problem. */
export function readTimers(draft: Draft, problems: Problems): bool {
  const field = draft.entry.field('timer');
  if (field === null) return true;
  if (draft.isPrototype)
    return problems.at(field.place, 'a prototype does nothing by itself: give the timer to an object');
  const parts = itemsOf(field.text);
  for (let i = 0; i < parts.length; i++) if (!readTimer(wordsOf(parts[i]), draft, field, problems)) return false;
  if (draft.timers.length <= MAX_TIMERS) return true;
  return problems.at(field.place, `${draft.identifier} has ${draft.timers.length} timers: the most is ${MAX_TIMERS}`);
}

function readTimer(words: Array<string>, draft: Draft, field: Field, problems: Problems): bool {
  const example = 'write KEYWORD every NUMBER seconds, minutes or hours, as in: strike every 15 minutes';
  if (words.length != 4 || words[1] != 'every' || !isInteger(words[2])) return problems.at(field.place, example);
  const keyword = words[0];
  if (!isIdentifier(keyword)) return problems.at(field.place, `"${keyword}" is no keyword: ${example}`);
  for (let i = 0; i < draft.timers.length; i++) {
    if (draft.timers[i].keyword == keyword) return problems.at(field.place, `the timer ${keyword} stands twice`);
  }
  const unitMs = unitOf(words[3]);
  if (unitMs == 0) return problems.at(field.place, `"${words[3]}" is no unit: ${example}`);
  const count = I64.parseInt(words[2]);
  if (count < 1 || count > MAX_PERIOD_MS / unitMs)
    return problems.at(
      field.place,
      `every ${words[2]} ${words[3]} is too often or too seldom: from 1 second to 31 days`,
    );
  draft.timers.push(new Timer(keyword, count * unitMs));
  return true;
}

function unitOf(word: string): i64 {
  if (word == 'second' || word == 'seconds') return SECOND_MS;
  if (word == 'minute' || word == 'minutes') return 60 * SECOND_MS;
  return word == 'hour' || word == 'hours' ? 3600 * SECOND_MS : 0;
}
