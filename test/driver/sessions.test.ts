import test from 'ava';
import { enter, World, type Person } from './world.ts';

const MINUTE_MS = 60_000;

async function refusal(person: Person, request: Record<string, unknown> | string): Promise<string | undefined> {
  person.says(request);
  const { code } = await person.event((event) => event.type === 'refused', 'a refusal');
  return code;
}

async function inWorld(story: (world: World) => Promise<void>): Promise<void> {
  const world = await World.of(`
verb say:
  roles: say @ text
  command: say <say>
  run: probe say
verb quit
  command: quit
  run: probe quit
verb shout:do:
  roles: shout @ text, do @ text
  command: shout <shout> do <do>
  run: probe script
verb hold:do:
  roles: hold @ thing, do @ text
  command: hold <hold> do <do>
  run: probe script
object cup is thing
  name: cup
  at: hall
`);
  await story(world);
  await world.end();
}

test('the first player is the administrator, others are builders, guests are neither', async (t) => {
  await inWorld(async (world) => {
    const [ann, ben, guest] = [world.client(), world.client(), world.client()];
    const session = await enter(ann, { type: 'create', name: 'Ann', password: 'secret' });
    t.like(session, { name: 'Ann', guest: false, builder: true });
    t.regex(session.token ?? '', /^[A-Za-z0-9_-]{43}$/);
    t.like(await enter(ben, { type: 'create', name: "O'Brien-2", password: 'secret' }), {
      name: "O'Brien-2",
      builder: true,
    });
    t.like(await enter(guest, { type: 'guest' }), { guest: true, builder: false });
    t.deepEqual(await ann.does('do is actor administrator; people'), ['is: yes', "people: Ann, O'Brien-2, Ash"]);
    t.deepEqual(await ben.does('do is actor administrator; is actor builder'), ['is: no', 'is: yes']);
    t.deepEqual(await guest.does('do is actor builder; is actor player'), ['is: no', 'is: yes']);
  });
});

test('names and passwords are checked', async (t) => {
  await inWorld(async (world) => {
    const person = world.client();
    for (const name of [
      '',
      'a',
      'x'.repeat(25),
      'two words',
      '1abc',
      "'ann",
      'ann!',
      'a\u0000b',
      'me',
      'Administrator',
      'guest',
      'here',
      '\u{1F41A}\u{1F41A}',
    ]) {
      t.is(await refusal(person, { type: 'create', name, password: 'secret' }), 'bad-name', name);
    }
    t.is(await refusal(person, { type: 'create', name: 'Ann', password: 'short' }), 'bad-password');
    await enter(person, { type: 'create', name: ' Ann ', password: 'secret' });
    t.is(await refusal(world.client(), { type: 'create', name: 'ANN', password: 'secret' }), 'name-taken');
    t.is(await refusal(world.client(), { type: 'create', name: 'Ash', password: 'short' }), 'bad-password');
  });
});

test('two who ask for one name at once do not both get it', async (t) => {
  await inWorld(async (world) => {
    const [one, other] = [world.client(), world.client()];
    one.says({ type: 'create', name: 'Ann', password: 'secret' });
    other.says({ type: 'create', name: 'ann', password: 'secret' });
    const outcomes = await Promise.all(
      [one, other].map((person) => person.event(({ type }) => type === 'session' || type === 'refused', 'an outcome')),
    );
    t.deepEqual(outcomes.map(({ type }) => type).toSorted(), ['refused', 'session']);
    t.is(outcomes.find(({ type }) => type === 'refused')?.code, 'name-taken');
  });
});

test('a wrong password and an unknown name are answered alike', async (t) => {
  await inWorld(async (world) => {
    const ann = world.client();
    await enter(ann, { type: 'create', name: 'Ann', password: 'secret' });
    const [wrong, unknown, guest] = [world.client(), world.client(), world.client()];
    await enter(guest, { type: 'guest' });
    wrong.says({ type: 'connect', name: 'Ann', password: 'wrong!' });
    const first = await wrong.event(({ type }) => type === 'refused', 'a refusal');
    unknown.says({ type: 'connect', name: 'Eve', password: 'wrong!' });
    const second = await unknown.event(({ type }) => type === 'refused', 'a refusal');
    t.deepEqual(first, second);
    t.is(first.code, 'bad-password');
    // A guest has no password, so nobody can connect as one.
    t.is(await refusal(world.client(), { type: 'connect', name: 'Ash', password: '' }), 'bad-password');
    t.like(await enter(wrong, { type: 'connect', name: 'aNN', password: 'secret' }), { name: 'Ann' });
    await ann.event(({ type, reason }) => type === 'bye' && reason !== '', 'a goodbye');
    await ann.isClosed();
  });
});

test('no password is ever stored or logged', async (t) => {
  await inWorld(async (world) => {
    const ann = await world.player('Ann');
    await ann.does('look');
    t.notRegex(world.log.join('\n'), /a password of/);
    t.notRegex(ann.said.join('\n'), /a password of/);
  });
});

test('what is asked while a password is worked on is answered after it', async (t) => {
  await inWorld(async (world) => {
    const person = world.client();
    person.says({ type: 'create', name: 'Ann', password: 'secret' });
    t.is(await refusal(person, { type: 'create', name: 'Ben', password: 'secret' }), 'bad-message');
    t.true(person.said.some((message) => message.includes('"type":"session"')));
    await world.kernel.settled();
    t.like(await enter(world.client(), { type: 'create', name: 'Ben', password: 'secret' }), { name: 'Ben' });
  });
});

test('somebody who is gone before the answer has either made a player or not', async (t) => {
  await inWorld(async (world) => {
    const person = world.client();
    person.says({ type: 'create', name: 'Ann', password: 'secret' });
    person.leaves();
    const again = world.client();
    again.says({ type: 'create', name: 'Ann', password: 'secret' });
    const outcome = await again.event(({ type }) => type === 'session' || type === 'refused', 'an outcome');
    if (outcome.type === 'refused') await enter(again, { type: 'connect', name: 'Ann', password: 'secret' });
    t.deepEqual(await again.does('do people; sights here actor'), ['people: Ann', 'sights: a cup (thing)']);
  });
});

test('messages that are no requests are refused, and the connection goes on', async (t) => {
  await inWorld(async (world) => {
    const person = world.client();
    const nested = '['.repeat(2000) + ']'.repeat(2000);
    for (const message of [
      '',
      'look',
      '{',
      '[]',
      '{"type":1}',
      '{"type":"fly"}',
      '{"type":"create","name":"Ann"}',
      '{"type":"resume"}',
      '{"type":"command","text":"x"',
      '{"type":"guest"}x',
      `{"type":"guest","x":${nested}}`,
      '{"type":"gu\\ud83dest"}',
      '{"type":"guest",}',
      '{"type":"guest" "x":1}',
    ]) {
      t.is(await refusal(person, message), 'bad-message', message.slice(0, 40));
    }
    t.is(await refusal(person, { type: 'command', text: 'look' }), 'not-entered');
    t.is(await refusal(person, { type: 'resume', token: 'x'.repeat(43) }), 'no-session');
    await enter(
      person,
      JSON.parse('{"extra":[1,{"a":null,"b":"\\u00e9\\n"},-1.5e3,true],"type":"guest"}') as Record<string, unknown>,
    );
    t.is(await refusal(person, { type: 'guest' }), 'bad-message');
    t.is(await refusal(person, { type: 'command' }), 'bad-message');
    t.is(await refusal(person, { type: 'command', text: 'é'.repeat(2049) }), 'bad-message');
    t.deepEqual(await person.does('look'), ['ran look']);
  });
});

test('a session is resumed, told what was missed, and ends with leave', async (t) => {
  await inWorld(async (world) => {
    const ann = world.client();
    const { token } = await enter(ann, { type: 'create', name: 'Ann', password: 'secret' });
    const ben = await world.player('Ben');
    await ben.does('do act {actor} {sing|sings} once.');
    const heard = await ann.event(({ text }) => text === 'Ben sings once.', 'a song');
    t.true((heard.seq ?? 0) > 0);
    ann.leaves();
    await ben.does('do act {actor} {sing|sings} twice.');
    await ben.does('do act {actor} {sing|sings} thrice.');
    await world.restart();
    const again = world.client();
    again.says({ type: 'resume', token, after: heard.seq });
    const session = await again.event(({ type }) => type === 'session', 'a session');
    t.like(session, { token, name: 'Ann' });
    const twice = await again.event(({ type }) => type === 'narrative', 'what was missed');
    t.like(twice, { text: 'Ben sings twice.', missed: true, tone: 'action' });
    const thrice = await again.event(({ type }) => type === 'narrative', 'what was missed');
    t.like(thrice, { text: 'Ben sings thrice.', missed: true });
    t.true((thrice.seq ?? 0) > (twice.seq ?? 0) && (twice.seq ?? 0) > (heard.seq ?? 0));
    const room = await again.event(({ type }) => type === 'room', 'the room');
    t.deepEqual(room.people, [{ name: 'Ben', away: true }]);
    again.says({ type: 'leave' });
    await again.event(({ type }) => type === 'bye', 'a goodbye');
    await again.isClosed();
    t.is(await refusal(world.client(), { type: 'resume', token }), 'no-session');
  });
});

test('a terminal that connects again is told what was missed, once', async (t) => {
  await inWorld(async (world) => {
    const ann = await world.player('Ann');
    const ben = await world.player('Ben');
    await ben.does('do act {actor} {sing|sings} once.');
    await ann.hears('Ben sings once.');
    ann.leaves();
    t.deepEqual(await ben.heardMeanwhile(), ['Ann falls asleep.']);
    await ben.does('do act {actor} {sing|sings} twice.');
    for (const missed of [true, false]) {
      const again = world.terminal();
      again.says('connect Ann a password of Ann');
      await again.hears('ran look');
      t.deepEqual(again.said.slice(1, -1), missed ? ['While you were away:', 'Ben sings twice.'] : []);
      t.deepEqual(await ben.heardMeanwhile(), ['Ann wakes up.']);
      again.leaves();
      t.deepEqual(await ben.heardMeanwhile(), ['Ann falls asleep.']);
    }
  });
});

test('sleepers fade after five minutes and come back where they were', async (t) => {
  await inWorld(async (world) => {
    const ann = await world.player('Ann');
    const ben = await world.player('Ben');
    ann.leaves();
    await world.kernel.settled();
    t.deepEqual(await ben.does('do sights here actor'), ['sights: a cup (thing), Ann (sleeper)']);
    world.clock.nowMs += 5 * MINUTE_MS + 1;
    await world.restart();
    const again = world.terminal();
    again.says('connect Ben a password of Ben');
    await again.hears('ran look');
    t.deepEqual(await again.does('do sights here actor'), ['sights: a cup (thing)']);
    const back = world.terminal();
    back.says('connect Ann a password of Ann');
    await back.hears('ran look');
    t.deepEqual(await again.heardMeanwhile(), ['Ann appears.']);
    t.deepEqual(await again.does('do sights here actor'), ['sights: a cup (thing), Ann (person)']);
  });
});

test('guests who leave are gone with their name, and what they carried stays', async (t) => {
  await inWorld(async (world) => {
    const ann = await world.player('Ann');
    const [one, two, three] = [await world.guest(), world.client(), await world.guest()];
    const { token, name } = await enter(two, { type: 'guest' });
    t.regex(name ?? '', /^(Ash|Birch)-2$/);
    t.deepEqual(await two.does('hold cup do move hold actor'), ['move: ok']);
    await ann.heardMeanwhile();
    two.says({ type: 'leave' });
    await two.isClosed();
    t.deepEqual(await ann.heardMeanwhile(), [`${name} leaves.`]);
    t.deepEqual(await ann.does('do sights here actor'), [
      `sights: ${(await one.does('do name actor'))[0]?.split(': ')[1]?.split(' ')[0]} (person), ${(await three.does('do name actor'))[0]?.split(': ')[1]?.split(' ')[0]} (person), a cup (thing)`,
    ]);
    t.is(await refusal(world.client(), { type: 'resume', token }), 'no-session');
    one.leaves();
    three.leaves();
    await world.kernel.settled();
    world.clock.nowMs += 5 * MINUTE_MS + 1;
    await world.restart();
    const again = world.client();
    await enter(again, { type: 'connect', name: 'Ann', password: 'a password of Ann' });
    t.deepEqual(await again.does('do sights here actor'), ['sights: a cup (thing)']);
  });
});

test('a terminal before entering is told how', async (t) => {
  await inWorld(async (world) => {
    const person = world.terminal();
    await person.hears(/create NAME PASSWORD/);
    t.deepEqual(await person.does('who'), ['Nobody is here.']);
    t.deepEqual(await person.does('create'), ['create what? Try: create NAME PASSWORD']);
    t.deepEqual(await person.does('connect Ann'), ['connect what? Try: connect NAME PASSWORD']);
    t.regex((await person.does('look')).join('\n'), /Enter the world first/);
    t.deepEqual(await person.does(''), []);
    await person.does('help');
    const ann = await world.player('Ann');
    t.deepEqual(await person.does('who'), ['Ann, Hall']);
    t.deepEqual(await person.does('quit'), ['Goodbye.']);
    await person.isClosed();
    await ann.does('look');
  });
});

test('the letters of a name are of one script, and have their marks in them', async (t) => {
  await inWorld(async (world) => {
    const person = world.client();
    const reason = async (name: string): Promise<string | undefined> => {
      person.says({ type: 'create', name, password: 'secret' });
      const refused = await person.event(({ type }) => type === 'refused', 'a refusal');
      t.is(refused.code, 'bad-name', name);
      return refused.reason;
    };
    t.is(await reason('\u0410nn'), 'A name is written in one script: this one has Cyrillic and Latin letters.');
    t.is(await reason('Ann\u03b1'), 'A name is written in one script: this one has Latin and Greek letters.');
    t.regex((await reason('x\u0302yz')) ?? '', /^A name has no combining marks/);
    for (const name of ['\u01c3ann', 'Ann\u00d7', 'An\u200dn', '\u202eAnn', '\u{1d400}nn', '-Ann'])
      t.regex((await reason(name)) ?? '', /^A name has 2 to 24 letters/, name);
    for (const name of [
      'Zo\u00eb-2',
      '\u0410\u043d\u043d\u0430',
      "\u039d'\u03af\u03ba\u03b7",
      '\u05e9\u05e8\u05d4',
      '\u660e\u5b50',
      'ann',
    ]) {
      const newcomer = world.client();
      await enter(newcomer, { type: 'create', name, password: 'secret' });
      t.deepEqual(await newcomer.does('do name actor'), [`name: ${name} / ${name} / ${name}`]);
    }
  });
});

test('sleepers are found by name after those who are connected, and are told what they were paged', async (t) => {
  await inWorld(async (world) => {
    const ann = await world.player('Ann');
    const anton = await world.player('Anton');
    const ben = await world.player('Ben');
    t.deepEqual(await ben.does('do find an; find anton; find'), [
      'find: Ann in Hall 0, Anton in Hall 0',
      'find: Anton in Hall 0',
      'find: ',
    ]);
    anton.leaves();
    await world.kernel.settled();
    world.clock.nowMs += MINUTE_MS;
    t.deepEqual(await ben.does('do find an; find anton; find ant; people; page Anton Are you there?'), [
      'find: Ann in Hall 60000',
      'find: Anton in Hall 60000',
      'find: Anton in Hall 60000',
      'people: Ann, Ben',
      'page: ok',
    ]);
    const back = world.terminal();
    back.says('connect Anton a password of Anton');
    await back.hears('ran look');
    t.true(back.said.includes('Are you there?'));
    t.deepEqual(await ben.does('do people'), ['people: Ann, Ben, Anton']);
    back.leaves();
    await world.kernel.settled();
    world.clock.nowMs += 5 * MINUTE_MS + 1;
    await world.restart();
    const again = world.terminal();
    again.says('connect Ben a password of Ben');
    await again.hears('ran look');
    t.deepEqual(await again.does('do find anton; page Anton Hello'), ['find: ', 'page: nobody']);
    t.true(ann.said.length > 0);
  });
});

test('a guest on a terminal whose connection is lost is gone at once, one of the web sleeps', async (t) => {
  await inWorld(async (world) => {
    const ann = await world.player('Ann');
    const guest = await world.guest();
    t.deepEqual(await guest.does('hold cup do move hold actor'), ['move: ok']);
    const client = world.client();
    const { name, token } = await enter(client, { type: 'guest' });
    await ann.heardMeanwhile();
    guest.leaves();
    const [faded] = await ann.heardMeanwhile();
    t.regex(faded ?? '', /^(Ash|Birch) fades away\.$/);
    client.leaves();
    t.deepEqual(await ann.heardMeanwhile(), [`${name} falls asleep.`]);
    t.deepEqual(await ann.does('do sights here actor; people'), [
      `sights: ${name} (sleeper), a cup (thing)`,
      'people: Ann',
    ]);
    const back = world.client();
    t.like(await enter(back, { type: 'resume', token, after: 0 }), { name });
    t.deepEqual(await ann.heardMeanwhile(), [`${name} wakes up.`]);
  });
});

test('five wrong passwords end a connection, and each is a line in the log without the password', async (t) => {
  await inWorld(async (world) => {
    await world.player('Ann');
    const [client, terminal] = [world.client(), world.terminal()];
    for (const name of ['Ann', 'hunter2', 'Ann', 'Ann', 'Ann']) {
      t.is(await refusal(client, { type: 'connect', name, password: 'not hers' }), 'bad-password');
    }
    const { reason } = await client.event(({ type }) => type === 'bye', 'a goodbye');
    t.is(reason, 'Too many wrong passwords. Connect again to try once more.');
    await client.isClosed();
    const lines = world.log.filter((line) => line.includes('wrong password'));
    t.is(lines.length, 5);
    t.is(lines.filter((line) => line.includes('wrong password for Ann from a test')).length, 4);
    t.is(lines.filter((line) => line.includes('wrong password for an unknown name from a test')).length, 1);
    t.notRegex(world.log.join('\n'), /not hers|hunter2/);

    for (let i = 0; i < 5; i++) terminal.says('connect Ann not hers');
    await terminal.hears('Too many wrong passwords.');
    await terminal.isClosed();
    await world.kernel.settled();
    const before = terminal.said.length;
    terminal.says('connect Ann a password of Ann');
    terminal.says('connect guest');
    await world.kernel.settled();
    t.is(terminal.said.length, before);
  });
});
