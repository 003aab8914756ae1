import anyTest from 'ava';
import type { TestFn } from 'ava';
import { removeFolder, startHost } from '../host-process.ts';
import type { HostProcess } from '../host-process.ts';
import { Terminal } from '../player.ts';

/** Each test begins with both people in the atrium, and leaves them there. */
const test = anyTest as TestFn<{ host: HostProcess; ann: Terminal; bob: Terminal }>;

test.before(async (t) => {
  // Not throttled: the story types faster than a person.
  const host = await startHost({ env: { ATRIUM_COMMANDS_PER_SECOND: '1000000' } });
  const ann = await Terminal.enter(host.terminalPort, 'Ann');
  t.context = { host, ann, bob: await Terminal.enter(host.terminalPort, 'Bob') };
});

test.after.always(async (t) => {
  await t.context.host.stop();
  await removeFolder(t.context.host.data);
});

/** Ann types a command; both see it, each from their own side. */
async function seen(
  { ann, bob }: { ann: Terminal; bob: Terminal },
  command: string,
  toAnn: string | RegExp,
  toBob: string | RegExp,
): Promise<void> {
  await ann.does(command, toAnn);
  await bob.hears(toBob);
}

/** Both walk. */
async function together({ ann, bob }: { ann: Terminal; bob: Terminal }, way: string, room: string): Promise<void> {
  const name = new RegExp(`^${room}$`);
  await ann.does(way, name);
  await bob.does(way, name);
}

test.serial('people talk', async (t) => {
  const { ann, bob } = t.context;
  await seen(t.context, 'say The tide is out.', 'You say, "The tide is out."', 'Ann says, "The tide is out."');
  await seen(t.context, '"Is it?', 'You ask, "Is it?"', 'Ann asks, "Is it?"');
  await seen(t.context, "'It is!", 'You exclaim, "It is!"', 'Ann exclaims, "It is!"');
  await seen(t.context, 'say "Quite so."', 'You say, "Quite so."', 'Ann says, "Quite so."');
  await seen(t.context, ':looks up at the rain.', 'Ann looks up at the rain.', 'Ann looks up at the rain.');
  await seen(t.context, "emote 's lantern flickers.", "Ann's lantern flickers.", "Ann's lantern flickers.");
  await seen(t.context, 'say {actor} | {{', 'You say, "{actor} | {{"', 'Ann says, "{actor} | {{"');
  await seen(
    t.context,
    'whisper Follow me to Bob',
    'You whisper to Bob, "Follow me"',
    'Ann whispers to you, "Follow me"',
  );
  await ann.does('whisper Follow me to fountain', 'There is nobody in the fountain to hear you.');
  for (const page of [
    'page Bob with Come here.',
    'page bob: Come here.',
    'page Bo Come here.',
    'page Bob Come here.',
  ]) {
    await seen(t.context, page, 'You page Bob: "Come here."', 'Ann pages you from Atrium: "Come here."');
  }
  await ann.does('page Nobody with Hello', 'Nobody called Nobody is in the world now.');
  await ann.does('page Bob', 'Page whom with what?');
  await ann.does('who', '2 people are here:');
  await ann.hears('Ann, Atrium');
  await ann.hears('Bob, Atrium');
  await ann.does(
    'describe me as Tall, with ink on her cuffs.',
    'Whoever looks at you now sees: Tall, with ink on her cuffs.',
  );
  await bob.does('look at me', 'You have not said yet how you look. Try: describe me as');
  await ann.does('look at Bob', 'They have not said yet how they look.');
  await bob.does('look at Ann', 'Tall, with ink on her cuffs.');
  await bob.does('describe Ann as Short.', 'You can describe yourself');
  await bob.does('describe fountain as Wet.', 'You can describe yourself');
  t.pass();
});

test.serial('people see where they are', async (t) => {
  const { ann } = t.context;
  await ann.does('look', /^Atrium$/);
  await ann.hears('A glass roof stands four floors above');
  await ann.hears('You see a guest book here.');
  await ann.hears('Bob is here.');
  await ann.hears('Ways out: north, east, south, west and up.');
  await ann.does('l', /^Atrium$/);
  await ann.does('look here', /^Atrium$/);
  await ann.does('x fountain', 'A shallow basin, and a spout in the form of a pilot');
  await ann.does('look at the stone fountain', 'A shallow basin');
  await ann.does('examine north', 'North: Reading Room.');
  await ann.does('look at unicorn', 'You see no unicorn here.');
  await ann.does('read notice', 'Welcome to the house.');
  await ann.does('read fountain', 'There is nothing written on the fountain.');
  await ann.does('look in fountain', 'You cannot look into the fountain.');
  await ann.does('inventory', 'You are carrying nothing.');
  t.pass();
});

test.serial('people leave their mark in the guest book', async (t) => {
  await seen(
    t.context,
    'write Came in on the tide. in the guest book',
    'You write in the guest book.',
    'Ann writes in the guest book.',
  );
  await t.context.bob.does('read guest book', 'Ann: Came in on the tide.');
  await t.context.ann.does('write Hello in fountain', 'There is no place to write in the fountain.');
  t.pass();
});

test.serial('people walk, and are seen to', async (t) => {
  const { ann, bob } = t.context;
  await seen(t.context, 'north', /^Reading Room$/, 'Ann goes north.');
  await bob.does('n', /^Reading Room$/);
  await ann.hears('Bob comes in from the south.');
  await together(t.context, 'go atrium', 'Atrium');
  await ann.does('northeast', 'There is no way "northeast" from here.');
  await ann.does('open door', 'The way south is open already.');
  await ann.does('touch fountain', 'You touch the fountain, and nothing comes of it.');
  await ann.does('touch Bob', 'You keep your hands to yourself.');
  await ann.does('go sideways', 'There is no way "sideways" from here.');
  t.pass();
});

test.serial('things are taken, given, put and dropped', async (t) => {
  const { ann, bob } = t.context;
  await together(t.context, 'south', 'Front Steps');
  await seen(
    t.context,
    'take umbrella',
    'You take the black umbrella from the umbrella stand.',
    'Ann takes the black umbrella from the umbrella stand.',
  );
  await ann.does('i', 'You are carrying a black umbrella.');
  await ann.does('get umbrella', 'You already have the black umbrella.');
  await bob.does('look at Ann', 'Ann carries a black umbrella.');
  await bob.does('take umbrella from Ann', 'The black umbrella is for Ann to give. Ask.');
  await seen(
    t.context,
    'give umbrella to Bob',
    'You give the black umbrella to Bob.',
    'Ann gives the black umbrella to you.',
  );
  await ann.does('give umbrella to Bob', 'You have no umbrella.');
  await bob.does('drop umbrella', 'You drop the black umbrella.');
  await ann.hears('Bob drops the black umbrella.');
  await ann.does('drop umbrella', 'You have no umbrella.');
  await ann.does('put umbrella in stand', 'You have no umbrella.');
  await ann.does('pick up umbrella', 'You take the black umbrella.');
  await ann.does('put it in wind', 'You cannot put anything in the wind.');
  await ann.does('put umbrella in Bob', 'Try: give the black umbrella to Bob');
  await ann.does('put umbrella on owl', 'You cannot put anything on the owl.');
  await ann.does('give umbrella to owl', 'You cannot give anything to the owl.');
  await ann.does('give umbrella to me', 'You already have the black umbrella.');
  await seen(
    t.context,
    'put umbrella in stand',
    'You put the black umbrella in the umbrella stand.',
    'Ann puts the black umbrella in the umbrella stand.',
  );
  await ann.does('look in stand', 'In the umbrella stand: a black umbrella.');
  await ann.does('take all from stand', 'You take the black umbrella from the umbrella stand.');
  await ann.does('take everything from Bob', 'There is nothing to take from Bob.');
  await ann.does('put all in stand', 'You put the black umbrella in the umbrella stand.');
  await ann.does('take umbrella from stand', 'You take the black umbrella from the umbrella stand.');
  await ann.does('take all from stand', 'There is nothing to take from the umbrella stand.');
  await ann.does('look in stand', 'There is nothing in the umbrella stand.');
  await ann.does('put umbrella in stand', 'You put the black umbrella in the umbrella stand.');
  await ann.does('take owl', 'That stays where it is.');
  await ann.does('take weather glass', 'The weather glass is screwed to the frame.');
  await ann.does('take Bob', 'Bob is not for taking.');
  await ann.does('take me', 'You have yourself already.');
  await ann.does('take north', 'North is a way out, and not for carrying.');
  await ann.does('take here', 'You are standing in it.');
  await seen(
    t.context,
    'tap weather glass',
    /^You tap the weather glass\. The needle/,
    /^Ann taps the weather glass\. The needle/,
  );
  await ann.does('roll owl', 'You roll the owl, and nothing comes of it.');
  await together(t.context, 'north', 'Atrium');
  t.pass();
});

test.serial('containers open and close, and tables hold', async (t) => {
  const { ann } = t.context;
  await together(t.context, 'east', 'Map Room');
  await ann.does('look at chest', 'It is closed.');
  await ann.does('look in chest', 'The map chest is closed. Open it first.');
  await ann.does('take dividers from chest', 'The map chest is closed.');
  await ann.does('take dividers', 'You see no dividers here.');
  await seen(t.context, 'open chest', 'You open the map chest.', 'Ann opens the map chest.');
  await ann.does('open chest', 'The map chest is open already.');
  await ann.does('look at chest', 'Inside: some brass dividers and a harbour chart.');
  await ann.does('read harbour chart', 'Beacon Rock. Land on the lee side.');
  await ann.does('lock chest', 'There is no lock on the map chest.');
  await seen(t.context, 'close chest', 'You close the map chest.', 'Ann closes the map chest.');
  await ann.does('close chest', 'The map chest is closed already.');
  await ann.does('open globe', 'You cannot open the globe.');
  await ann.does('close globe', 'You cannot close the globe.');
  await ann.does('unlock globe', 'There is no lock on the globe.');
  await seen(t.context, 'spin globe', /^You spin the globe\. It stops/, /^Ann spins the globe\. It stops/);
  await together(t.context, 'west', 'Atrium');
  await together(t.context, 'north', 'Reading Room');
  await ann.does('look at table', 'On it: a harbour log.');
  await ann.does('read log', 'The keeper reports that one book in the stacks');
  await ann.does('open table', 'You cannot open the long table.');
  await seen(
    t.context,
    'take log',
    'You take the harbour log from the long table.',
    'Ann takes the harbour log from the long table.',
  );
  await seen(
    t.context,
    'put log on table',
    'You put the harbour log on the long table.',
    'Ann puts the harbour log on the long table.',
  );
  await together(t.context, 'south', 'Atrium');
  t.pass();
});

test.serial('the water is turned on, the dome opens and the beacon burns', async (t) => {
  const { ann, bob } = t.context;
  await ann.does('west', /^Winter Garden$/);
  await ann.does('open seed box', 'You open the seed box.');
  await ann.does('take iron key', 'You take the iron key from the seed box.');
  await ann.does('go gap', /^Keeper's Kitchen$/);
  await ann.does('down', 'The cellar door is closed. Try: open cellar door');
  await ann.does('open cellar door', 'The cellar door is locked.');
  await ann.does('take lantern', 'You take the storm lantern from the shelf.');
  await ann.does('unlock door with lantern', 'The storm lantern does not fit the cellar door.');
  await ann.does('unlock door with key', 'You unlock the cellar door with the iron key.');
  await ann.does('open door', 'You open the cellar door.');
  await ann.does('lock door', 'The cellar door is open. Close it first.');
  await ann.does('look at door', 'It is open.');
  await ann.does('down', 'It is dark, and somewhere water drips on stone.');
  for (const command of ['look at wheel', 'turn wheel', 'take crank from niche', 'look in niche']) {
    await ann.does(command, 'It is too dark to see that. A light would help.');
  }
  await ann.does('drop lantern', 'You drop the storm lantern.');
  await ann.does('take lantern', 'You take the storm lantern.');
  await ann.does('light lantern', 'You light the storm lantern.');
  await ann.does('light lantern', 'The storm lantern is burning already.');
  await ann.does('look', 'A brick vault, dry underfoot.');
  await ann.does('take crank from niche', 'You take the brass crank from the niche.');
  await seen(
    t.context,
    'turn wheel',
    'You turn the red wheel. The pipes knock twice',
    'The stone hand in the fountain fills',
  );
  await ann.does('look at wheel', 'the water is on');
  await bob.does('look', 'Water stands in the stone hand of the fountain');
  await ann.does('push wheel', 'You push the red wheel, and nothing comes of it.');
  await ann.does('up', /^Keeper's Kitchen$/);
  await ann.does('douse lantern', 'You put out the storm lantern.');
  await ann.does('put out lantern', 'The storm lantern is not lit.');
  await ann.does('light chair', 'You cannot light the chair, which is as well.');
  await ann.does('close door', 'You close the cellar door.');
  await ann.does('lock door', 'You lock the cellar door with the iron key.');
  await ann.does('lock door', 'The cellar door is locked already.');
  await ann.does('unlock door', 'You unlock the cellar door with the iron key.');
  await ann.does('gap', /^Winter Garden$/);
  await ann.does('east', /^Atrium$/);

  await together(t.context, 'up', 'Gallery');
  await together(t.context, 'up', 'Observatory');
  await bob.does('up', 'The shutter is closed. The shutter has no handle');
  await bob.does('open shutter', 'The shutter has no handle');
  await bob.does('wind orrery', 'It wants its crank');
  await seen(t.context, 'wind orrery', 'You wind the orrery. The spring takes hold', 'Ann winds the orrery.');
  await bob.hears('The shutter slides open.');
  await ann.does('wind orrery', 'The orrery is wound as far as it goes.');
  await bob.does('look', 'The planets are going round, and daylight comes down');
  await together(t.context, 'up', 'Dome Walk');
  await seen(t.context, 'write A. and B. on slate', 'You write in the slate.', 'Ann writes in the slate.');
  await bob.does('read slate', 'Ann: A. and B.');
  await together(t.context, 'in', 'Observatory');
  await seen(t.context, 'stop orrery', 'You stop the orrery. The planets swing on', 'Ann stops the orrery.');
  await ann.does('stop orrery', 'Nothing moves there that you could stop.');
  await ann.does('wind telescope', 'There is no spring to wind in the telescope.');
  await together(t.context, 'down', 'Gallery');

  await ann.does('north', /^Bell Loft$/);
  await seen(t.context, 'ring bell', 'You ring the bell. It speaks once', 'High up in the house a bell speaks, once.');
  await ann.does('ring pigeons', 'You try to ring the pigeons, and hear nothing.');
  await ann.does('narrow stair', /^Stacks$/);
  await ann.does('pull red book', 'You pull the red book. It tips out on a hinge');
  await ann.does('look', 'a stair shows behind it');
  await ann.does('stair', /^Bell Loft$/);
  await ann.does('go stair', /^Stacks$/);
  await ann.does('push red book', 'You push the red book. It goes back into its row');
  await ann.does('stair', 'The stair is closed.');
  await ann.does('west', /^Reading Room$/);
  await ann.does('south', /^Atrium$/);
  await bob.does('down', /^Atrium$/);

  await together(t.context, 'south', 'Front Steps');
  await together(t.context, 'south', 'Quay');
  await ann.does('east', /^Jetty$/);
  await ann.does('boat', 'You go aboard the boat.');
  await ann.hears(/^Rowing Boat$/);
  await ann.does('row', /^Beacon Rock$/);
  await seen(t.context, 'pull chain', 'Behind the lens a flame stands up', 'Out on the rock a light stands up');
  await bob.does('look', 'the beam of the beacon comes over the stones');
  await ann.does('boat', /^Rowing Boat$/);
  await ann.does('jetty', /^Jetty$/);
  await ann.does('west', /^Quay$/);
  await together(t.context, 'west', 'Boat Shed');
  await seen(t.context, 'roll dice', /^You roll the bone dice\. \w+/, /^Ann rolls the bone dice\. \w+/);
  await together(t.context, 'east', 'Quay');
  await together(t.context, 'north', 'Front Steps');
  await together(t.context, 'north', 'Atrium');
  t.pass();
});

test.serial('keys do not stay lost', async (t) => {
  const { ann, bob } = t.context;
  await bob.does('west', /^Winter Garden$/);
  await bob.does('look in seed box', /: a seed packet\.$/);
  await ann.does('drop iron key', 'You drop the iron key.');
  await bob.does('look in seed box', /: a seed packet and an iron key\.$/);
  await ann.does('take iron key', 'You see no iron key here.');
  await bob.does('east', /^Atrium$/);
  t.pass();
});
