import anyTest from 'ava';
import type { TestFn } from 'ava';
import { removeFolder, startHost } from '../host-process.ts';
import type { HostProcess } from '../host-process.ts';
import { Terminal } from '../player.ts';

/** Ann is the first player, so the administrator; Bob is a programmer like everybody else; Wren is a guest. */
const test = anyTest as TestFn<{ host: HostProcess; ann: Terminal; bob: Terminal; wren: Terminal }>;

test.before(async (t) => {
  const host = await startHost({ env: { ATRIUM_COMMANDS_PER_SECOND: '1000000' } });
  const ann = await Terminal.enter(host.terminalPort, 'Ann');
  const bob = await Terminal.enter(host.terminalPort, 'Bob');
  t.context = { host, ann, bob, wren: await Terminal.enter(host.terminalPort) };
});

test.after.always(async (t) => {
  await t.context.host.stop();
  await removeFolder(t.context.host.data);
});

test.serial('kinds of what is there already get verbs of programs that are there already', async (t) => {
  const { bob, wren } = t.context;
  await bob.does('@kind foghorn is bell', 'There is a kind called foghorn now.');
  await bob.does('@create brass horn as foghorn', 'You make a brass horn.');
  await bob.does('@set near of brass horn to It bellows.', 'The property near of the brass horn is now: It bellows.');
  await bob.does('drop horn', 'You drop the brass horn.');
  await wren.does('blow horn', 'I don\'t know how to "blow".');
  await bob.does(
    '@verb blow: for blow @ foghorn runs commands read typed blow <blow>; sound <blow> -- Blows a horn.',
    'blow: is answered by commands read from now on.',
  );
  await wren.does('help sound', 'Blows a horn.');
  await bob.does('@verbs horn', 'blow: for blow @ foghorn runs commands read (Bob,');
  await bob.does('@undefine blow: for blow @ foghorn', 'Nothing answers blow: for blow @ foghorn any more.');
  await wren.does('blow horn', 'I don\'t know how to "blow".');
  await bob.does('@undo verb blow:', 'blow: is answered by commands read again.');
  await wren.does('help sound', 'Blows a horn.');
  t.pass();
});

test.serial('what is not said well is answered with how to say it', async (t) => {
  const { bob } = t.context;
  await bob.does('@verb blow:', 'Write @verb SELECTOR for ROLES runs PROGRAM FUNCTION');
  await bob.does('@verb blow: for blow @ foghorn', 'Write @verb SELECTOR for ROLES runs PROGRAM FUNCTION');
  await bob.does('@verb blow: for blow @ trombone runs commands read', 'Nothing in this world is called $trombone.');
  await bob.does('@verb blow: for blow runs commands read', 'The thing belongs to the world.');
  await bob.does('@undefine blow: for blow = foghorn', 'There is no verb blow: for blow = foghorn');
  await bob.does('@undo verb take:', 'You have changed no verb take:');
  await bob.does('@history nothing:', 'There was never a verb nothing:.');
  await bob.does('@kind foghorn is thing', 'Something is called $foghorn already: choose another name.');
  await bob.does('@kind it is thing', '"it" is a pronoun');
  await bob.does('@kind lighthouse is player', 'Player is for people, who are made by entering the world.');
  await bob.does('@kind lighthouse is foghorn, foghorn', 'Foghorn stands twice: name each prototype once.');
  await bob.does('@property depth of foghorn is fathoms', 'There is no type fathoms: write one of');
  await bob.does('@property depth of foghorn is integer = deep', 'The default is no integer.');
  await bob.does('@property Depth of foghorn is integer', 'no name for a property');
  await bob.does('@property depths of foghorn is integers = 3, x', 'The default is no integers.');
  await bob.does(
    '@property depths of foghorn is integers = 3, -4, private',
    'Every foghorn has the property depths now.',
  );
  await bob.does('@property pair of foghorn is objects = $foghorn, bell', 'Every foghorn has the property pair now.');
  await bob.does('@property pair of foghorn is objects = foghorn, trombone', 'The default is no objects.');
  await bob.does('@examine horn', 'foghorn/pair (objects, default): foghorn, bell');
  await bob.does('@undeclare depth of foghorn', 'Foghorn declares no property depth.');
  await bob.does('@find depth is 3', 'Say which kind declares it.');
  await bob.does('@find foghorn/depth is 3', 'Things are not found by foghorn/depth');
  await bob.does('@property depth of foghorn is integer = -3, indexed', 'Every foghorn has the property depth now.');
  await bob.does('@find foghorn/depth is deep', 'foghorn/depth is of the type integer: say a value of that.');
  await bob.does('@find foghorn/depth is -3', 'Nothing holds that.');
  await bob.does('@set depth of horn to 4', 'The property depth of the brass horn is now: 4');
  await bob.does('@find foghorn/depth is 4', 'brass horn in Atrium');
  await bob.does('@name horn as sea horn', 'Commands that change the world know the brass horn as $sea-horn now');
  await bob.does('@find foghorn/depth is 4', 'brass horn ($sea-horn) in Atrium');
  await bob.does('@unname horn', 'The brass horn has no name of its own any more.');
  await bob.does('@unname horn', 'The brass horn has no name in the directory.');
  await bob.does('@unname $foghorn', 'Foghorn is a prototype');
  await bob.does('@prototypes horn is exit', 'The brass horn is not an exit and cannot become one: make another.');
  t.pass();
});

test.serial('rights are given, listed and taken back, and only by those who have them', async (t) => {
  const { ann, bob } = t.context;
  await bob.does('@grant everything on horn to Ann', 'Rights are state, program, grant');
  await bob.does('@grant state on horn to Ann for ever', 'Say for how many uses.');
  await bob.does('@grant state on horn to Ann for 2 uses', 'Ann may see, call, state the brass horn now.');
  await bob.does('@grants horn', 'Ann may see, call, state, 2 uses left (Bob,');
  await bob.does('@revoke Wren of horn', 'Nothing on the brass horn was given to Wren.');
  await bob.does('@revoke Ann of horn', 'That is taken back');
  await bob.does('@grants horn', 'Nobody has been given rights on the brass horn.');
  await bob.does('@grant state on fountain to Ann', 'belongs to the world.');
  await ann.does('@audit', 'Bob could not');
  await bob.does('@audit', "You can't @audit.");
  t.pass();
});

test.serial('guests change nothing', async (t) => {
  const { wren } = t.context;
  for (const line of ['@kind horn is thing', '@verb a: runs b c', '@history take:', '@find a/b is c', '@audit'])
    await wren.does(line, "You can't");
  await wren.does('step down', 'You have no powers to lay down.');
  t.pass();
});
