import test from 'ava';
import { buildFixtures } from './fixture.ts';
import { inWorld } from './things.ts';
import { World, type Person } from './world.ts';

/** What a builder does with `l`, a handle on the prototype lamp with the owner's authority, and what came of it but for that. */
async function withLamp(person: Person, script: string): Promise<string[]> {
  const [named, claimed, ...rest] = await person.does(`build brass do named lamp l; claim l l; ${script}`);
  if (named !== 'named: ok' || claimed !== 'claim: ok') throw new Error(`${named}, ${claimed}`);
  return rest;
}

test('a prototype made in the world declares properties and has verbs like any other', async (t) => {
  await inWorld(t, async (ann, world) => {
    t.deepEqual(
      await withLamp(
        ann,
        'kind k candle l; declare k wick text readable long; create candle c red candle; move c here; get c wick; get c candle/wick; get c shine',
      ),
      ['kind: ok', 'declare: ok', 'create: ok', 'move: ok', 'get: "long"', 'get: "long"', 'get: 3'],
    );
    t.deepEqual(
      await withLamp(ann, 'named $candle k; claim k k; define k snuff: snuff@candle probe snuffed snuff <snuff>'),
      ['named: ok', 'claim: ok', 'define: ok'],
    );
    const ben = await world.player('Ben');
    t.deepEqual(await ben.does('snuff red candle'), ['ran snuffed']);
    t.deepEqual(await ben.does('snuff bag'), ["You can't snuff the bag."]);
    await world.restart();
    const cat = await world.player('Cat');
    t.deepEqual(await cat.does('snuff red candle'), ['ran snuffed']);
  });
});

test('an object keeps its slots when its prototypes change, and shows them again when they return', async (t) => {
  await inWorld(t, async (ann, world) => {
    t.deepEqual(
      await withLamp(
        ann,
        'create lamp c tin lamp; move c here; set c shine integer 9; named purse p; named oil-lamp o; prototypes c p; get c shine; get c lamp/shine; is c lamp; is c purse; prototypes c p,o; get c shine; get c oil',
      ),
      [
        'create: ok',
        'move: ok',
        'set: ok',
        'named: ok',
        'named: ok',
        'prototypes: ok',
        'get: undeclared shine',
        'get: undeclared lamp/shine',
        'is: no',
        'is: yes',
        'prototypes: ok',
        'get: 9',
        'get: yes',
      ],
    );
    const ben = await world.player('Ben');
    t.deepEqual(await ben.does('oil tin lamp do get oil shine; get oil oil'), ['get: 9', 'get: yes']);
    t.deepEqual(await ben.does('see tin lamp do is see purse'), ['is: yes']);
  });
});

test('all that delegates to a prototype follows it, in every instance', async (t) => {
  await inWorld(t, async (ann, world) => {
    const ben = await world.player('Ben');
    // Every instance has seen the lamp as it was.
    t.deepEqual(await ben.does('see lamp do is see purse; get see shine; get see lamp/shine'), [
      'is: no',
      'get: 5',
      'get: 5',
    ]);
    t.deepEqual(
      await withLamp(ann, 'named purse p; prototypes l p; is build purse; send see:do: see=build do="is~see~purse'),
      ['named: ok', 'prototypes: ok', 'is: yes', 'is: yes', 'send: nothing'],
    );
    t.deepEqual(await ben.does('see lamp do is see purse; is see oil-lamp; get see coins; get see shine'), [
      'is: yes',
      'is: yes',
      'get: forbidden purse/coins',
      'get: 5',
    ]);
    t.deepEqual(await withLamp(ann, 'named thing t; prototypes l t; is build purse'), [
      'named: ok',
      'prototypes: ok',
      'is: no',
    ]);
    t.deepEqual(await ben.does('see lamp do is see purse'), ['is: no']);
  });
});

test('prototypes that could not be put in order are refused with the reason', async (t) => {
  await inWorld(t, async (ann) => {
    const refused = async (script: string) =>
      (await withLamp(ann, `named thing t; named purse p; named oil-lamp o; claim o o; ${script}`)).at(-1);
    t.is(await refused('prototypes l l'), 'prototypes: bad-prototypes Lamp cannot delegate to itself.');
    t.is(
      await refused('prototypes l o'),
      'prototypes: bad-prototypes Oil-lamp delegates to lamp already: that would be a circle. Cut it there first.',
    );
    t.is(
      await refused('create thing c cup; prototypes c l,o'),
      'prototypes: bad-prototypes lamp, oil-lamp cannot be put in one order: one of them, or what it delegates to, wants them the other way round.',
    );
    t.is(
      await refused('create thing c cup; prototypes c l,l'),
      'prototypes: bad-prototypes Lamp stands twice: name each prototype once.',
    );
    t.is(
      await refused('create thing c cup; prototypes c -'),
      'prototypes: bad-prototypes Everything delegates to something: name at least one prototype.',
    );
    t.is(
      await refused('create thing c cup; prototypes c build'),
      'prototypes: bad-prototypes Brass is an object: only prototypes are delegated to.',
    );
    t.is(
      await refused('claim t t; prototypes t p'),
      'prototypes: bad-prototypes Everything delegates to thing, and thing to nothing.',
    );
    // What delegates to the changed object has to have an order as well.
    t.is(
      await refused('kind a above l; kind b below l; create thing c cup; prototypes c b,a; prototypes a b'),
      'prototypes: bad-prototypes The cup delegates to it, and could not any more: below, above cannot be put in one order: one of them, or what it delegates to, wants them the other way round.',
    );
  });
});

test('what an object is by nature stays, and people and files are left alone', async (t) => {
  await inWorld(t, async (ann, world) => {
    const last = async (script: string) => (await withLamp(ann, script)).at(-1);
    t.is(
      await last('named room r; create thing c cup; prototypes c r'),
      'prototypes: bad-prototypes The cup is not a room and cannot become one: make another.',
    );
    t.is(
      await last('named exit r; prototypes l r'),
      'prototypes: bad-prototypes The lamp is not an exit and cannot become one: make another.',
    );
    t.is(
      await last('named hall h; claim h h; prototypes h l'),
      'prototypes: bad-prototypes Hall is a room and stays one: keep a prototype that delegates to room.',
    );
    t.is(
      await last('named player p; create thing c cup; prototypes c p'),
      'prototypes: bad-prototypes Player is for people, who are made by entering the world.',
    );
    t.is(
      await last('claim actor me; prototypes me l'),
      'prototypes: bad-prototypes People are what they entered as: their prototypes stay.',
    );
    const ben = await world.player('Ben');
    // Whoever does not own an object does not program it, with whatever handle.
    t.deepEqual(
      await ben.does(
        'build lamp do named lamp l; prototypes build l; declare l a text readable; call-it build x; define l p: p@lamp probe p',
      ),
      [
        'named: ok',
        'prototypes: forbidden brass',
        'declare: forbidden lamp',
        'call-it: forbidden brass',
        'define: forbidden lamp',
      ],
    );
    t.deepEqual(
      await ben.does(
        'use lamp do named thing t; prototypes use t; declare t a text readable; kind k x t; call-it use x; define t p: p@thing probe p; undefine t do: do@text',
      ),
      [
        'named: ok',
        'prototypes: not-a-programmer',
        'declare: not-a-programmer',
        'kind: not-a-programmer',
        'call-it: not-a-programmer',
        'define: not-a-programmer',
        'undefine: not-a-programmer',
      ],
    );
    const files = [{ path: 'owl.world', text: 'prototype owl is thing\n  name: owl\n' }];
    await world.kernel.install({ name: 'owls', binary: (await buildFixtures()).probe, files, grant: true });
    t.is(
      await last('named owl o; claim o o; prototypes o l'),
      'prototypes: bad-prototypes Owl belongs to the files of owls: change its prototypes there.',
    );
    t.is(
      await last('named owl o; claim o o; declare o a text readable'),
      'declare: bad-property Owl belongs to the files of owls: declare its properties there.',
    );
  });
});

test('declarations are checked as those of files are', async (t) => {
  await inWorld(t, async (ann) => {
    const declared = async (rest: string) => (await withLamp(ann, `named thing t; claim t t; ${rest}`)).at(-1);
    t.is(
      await declared('declare l Colour text readable'),
      'declare: bad-property "Colour" is no name for a property: lower-case letters, digits and -.',
    );
    t.is(
      await declared('declare l name text readable'),
      'declare: bad-property A property cannot be called name: that is a field of every object.',
    );
    t.is(
      await declared('declare l colour colours readable'),
      `declare: bad-property There is no type colours: write one of ${'truth, integer, number, text, object, texts, objects'}.`,
    );
    t.is(await declared('declare l colour integer readable long 3'), 'declare: ok');
    t.is(
      await declared('declare l tags texts indexed a,b'),
      'declare: bad-property Objects are not found by texts: declare it readable, or a property of one value indexed.',
    );
    t.is(
      await declared('claim build b; declare b colour text readable'),
      'declare: bad-property Brass is an object: only prototypes declare properties.',
    );
    t.is(
      await declared('declare t description integer readable'),
      'declare: bad-property The driver itself knows thing/description: it stays a text.',
    );
    t.is(
      await declared('undeclare t description'),
      'undeclare: bad-property The driver itself knows thing/description: it stays.',
    );
    t.is(await declared('undeclare l none'), 'undeclare: bad-property Lamp declares no property none.');
  });
});

test('a value outlives the declaration of its property', async (t) => {
  await inWorld(t, async (ann, world) => {
    const ben = await world.player('Ben');
    t.deepEqual(await withLamp(ann, 'claim build b; set b shine integer 8; undeclare l shine; get build shine'), [
      'claim: ok',
      'set: ok',
      'undeclare: ok',
      'get: undeclared shine',
    ]);
    t.deepEqual(await ben.does('see lamp do get see shine'), ['get: undeclared shine']);
    t.deepEqual(await withLamp(ann, 'declare l shine text readable dim; get build shine'), [
      'declare: ok',
      'get: "dim"',
    ]);
    t.deepEqual(await ben.does('see lamp do get see shine'), ['get: "dim"']);
    t.deepEqual(await withLamp(ann, 'claim build b; declare l shine integer private 1; get b shine'), [
      'claim: ok',
      'declare: ok',
      'get: 8',
    ]);
    t.deepEqual(await ben.does('see lamp do get see shine'), ['get: forbidden lamp/shine']);
  });
});

test('objects are found by a property from the moment that it is indexed, those that are there already too', async (t) => {
  await inWorld(t, async (ann, world) => {
    const setUp =
      'create lamp a amber lamp; create lamp b blue lamp; create oil-lamp c cyan lamp; move a here; move b here; move c here; set a maker text Eve; set b maker text Eve; set c maker text Ida';
    t.is((await withLamp(ann, `${setUp}; lookup lamp/maker text Eve`)).at(-1), 'lookup: not-indexed lamp/maker');
    t.deepEqual(
      await withLamp(ann, 'declare l maker text indexed; lookup lamp/maker text Eve; lookup lamp/maker text Ida'),
      ['declare: ok', 'lookup: amber lamp, blue lamp', 'lookup: cyan lamp'],
    );
    const ben = await world.player('Ben');
    t.deepEqual(
      await ben.does(
        'see amber lamp do lookup lamp/maker text Eve 1; lookup lamp/maker text Eve 1 last; lookup lamp/maker text Eve 1 last; lookup lamp/maker text Una; lookup lamp/maker integer 1; lookup lamp/fuel integer 10; lookup maker text Eve; lookup lamp/none text Eve',
      ),
      [
        'lookup: amber lamp',
        'lookup: blue lamp',
        'lookup: none',
        'lookup: none',
        'lookup: wrong-type text',
        'lookup: not-indexed lamp/fuel',
        'lookup: undeclared maker',
        'lookup: undeclared lamp/none',
      ],
    );
    // A handle that was found sees, and nothing more.
    t.deepEqual(
      await ben.does('see amber lamp do lookup lamp/maker text Ida; set last maker text Ben; move last here'),
      ['lookup: cyan lamp', 'set: forbidden lamp/maker', 'move: forbidden'],
    );
    // Changes, recycling and prototypes that go are followed.
    t.deepEqual(
      await ann.does(
        'build blue lamp do claim build b; set b maker text Ida; lookup lamp/maker text Ida; recycle b; lookup lamp/maker text Ida',
      ),
      ['claim: ok', 'set: ok', 'lookup: blue lamp, cyan lamp', 'recycle: ok', 'lookup: cyan lamp'],
    );
    t.deepEqual(
      await ann.does(
        'build cyan lamp do claim build b; named purse p; prototypes b p; lookup lamp/maker text Ida; named lamp l; prototypes b l; lookup lamp/maker text Ida',
      ),
      ['claim: ok', 'named: ok', 'prototypes: ok', 'lookup: none', 'named: ok', 'prototypes: ok', 'lookup: cyan lamp'],
    );
    await world.restart();
    const cat = await world.player('Cat');
    t.deepEqual(await cat.does('see amber lamp do lookup lamp/maker text Eve'), ['lookup: amber lamp']);
    const eve = await world.player('Eve');
    t.deepEqual(await eve.does('see amber lamp do lookup lamp/maker text Ida'), ['lookup: cyan lamp']);
  });
});

test('a file of the world declares indexed properties', async (t) => {
  const world = await World.of(`
prototype book is thing
  name: book
  property shelf: integer = 1, indexed
  property loan: object, indexed -- who has it
object atlas is book
  name: atlas
  shelf: 4
  loan: hall
  at: hall
verb see:do:
  roles: see @ anything, do @ text
  command: see <see> do <do>
  run: probe script
`);
  const ann = await world.player('Ann');
  t.deepEqual(
    await ann.does(
      'see atlas do lookup book/shelf integer 4; lookup book/shelf integer 1; lookup book/loan object here',
    ),
    ['lookup: atlas', 'lookup: none', 'lookup: atlas'],
  );
  await world.end();
});

test('a verb that is defined in the world answers from then on, and ends', async (t) => {
  await inWorld(t, async (ann, world) => {
    const ben = await world.player('Ben');
    t.deepEqual(await ben.does('rub lamp'), ['I don\'t know how to "rub". Type help for what you can do.']);
    t.deepEqual(await withLamp(ann, 'define l rub: rub@lamp probe rubbed rub|polish <rub>; send rub: rub=build'), [
      'define: ok',
      'ran rubbed',
      'send: nothing',
    ]);
    t.deepEqual(await ben.does('polish lamp'), ['ran rubbed']);
    world.clock.nowMs += 60_000;
    t.deepEqual(await withLamp(ann, 'named oil-lamp o; claim o o; define o rub: rub@oil-lamp probe passed rub <rub>'), [
      'named: ok',
      'claim: ok',
      'define: ok',
    ]);
    t.deepEqual(await ben.does('rub lamp'), ['ran passed', 'ran rubbed', 'passed']);
    t.deepEqual(await withLamp(ann, 'undefine l rub: rub@lamp; undefine l rub: rub@lamp'), [
      'undefine: ok',
      'undefine: bad-verb There is no verb rub: for rub@lamp: @verbs lists those there are.',
    ]);
    t.deepEqual(await ben.does('rub lamp'), ['ran passed', 'not passed: not understood']);
    await world.restart();
    const cat = await world.player('Cat');
    t.deepEqual(await cat.does('rub lamp'), ['ran passed', 'not passed: not understood']);
  });
});

test('a verb takes the right to program everything that its roles name', async (t) => {
  await inWorld(t, async (ann, world) => {
    const ben = await world.player('Ben');
    const setUp = 'named lamp l; named thing t; kind k gem t';
    t.deepEqual(
      await ben.does(
        `build lamp do ${setUp}; define k set:in: set@gem,in@lamp probe x; define k,l set:in: set@gem,in@lamp probe x; define k buy: buy@gem,actor@player probe x; define - say: say@text probe x; define k say: say@text probe x; define l,t,k say: - probe x; define k say: say=gem probe x; seen k s; define s use: use@gem probe x`,
      ),
      [
        'named: ok',
        'named: ok',
        'kind: ok',
        'define: forbidden lamp',
        'define: forbidden lamp',
        'define: forbidden player',
        'define: forbidden thing',
        'define: forbidden thing',
        'define: forbidden thing',
        'define: ok',
        'seen: ok',
        'define: forbidden gem',
      ],
    );
    // What somebody else defined is not theirs to take back, and the reverse.
    t.deepEqual(await withLamp(ann, 'define l rub: rub@lamp probe x'), ['define: ok']);
    t.deepEqual(
      await ben.does(
        'build lamp do named lamp l; named gem k; claim k k; undefine l,k rub: rub@lamp; define k rub: rub@gem probe y',
      ),
      ['named: ok', 'named: ok', 'claim: ok', 'undefine: forbidden lamp', 'define: ok'],
    );
  });
});

test('definitions are checked as those of files are', async (t) => {
  await inWorld(t, async (ann) => {
    const defined = async (rest: string) => (await withLamp(ann, `define l ${rest}`)).at(-1);
    t.is(
      await defined('Rub rub@lamp probe x'),
      'define: bad-verb "Rub" is no selector: write look, or keywords each with a colon: put:in:.',
    );
    t.is(await defined('rub: rib@lamp probe x'), 'define: bad-verb Rub: has no role rib: there are actor, rub, here.');
    t.is(
      await defined('rub: rub@lump probe x'),
      'define: bad-verb Nothing has the identifier lump: define it, or mend the spelling.',
    );
    t.is(
      await defined('rub: rub@lamp nobody x'),
      'define: bad-verb There is no program nobody: install it first, or mend its name.',
    );
    t.is(await defined('rub: rub@lamp probe x rub <rib>'), 'define: bad-verb <rib> names no role of rub:: it has rub.');
    t.is(
      await defined('rub: rub@lamp probe x <rub>'),
      'define: bad-verb A command begins with a word, not with a hole.',
    );
    t.is(await defined(`${'x'.repeat(101)}: - probe x`), 'define: bad-verb A selector has at most 100 characters.');
    t.is(
      await defined(`rub: rub@lamp probe x rub ${'x'.repeat(300)} <rub>`),
      'define: bad-verb A command has at most 200 characters.',
    );
  });
});

test('what a verb was is kept, with who defined it and when', async (t) => {
  await inWorld(t, async (ann, world) => {
    const at = (minutes: number) => world.clock.nowMs + minutes * 60_000;
    const [first, second, third] = [at(1), at(2), at(3)];
    world.clock.nowMs = first;
    await withLamp(ann, 'define l rub: rub@lamp probe one');
    world.clock.nowMs = second;
    await withLamp(ann, 'define l rub: rub@lamp probe two');
    world.clock.nowMs = third;
    t.deepEqual(await withLamp(ann, 'with rub:; undefine l rub: rub@lamp; with rub:; history rub:; history rib:'), [
      `with: rub: (rub @ lamp) probe two by Ann at ${second}`,
      'undefine: ok',
      'with: none',
      `history: rub: (rub @ lamp) probe two by Ann at ${second} until ${third} ended by Ann, rub: (rub @ lamp) probe one by Ann at ${first} until ${second} ended by Ann`,
      'history: ',
    ]);
    for (let i = 0; i < 25; i++) await withLamp(ann, `define l rub: rub@lamp probe v${i}`);
    await withLamp(ann, 'named oil-lamp o; claim o o; define o rub: rub@oil-lamp probe oil');
    const [kept] = await withLamp(ann, 'history rub:');
    t.deepEqual(
      kept?.split(', ').map((line) => /probe (\w+)/.exec(line)?.[1]),
      Array.from({ length: 20 }, (_, index) => `v${23 - index}`),
    );
    t.deepEqual(await withLamp(ann, 'named oil-lamp o; verbs o; verbs build all'), [
      'named: ok',
      `verbs: oil:do: (oil @ oil-lamp, do @ text) probe script by the world at 0, rub: (rub @ oil-lamp) probe oil by Ann at ${third}`,
      `verbs: oil:do: (oil @ oil-lamp, do @ text) probe script by the world at 0, rub: (rub @ oil-lamp) probe oil by Ann at ${third}, use:do: (use @ lamp, do @ text) probe script by the world at 0, rub: (rub @ lamp) probe v24 by Ann at ${third}, pack:in:do: (pack @ thing, in @ container, do @ text) probe script by the world at 0`,
    ]);
  });
});

test('a task that fails has defined nothing', async (t) => {
  await inWorld(t, async (ann, world) => {
    ann.types(
      'build lamp do named lamp l; claim l l; define l rub: rub@lamp probe x rub <rub>; kind k gem l; declare l colour text readable red; trap',
    );
    await ann.heardMeanwhile();
    t.deepEqual(await ann.does('see lamp do named gem k; get see colour; send rub: rub=see'), [
      'named: none',
      'get: undeclared colour',
      'send: not-understood rub: the brass lamp',
    ]);
    t.true(world.log.length > 0);
  });
});

test('objects have names of their own, one each, which end with them', async (t) => {
  await inWorld(t, async (ann, world) => {
    const named = async (script: string) => (await withLamp(ann, script)).slice(1);
    t.deepEqual(
      await named(
        'create lamp c red lamp; call-it c red; name-of c; named $red x; same c x; call-it c ruby; named red y; name-of c; recycle c; named ruby z',
      ),
      [
        'call-it: ok',
        'name-of: red',
        'named: ok',
        'same: yes',
        'call-it: ok',
        'named: none',
        'name-of: ruby',
        'recycle: ok',
        'named: none',
      ],
    );
    t.deepEqual(
      await named(
        'create lamp c red lamp; call-it c lamp; call-it c Red; call-it c text; call-it c; call-it l x; call-it c red; call-it c',
      ),
      [
        'call-it: bad-name Something is called $lamp already: choose another name.',
        'call-it: bad-name "Red" is no name for the directory: lower-case letters, digits and -, a letter first.',
        'call-it: bad-name Text means something else: choose another name.',
        'call-it: bad-name The red lamp has no name in the directory.',
        'call-it: bad-name Lamp is a prototype: verbs and programs say its name, so it stays.',
        'call-it: ok',
        'call-it: ok',
      ],
    );
    t.deepEqual(await named('claim build b; call-it b bright'), [
      'call-it: bad-name Files call it $brass: it keeps that name.',
    ]);
    const ben = await world.player('Ben');
    t.deepEqual(await ben.does('see lamp do named $world w; named $brass b; set b shine integer 1'), [
      'named: none',
      'named: ok',
      'set: forbidden lamp/shine',
    ]);
  });
});

test('a prototype that nothing needs any more is recycled, with its name', async (t) => {
  await inWorld(t, async (ann) => {
    const recycled = async (script: string) => (await withLamp(ann, script)).slice(-2);
    await withLamp(ann, 'kind k gem l; define k rub: rub@gem probe x rub <rub>; create gem c ruby; move c here');
    const claim = 'named gem k; claim k k';
    t.deepEqual(await recycled(`${claim}; recycle k`), [
      'claim: ok',
      'recycle: in-use The gem is a prototype: what delegates to it would lose its nature.',
    ]);
    t.deepEqual(await ann.does('build ruby do claim build c; recycle c'), ['claim: ok', 'recycle: ok']);
    t.deepEqual(await recycled(`${claim}; recycle k`), [
      'claim: ok',
      'recycle: in-use The verb rub: is for the gem: take it back first, with @undefine.',
    ]);
    t.deepEqual(await recycled(`${claim}; undefine k rub: rub@gem; recycle k; named gem k; create gem c opal`), [
      'named: none',
      'create: no-prototype gem',
    ]);
    t.deepEqual(
      await recycled('recycle l'),
      ['claim: ok', 'recycle: in-use The lamp is a prototype: what delegates to it would lose its nature.'].slice(-1),
    );
  });
});
