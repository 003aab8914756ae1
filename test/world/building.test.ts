import anyTest from 'ava';
import type { TestFn } from 'ava';
import { removeFolder, startHost } from '../host-process.ts';
import type { HostProcess } from '../host-process.ts';
import { Terminal } from '../player.ts';

/** Ann is the first player, so the administrator; Bob is a builder like everybody else; Wren is a guest. */
const test = anyTest as TestFn<{ host: HostProcess; ann: Terminal; bob: Terminal; wren: Terminal }>;

const DRAFTING_ROOM = ['east', 'north'];

test.before(async (t) => {
  const host = await startHost({ env: { ATRIUM_COMMANDS_PER_SECOND: '1000000' } });
  const enter = async (name?: string) => {
    const terminal = await Terminal.enter(host.terminalPort, name);
    for (const way of DRAFTING_ROOM) await terminal.does(way, /^(Ways|The way) out/);
    return terminal;
  };
  const ann = await enter('Ann');
  const bob = await enter('Bob');
  t.context = { host, ann, bob, wren: await enter() };
});

test.after.always(async (t) => {
  await t.context.host.stop();
  await removeFolder(t.context.host.data);
});

test.serial('a builder digs a place and the way back', async (t) => {
  const { ann, bob } = t.context;
  await bob.does('@dig hatch to Sail Loft back by ladder', 'You make a way to Sail Loft: hatch.');
  await bob.hears('The way back is: ladder.');
  await ann.hears('Bob makes a way to Sail Loft: hatch.');
  await bob.does('@dig hatch to Another Loft', 'There is a way called hatch here already.');
  await bob.does('hatch', /^Sail Loft$/);
  await ann.hears('Bob leaves by the hatch.');
  await bob.hears('A bare place that nobody has described yet.');
  await bob.does(
    '@describe here as Canvas hangs from the beams.',
    'Whoever looks at Sail Loft now sees: Canvas hangs from the beams.',
  );
  await bob.does('look', 'Canvas hangs from the beams.');
  await bob.does('@dig n to The Tar Room', 'You make a way to The Tar Room: north.');
  await bob.does('n', /^The Tar Room$/);
  await bob.does('s', /^Sail Loft$/);
  await bob.does('@exits', 'ladder: Drafting Room');
  await bob.hears('north: The Tar Room');
  await bob.does('@places', 'Places you have made: Sail Loft, The Tar Room.');
  await bob.does('@link up to tar room', 'You make a way to The Tar Room: up.');
  await bob.does('up', /^The Tar Room$/);
  await bob.does('@link south to Sail', 'The way south now leads to Sail Loft.');
  await bob.does('@go sail loft', /^Sail Loft$/);
  await bob.does('@go sail loft', 'You are there.');
  await bob.does('@go Atrium', 'You have made no place called Atrium.');
  await bob.does('@recycle north', 'You close the way north for good.');
  await bob.does('north', 'There is no way "north" from here.');
  await bob.does('up', /^The Tar Room$/);
  await bob.does('@recycle here', 'You unmake The Tar Room.');
  await bob.hears(/^Sail Loft$/);
  await bob.does('@places', 'Places you have made: Sail Loft.');
  await bob.does('up', 'There is no way "up" from here.');
  await bob.does('ladder', /^Drafting Room$/);
  await ann.hears('Bob comes in by the hatch.');
  t.pass();
});

test.serial('a builder makes, changes and unmakes things', async (t) => {
  const { ann, bob } = t.context;
  await bob.does('@create a sail needle', 'You make a sail needle.');
  await ann.hears('Bob makes a sail needle.');
  await bob.does('@describe needle as Steel.', 'Whoever looks at the sail needle now sees: Steel.');
  await bob.does('@rename needle to bodkin', 'The sail needle is now the bodkin.');
  await bob.does('@rename bodkin to bodkin', 'The bodkin is called that already.');
  await bob.does(
    '@rename bodkin to awl with aliases spike, the pricker',
    'The bodkin is now the awl. It answers to spike, pricker, too.',
  );
  await bob.does('look at pricker', 'Steel.');
  await bob.does('@create sea chest as container', 'You make a sea chest.');
  await bob.does('@create brass key as a key', 'You make a brass key.');
  await bob.does('@set key of sea chest to brass key', 'The property key of the sea chest is now: brass key');
  await bob.does('drop sea chest', 'You drop the sea chest.');
  await bob.does('lock sea chest', 'You lock the sea chest with the brass key.');
  await ann.hears('Bob locks the sea chest with the brass key.');
  await ann.does('open sea chest', 'The sea chest is locked.');
  await ann.does('unlock sea chest', 'You carry no key that fits the sea chest.');
  await bob.does('unlock sea chest with brass key', 'You unlock the sea chest with the brass key.');
  await bob.does('open sea chest', 'You open the sea chest.');
  await bob.does('put awl in sea chest', 'You put the awl in the sea chest.');
  await bob.does('put sea chest in sea chest', 'You have no sea chest.');
  await bob.does('@examine sea chest', 'The sea chest');
  await bob.hears('owner: Bob');
  await bob.hears('lockable/key (object): brass key');
  await bob.hears('openable/open (truth): yes');
  await bob.does('@set colour of sea chest to blue', 'The sea chest has no property colour.');
  await bob.does('@set open of sea chest to perhaps', 'That property is yes or no.');
  await bob.does('@create lamp as blimp', 'There is no kind called blimp.');
  await bob.does('@create hall as room', 'Rooms and exits are dug');
  await bob.does('@move sea chest to Sail Loft', 'You move the sea chest to Sail Loft.');
  await bob.does('@move brass key to nowhere', 'There is nothing called nowhere here');
  await bob.does('@recycle brass key', 'You take the brass key apart until nothing is left.');
  await bob.does('inventory', 'You are carrying nothing.');
  t.pass();
});

test.serial('a mechanism and a thing of chance are made without a program', async (t) => {
  const { ann, bob } = t.context;
  await bob.does('@create lever as mechanism', 'You make a lever.');
  await bob.does('drop lever', 'You drop the lever.');
  await bob.does('@set starts of lever to A {bell} rings.', 'is now: A {bell} rings.');
  await bob.does('pull lever', 'You pull the lever. A {bell} rings.');
  await ann.hears('Bob pulls the lever. A {bell} rings.');
  t.false(ann.lines.some((line) => line.includes('does not understand')));
  await ann.does('push lever', 'You push the lever. It comes to rest.');
  await bob.does('@create coin as lot', 'You make a coin.');
  await bob.does('@set works-by of coin to spin', 'is now: spin');
  await bob.does('@set outcomes of coin to It falls heads up. | It falls tails up.', 'is now');
  await bob.does('spin coin', /^You spin the coin\. It falls (heads|tails) up\.$/);
  await ann.hears(/^Bob spins the coin\. It falls (heads|tails) up\.$/);
  t.pass();
});

test.serial('what a mechanism and a bell do elsewhere, they do only where their owner has the say', async (t) => {
  const { ann, bob } = t.context;
  await bob.does('@dig west to Mill', 'You make a way to Mill: west.');
  await bob.does('@create crank as mechanism', 'You make a crank.');
  await bob.does('@create gong as bell', 'You make a gong.');
  for (const property of ['place-running', 'place-starts']) {
    await bob.does(`@set ${property} of crank to The floor hums.`, 'is now: The floor hums.');
  }
  await bob.does('@set place of crank to here', 'is now: here');
  await bob.does('@set heard-in of gong to here', 'is now: here');
  await bob.does('west', /^Mill$/);
  await bob.does('drop crank', 'You drop the crank.');
  await bob.does('turn crank', 'It begins to move.');
  await bob.does('ring gong', 'You ring the gong.');
  // What the mill did would have come before what Ann does now.
  await ann.does('look', /^Drafting Room$/);
  t.false(ann.lines.some((line) => /floor hums|a bell rings/.test(line)));

  await bob.does('@set place of crank to here', 'is now: here');
  await bob.does('@set heard-in of gong to here', 'is now: here');
  await ann.does('west', /^Mill$/);
  await bob.does('turn crank', 'It comes to rest.');
  await bob.does('turn crank', 'It begins to move.');
  await ann.hears('The floor hums.');
  await ann.does('look', 'The floor hums.');
  await bob.does('east', /^Drafting Room$/);
  await bob.does('ring gong', 'You ring the gong. It rings.');
  await ann.hears('Somewhere, a bell rings.');
  await ann.does('east', /^Drafting Room$/);
  await bob.does('drop gong', 'You drop the gong.');
  t.pass();
});

test.serial("a door of the house is moved by nobody's shutter, door or key but its own", async (t) => {
  const { bob } = t.context;
  await bob.does('home', /^Atrium$/);
  await bob.does('west', /^Winter Garden$/);
  await bob.does('@create latch as key', 'You make a latch.');
  await bob.does('@set home of latch to seed box', 'is now: seed box');
  await bob.does('open seed box', 'You open the seed box.');
  await bob.does('drop latch', 'You drop the latch.');
  await bob.does('@create pouch as container', 'You make a pouch.');
  await bob.does('@set keys of pouch to latch, iron key', 'is now');
  await bob.does('take iron key', 'You take the iron key');
  await bob.does('drop iron key', 'You drop the iron key.');
  await bob.does('open pouch', 'You open the pouch.');
  await bob.does('look', /latch and an iron key here\.$/);
  await bob.does('look in seed box', 'an iron key');
  await bob.does('close seed box', 'You close the seed box.');
  await bob.does('@recycle latch', 'apart until nothing is left.');

  await bob.does('gap', /^Keeper's Kitchen$/);
  await bob.does('@create knob as mechanism', 'You make a knob.');
  await bob.does('@set shutter of knob to cellar door', 'is now: cellar door');
  await bob.does('drop knob', 'You drop the knob.');
  await bob.does('turn knob', 'It begins to move.');
  await bob.does('down', 'The cellar door is closed.');
  await bob.does('@set other-side of pouch to cellar door', 'is now: cellar door');
  await bob.does('close pouch', 'You close the pouch.');
  await bob.does('open pouch', 'You open the pouch.');
  await bob.does('down', 'The cellar door is closed.');
  for (const thing of ['knob', 'pouch']) await bob.does(`@recycle ${thing}`, 'apart until nothing is left.');
  await bob.does('home', /^Atrium$/);
  for (const way of DRAFTING_ROOM) await bob.does(way, /^(Map|Drafting) Room$/);
  t.pass();
});

test.serial('a builder digs a door, a shutter and a dark place', async (t) => {
  const { ann, bob } = t.context;
  await bob.does('@go Mill', /^Mill$/);
  await bob.does('@create gate as door', 'Rooms and exits are dug. Try: @dig north to PLACE as door');
  await bob.does('@create pit as dark-place', 'Rooms and exits are dug.');
  await bob.does('@dig up to Attic as container', 'Places and exits are dug, as door, shutter or dark-place');
  await bob.does('@dig up to Attic as blimp', 'There is no kind called blimp.');
  await bob.does('@dig up to Attic as a door', 'You make a way to Attic: up.');
  await bob.does('up', 'Up is closed. Try: open up');
  await bob.does('@create latchkey as key', 'You make a latchkey.');
  await bob.does('@set key of up to latchkey', 'is now: latchkey');
  await bob.does('lock up', 'with the latchkey.');
  await bob.does('open up', 'is locked.');
  await bob.does('unlock up', 'with the latchkey.');
  await bob.does('open up', 'You open');
  await bob.does('up', /^Attic$/);
  await bob.does('close down', 'You close');
  await bob.does('down', 'Down is closed.');
  await bob.does('open down', 'You open');
  await bob.does('down', /^Mill$/);

  await bob.does('@dig in to Wheelhouse back by hatch as shutter', 'You make a way to Wheelhouse: in.');
  await bob.does('in', 'In is closed. There is no handle on it.');
  await bob.does('@set shutter of crank to in', 'is now: in');
  await bob.does('turn crank', 'It comes to rest.');
  await bob.does('turn crank', 'slides open.');
  await bob.does('in', /^Wheelhouse$/);
  // The other side moved with it.
  await bob.does('look at hatch', 'It is open.');
  await bob.does('hatch', /^Mill$/);
  await ann.does('@go Wheelhouse', 'You have made no place called Wheelhouse.');

  await bob.does('@dig down to Pit as dark-place', 'You make a way to Pit: down.');
  await bob.does('down', /^Pit$/);
  await bob.does('@describe here as Black as tar.', 'now sees');
  await bob.does('@create stone', 'You make a stone.');
  await bob.does('drop stone', 'You drop the stone.');
  await bob.does('look at stone', 'It is too dark to see that.');
  await bob.does('take stone', 'It is too dark to see that.');
  await bob.does('take all', 'It is too dark to see that.');
  await bob.does('@create candle as light-source', 'You make a candle.');
  await bob.does('light candle', 'You light the candle.');
  await bob.does('look', 'You see a stone here.');
  await bob.does('take stone', 'You take the stone.');
  await bob.does('up', /^Mill$/);
  t.pass();
});

test.serial('somebody shut in goes home', async (t) => {
  const { ann, bob } = t.context;
  await bob.does('@recycle east', 'You close the way east for good.');
  await bob.does('@move here to me', 'Places stay where they are.');
  await bob.does('@move up to me', 'Ways stay where they are.');
  await bob.does('@move me to up', 'You walk');
  for (const way of ['south', 'west']) await ann.does(way, /^(Map Room|Atrium)$/);
  await bob.does('home', 'You turn back to Atrium.');
  await ann.hears('Bob comes in from somewhere else.');
  await bob.hears(/^Atrium$/);
  await bob.does('home', 'this is where everybody begins.');
  await ann.does('north', /^Reading Room$/);
  await ann.does('home', /^Atrium$/);
  await bob.hears('Ann comes in from somewhere else.');
  for (const way of DRAFTING_ROOM) {
    await ann.does(way, /^(Map|Drafting) Room$/);
    await bob.does(way, /^(Map|Drafting) Room$/);
  }
  await bob.does('drop candle', 'You drop the candle.');
  await bob.does('@recycle candle', 'apart until nothing is left.');
  for (const thing of ['latchkey', 'stone', 'gong'])
    await bob.does(`@recycle ${thing}`, 'apart until nothing is left.');
  t.pass();
});

test.serial('a whisper is seen by those who do not hear it', async (t) => {
  const { ann, bob, wren } = t.context;
  await ann.does('whisper Look behind the tree to Bob', 'You whisper to Bob, "Look behind the tree"');
  await bob.hears('Ann whispers to you, "Look behind the tree"');
  await wren.hears('Ann whispers something to Bob.');
  t.false(wren.lines.some((line) => line.includes('behind the tree')));
});

test.serial('nobody changes what is not theirs', async (t) => {
  const { ann, bob, wren } = t.context;
  await bob.does('@describe board as Blank.', 'The board belongs to the world.');
  await bob.does('@rename here to Mine', 'Drafting Room belongs to the world.');
  await bob.does('@recycle model', 'The model belongs to the world.');
  await bob.does('@set open-ground of here to no', 'Drafting Room belongs to the world.');
  await bob.does('@move table to me', 'The drafting table belongs to the world.');
  await bob.does('@move Ann to Sail Loft', 'Ann belongs to Ann.');
  await bob.does('@examine Ann', 'owner: Ann');
  await bob.does('south', /^Map Room$/);
  await bob.does('@dig north-east to Den', 'Map Room is not yours to dig in.');
  await bob.does('north', /^Drafting Room$/);
  await ann.does('hatch', /^Sail Loft$/);
  await ann.does('@describe here as Tidy.', 'now sees: Tidy.');
  await ann.does('ladder', /^Drafting Room$/);
  await ann.does('@set places of me to here', 'is now');
  await ann.does('@places', 'You have made no places yet.');
  await ann.does('@go Drafting Room', 'You have made no place called Drafting Room.');
  for (const command of [
    '@create hat',
    '@dig hole to Den',
    '@describe board as Blank.',
    '@set open-ground of here to no',
  ]) {
    await wren.does(command, 'Guests look around; builders have a name.');
  }
  await wren.does('help', /^Looking: look/);
  await wren.does('inventory', 'You are carrying nothing.');
  t.false(wren.lines.some((line) => line.startsWith('Building:')));
});

test.serial('every command that help lists has help with an example', async (t) => {
  const { bob } = t.context;
  const before = bob.lines.length;
  await bob.does('help', /^`help take` tells/);
  const listed = bob.lines.slice(before).filter((line) => /^[A-Z]\w+: /.test(line));
  const words = listed
    .filter((line) => !line.startsWith('Topics: '))
    .flatMap((line) => line.slice(line.indexOf(': ') + 2).split(', '));
  t.true(words.length > 45);
  t.false(listed.some((line) => line.startsWith('More: ')));
  for (const word of words) await bob.does(`help ${word}`, /For example: \S/);
  const topics =
    listed
      .find((line) => line.startsWith('Topics: '))
      ?.slice('Topics: '.length)
      .split(', ') ?? [];
  t.true(topics.includes('first steps'));
  for (const topic of topics) {
    bob.line(`help ${topic}`);
    await bob.does(`emote has read ${topic}.`, `Bob has read ${topic}.`);
    t.notRegex(bob.lines.at(-2) ?? '', /^There is no help/, topic);
  }
  await bob.does('help juggling', 'There is no help on juggling.');
  await bob.does('help ne', '`look` ends with the ways out.');
  await bob.does('help create', '@create NAME as KIND');
  await bob.does('help "', 'say TEXT');
  await bob.does('help put', 'put THING on SURFACE');
  await bob.does('help ta', 'There is no help on ta. There is on take, tap and talking.');
});

test.serial('a guest leaves, and what they carried stays', async (t) => {
  const { bob, wren } = t.context;
  await bob.does('@create pebble', 'You make a pebble.');
  await bob.does('@create pebble', 'You make a pebble.');
  await bob.does('inventory', 'You are carrying a coin and a pebble (2).');
  await bob.does('put everything in table', 'You put the coin on the drafting table.');
  await bob.does('look at table', 'On it: a coin and a pebble (2).');
  await bob.does('take all from table', 'You take the coin from the drafting table.');
  await bob.does('drop everything', 'You drop the coin.');
  await bob.hears('You drop the pebble.');
  await bob.hears('You drop the pebble.');
  await wren.does('look', 'a coin and a pebble (2) here.');
  await bob.does('drop all', 'You are carrying nothing.');
  await wren.does('take everything', 'You take the coin.');
  await wren.hears('You take the pebble.');
  await wren.hears('You take the pebble.');
  await wren.does('take all', 'There is nothing here to take.');
  await wren.does('quit', 'Goodbye. What you carried stays where you are.');
  await bob.hears(/leaves\.$/);
  await bob.does('look', 'a coin and a pebble (2) here.');
  await bob.does('quit', 'Goodbye. What you carry stays with you until you come back.');
  t.pass();
});
