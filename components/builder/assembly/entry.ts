import * as call from '../bindings/driver-objects/call';
import { describe, move, rename, renameWith, set } from './alter';
import { create, createAs } from './create';
import { declare, find, undeclare } from './declaring';
import { define, history, list, undefine, undo } from './defining';
import { dig, digAs, digBack, digBackAs, link } from './dig';
import { examine } from './examine';
import { makeKind, nameThing, setPrototypes, unnameThing } from './kinds';
import { audit, grant, grantUses, list as listGrants, revoke, stepDown, stepUp } from './granting';
import { goTo, listExits, listPlaces } from './places';
import { recycle } from './recycle';
import { release } from './roles';

/** What `run` lines of the image may name. */
const entries = new Map<string, () => void>();

entries.set('audit', audit);
entries.set('create', create);
entries.set('create-as', createAs);
entries.set('declare', declare);
entries.set('define', define);
entries.set('describe', describe);
entries.set('dig', dig);
entries.set('dig-as', digAs);
entries.set('dig-back', digBack);
entries.set('dig-back-as', digBackAs);
entries.set('examine', examine);
entries.set('exits', listExits);
entries.set('find', find);
entries.set('go', goTo);
entries.set('grant', grant);
entries.set('grant-uses', grantUses);
entries.set('grants', listGrants);
entries.set('history', history);
entries.set('kind', makeKind);
entries.set('link', link);
entries.set('move', move);
entries.set('name', nameThing);
entries.set('places', listPlaces);
entries.set('prototypes', setPrototypes);
entries.set('recycle', recycle);
entries.set('rename', rename);
entries.set('rename-with', renameWith);
entries.set('revoke', revoke);
entries.set('set', set);
entries.set('step-down', stepDown);
entries.set('step-up', stepUp);
entries.set('undeclare', undeclare);
entries.set('undefine', undefine);
entries.set('undo', undo);
entries.set('unname', unnameThing);
entries.set('verbs', list);

/** Answers the call that driver:objects describes. */
export function run(): void {
  const name = call.entry();
  if (!entries.has(name)) throw new Error(`the program builder has no function ${name}: the verb's \`run\` names it`);
  entries.get(name)();
  release();
}
