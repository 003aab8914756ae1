import { describeMe } from './appearance';
import { ring, ringNothing } from './bell';
import { inDark } from './dark';
import {
  examine,
  examineContainer,
  examineDoor,
  examineExit,
  examineLight,
  examineOpenable,
  examinePerson,
  examinePlace,
  examineReadable,
  examineSurface,
  search,
  searchNothing,
} from './examine';
import { give, giveToThing } from './give';
import { go, goThroughDoor, goThroughShutter } from './go';
import { buildAsGuest } from './guests';
import { help, helpOn } from './help';
import { home } from './home';
import { inventory } from './inventory';
import { douse, douseNothing, light, lightNothing } from './light';
import { bolt, lock, lockNothing, lockWith, unlock, unlockNothing, unlockWith } from './lock';
import { look, lookInDark } from './look';
import { tryLuck } from './lot';
import {
  examineMechanism,
  moveShutterByHand,
  operate,
  operateNothing,
  operatePerson,
  shift,
  showInPlace,
  stop,
  stopNothing,
  wind,
  windNothing,
} from './mechanism';
import {
  close,
  closeExit,
  closeNothing,
  open,
  openContainer,
  openExit,
  openLockable,
  openNothing,
  swing,
} from './open';
import { putIn, putInNothing, putInPerson, putOn, putOnNothing } from './put';
import { goHome } from './keys';
import { read, readBook, readNothing, write, writeNowhere } from './read';
import { drop, take, takeExit, takeFixed, takeFrom, takeFromPerson, takePerson, takePlace } from './take';
import { emote, page, say, whisper, whisperToThing } from './talk';
import { quit, quitAsGuest, who } from './who';

/** What `run` lines of the image may name. */
export const entries = new Map<string, () => void>();

entries.set('bolt', bolt);
entries.set('build-as-guest', buildAsGuest);
entries.set('close', close);
entries.set('close-exit', closeExit);
entries.set('close-nothing', closeNothing);
entries.set('describe-me', describeMe);
entries.set('douse', douse);
entries.set('douse-nothing', douseNothing);
entries.set('drop', drop);
entries.set('emote', emote);
entries.set('examine', examine);
entries.set('examine-container', examineContainer);
entries.set('examine-door', examineDoor);
entries.set('examine-exit', examineExit);
entries.set('examine-light', examineLight);
entries.set('examine-mechanism', examineMechanism);
entries.set('examine-openable', examineOpenable);
entries.set('examine-person', examinePerson);
entries.set('examine-place', examinePlace);
entries.set('examine-readable', examineReadable);
entries.set('examine-surface', examineSurface);
entries.set('give', give);
entries.set('give-to-thing', giveToThing);
entries.set('go', go);
entries.set('go-home', goHome);
entries.set('go-through-door', goThroughDoor);
entries.set('go-through-shutter', goThroughShutter);
entries.set('help', help);
entries.set('help-on', helpOn);
entries.set('home', home);
entries.set('in-dark', inDark);
entries.set('inventory', inventory);
entries.set('light', light);
entries.set('light-nothing', lightNothing);
entries.set('lock', lock);
entries.set('lock-nothing', lockNothing);
entries.set('lock-with', lockWith);
entries.set('look', look);
entries.set('look-in-dark', lookInDark);
entries.set('move-shutter-by-hand', moveShutterByHand);
entries.set('open', open);
entries.set('open-container', openContainer);
entries.set('open-exit', openExit);
entries.set('open-lockable', openLockable);
entries.set('open-nothing', openNothing);
entries.set('operate', operate);
entries.set('operate-nothing', operateNothing);
entries.set('operate-person', operatePerson);
entries.set('page', page);
entries.set('put-in', putIn);
entries.set('put-in-nothing', putInNothing);
entries.set('put-in-person', putInPerson);
entries.set('put-on', putOn);
entries.set('put-on-nothing', putOnNothing);
entries.set('quit', quit);
entries.set('quit-as-guest', quitAsGuest);
entries.set('read', read);
entries.set('read-book', readBook);
entries.set('read-nothing', readNothing);
entries.set('ring', ring);
entries.set('ring-nothing', ringNothing);
entries.set('say', say);
entries.set('search', search);
entries.set('search-nothing', searchNothing);
entries.set('shift', shift);
entries.set('show-in-place', showInPlace);
entries.set('stop', stop);
entries.set('stop-nothing', stopNothing);
entries.set('swing', swing);
entries.set('take', take);
entries.set('take-exit', takeExit);
entries.set('take-fixed', takeFixed);
entries.set('take-from', takeFrom);
entries.set('take-from-person', takeFromPerson);
entries.set('take-person', takePerson);
entries.set('take-place', takePlace);
entries.set('try-luck', tryLuck);
entries.set('unlock', unlock);
entries.set('unlock-nothing', unlockNothing);
entries.set('unlock-with', unlockWith);
entries.set('whisper', whisper);
entries.set('whisper-to-thing', whisperToThing);
entries.set('who', who);
entries.set('wind', wind);
entries.set('wind-nothing', windNothing);
entries.set('write', write);
entries.set('write-nowhere', writeNowhere);
