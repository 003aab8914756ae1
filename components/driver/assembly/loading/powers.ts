import { POWER_NAMES } from '../authority/powers';
import { COUNTED_NAMES } from '../authority/quotas';
import { isInteger } from '../values/written';
import { itemsOf, spokenList, wordsOf } from '../values/text';
import { Draft } from './draft';
import { Field } from './source';
import { Problems } from './problem';

/** Reads which powers a prototype gives and how much those may own who delegate to it; false with a problem. */
export function readPowers(draft: Draft, source: string, problems: Problems): bool {
  const powers = draft.entry.field('may');
  if (powers !== null && !(isAllowed(draft, powers, source, problems) && readMay(draft, powers, problems)))
    return false;
  const quota = draft.entry.field('quota');
  return quota === null || (isAllowed(draft, quota, source, problems) && readQuota(draft, quota, problems));
}

function isAllowed(draft: Draft, field: Field, source: string, problems: Problems): bool {
  if (source.length > 0)
    return problems.at(field.place, `${field.name} is for the world image to say: a program's files give no powers`);
  if (draft.isPrototype) return true;
  return problems.at(field.place, `${field.name} stands on prototypes, for whoever delegates to them`);
}

/** `build, program`. */
function readMay(draft: Draft, field: Field, problems: Problems): bool {
  const words = itemsOf(field.text);
  for (let i = 0; i < words.length; i++) {
    const power = POWER_NAMES.indexOf(words[i]);
    if (power < 0) return problems.at(field.place, `there is no power "${words[i]}": write ${listed(POWER_NAMES)}`);
    draft.may |= 1 << power;
  }
  return true;
}

/** `objects 5000, timers 200`. */
function readQuota(draft: Draft, field: Field, problems: Problems): bool {
  const quotas = new StaticArray<i64>(COUNTED_NAMES.length);
  quotas.fill(-1);
  const parts = itemsOf(field.text);
  for (let i = 0; i < parts.length; i++) {
    const words = wordsOf(parts[i]);
    const counted = words.length == 0 ? -1 : COUNTED_NAMES.indexOf(words[0]);
    if (counted < 0 || words.length != 2 || !isInteger(words[1]) || words[1].startsWith('-')) {
      return problems.at(
        field.place,
        `"${parts[i]}" is no quota: write ${listed(COUNTED_NAMES)} and a number, as in: objects 5000, timers 200`,
      );
    }
    if (quotas[counted] >= 0) return problems.at(field.place, `the quota of ${words[0]} stands twice`);
    quotas[counted] = I64.parseInt(words[1]);
  }
  draft.quotas = quotas;
  return true;
}

function listed(names: StaticArray<string>): string {
  return spokenList(names.slice<Array<string>>(), 'or');
}
