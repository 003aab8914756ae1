import test from 'ava';
import { inWorld, withLamp } from './things.ts';
import { World } from './world.ts';

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
