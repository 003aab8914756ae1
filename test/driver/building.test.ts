import test from 'ava';
import { inWorld } from './things.ts';

test('only what is owned can be claimed, and only by a verb that acts for a builder', async (t) => {
  await inWorld(t, async (ann, world) => {
    const ben = await world.player('Ben');
    const guest = await world.guest();
    t.deepEqual(await ben.does('build brass lamp do claim build mine'), ['claim: not-owner the world']);
    t.deepEqual(
      await ben.does('use lamp do claim use mine; create thing x cup; examine use; assign use shine 1; rename use x'),
      ['claim: not-a-builder', 'create: not-a-builder', 'examine: ', 'assign: not-a-builder', 'rename: not-a-builder'],
    );
    t.deepEqual(await guest.does('build lamp do claim build mine'), [
      "You can't build the brass lamp do claim build mine.",
    ]);
    t.deepEqual(await ben.does('build lamp do create lamp l tin lamp; move l here; get l fuel; set l fuel integer 1'), [
      'create: ok',
      'move: ok',
      'get: 10',
      'set: ok',
    ]);
    // What Ben made is not the world's, and the administrator's authority reaches it.
    t.deepEqual(await ann.does('build tin lamp do claim build l; get l fuel; assign l shine 12; get l shine'), [
      'claim: ok',
      'get: 1',
      'assign: ok',
      'get: 12',
    ]);
    const cat = await world.player('Cat');
    t.deepEqual(
      await cat.does('build tin lamp do claim build l; recycle build; assign build shine 1; rename build x'),
      ['claim: not-owner Ben', 'recycle: not-owner Ben', 'assign: not-owner Ben', 'rename: not-owner Ben'],
    );
    t.deepEqual(await cat.does('build Ben do claim build b; move build here; get build thing/description'), [
      'claim: not-owner Ben',
      'move: forbidden',
      'get: nothing',
    ]);
  });
});

test('people and prototypes are neither made nor recycled by building', async (t) => {
  await inWorld(t, async (ann) => {
    t.deepEqual(await ann.does('build lamp do create administrator x Eve; create nothing x cup; create brass x cup'), [
      'create: no-prototype administrator',
      'create: no-prototype nothing',
      'create: no-prototype brass',
    ]);
    t.deepEqual(await ann.does('build lamp do claim actor me; rename me Root; recycle me; claim here h; recycle h'), [
      'claim: ok',
      "rename: bad-name A player's name is what they enter with: it stays.",
      'recycle: in-use Ann is somebody: people cannot be recycled.',
      'claim: ok',
      'recycle: in-use Hall is where people begin.',
    ]);
    t.deepEqual(await ann.does('build lamp do create thing x a, b; create thing x'), [
      'create: bad-name A name cannot have commas or quotation marks: nobody could type it in a command.',
      'create: bad-name A name cannot be empty.',
    ]);
  });
});

test('what is recycled is gone from properties, places and handles', async (t) => {
  await inWorld(t, async (ann) => {
    t.deepEqual(
      await ann.does(
        'build lamp do create thing c cup; claim build l; set l mate object c; set l friends objects c,l; move c here',
      ),
      ['create: ok', 'claim: ok', 'set: ok', 'set: ok', 'move: ok'],
    );
    t.deepEqual(
      await ann.does(
        'build cup do claim build c; recycle c; get build thing/description; move build here; sights here',
      ),
      [
        'claim: ok',
        'recycle: ok',
        'get: gone',
        'move: forbidden',
        'sights: a brass lamp (thing), a bag (thing), a trunk (thing), Ann (person)',
      ],
    );
    t.deepEqual(await ann.does('use lamp do get use mate; get use friends'), ['get: nothing', 'get: [brass lamp]']);
    t.deepEqual(await ann.does('use cup do name use'), ['You see no cup here.']);
  });
});

test('what a recycled thing held goes where it was, and exits to a recycled place go with it', async (t) => {
  await inWorld(t, async (ann) => {
    t.deepEqual(
      await ann.does(
        'build lamp do create room r Attic; create exit e attic; assign e to Attic; set e to object r; move e here; create exit b down; set b to object here; move b r; create thing s stone; move s r',
      ),
      [
        'create: ok',
        'create: ok',
        'assign: bad-property You see no Attic here.',
        'set: ok',
        'move: ok',
        'create: ok',
        'set: ok',
        'move: ok',
        'create: ok',
        'move: ok',
      ],
    );
    t.deepEqual(await ann.does('build attic do get build to room; claim room a; recycle a; sights here'), [
      'get: Attic',
      'claim: ok',
      'recycle: ok',
      'sights: a brass lamp (thing), a bag (thing), a trunk (thing), Ann (person), a stone (thing)',
    ]);
    t.deepEqual(await ann.does('pack bag in trunk do move pack in'), ['move: ok']);
    t.deepEqual(await ann.does('build trunk do claim build x; recycle x; sights here'), [
      'claim: ok',
      'recycle: ok',
      'sights: a brass lamp (thing), Ann (person), a stone (thing), a bag (thing)',
    ]);
  });
});

test('assigned text is read by the declared type', async (t) => {
  await inWorld(t, async (ann) => {
    t.deepEqual(
      await ann.does(
        'build brass lamp do claim build l; assign l shine many; assign l shine 4; assign l oil maybe; assign l oil no; assign l weight 1.25; assign l parts a, b c ; assign l mate bag; assign l mate moon; assign l glow 1',
      ),
      [
        'claim: ok',
        'assign: bad-property That property is a whole number.',
        'assign: ok',
        'assign: bad-property That property is yes or no.',
        'assign: ok',
        'assign: ok',
        'assign: ok',
        'assign: ok',
        'assign: bad-property You see no moon here.',
        'assign: bad-property The brass lamp has no property glow. @examine lists what it has.',
      ],
    );
    const [details] = await ann.does('build brass lamp do examine build');
    t.regex(details as string, /owner=the world, prototypes=oil-lamp, identifier=brass/);
    t.regex(details as string, /lamp\/shine=4/);
    t.notRegex(details as string, /lamp\/fuel|oil-lamp\/oil/);
    const [, owned] = await ann.does('build brass lamp do claim build l; examine l');
    t.regex(owned as string, /oil-lamp\/oil=no.*lamp\/fuel=10.*lamp\/mate=bag.*lamp\/parts=a, b c.*lamp\/weight=1.25/);
  });
});

test('an exit leads to a room and to nothing else', async (t) => {
  await inWorld(t, async (ann) => {
    t.deepEqual(
      await ann.does(
        'build bag do create exit e out; assign e to trunk; assign e to Ann; assign e to Hall; get e to; set e to object build; set e to object actor; set e to object here; assign e to nothing; get e to; assign e to Nothing',
      ),
      [
        'create: ok',
        'assign: bad-property An exit leads to a room: the trunk is none.',
        'assign: bad-property An exit leads to a room: Ann is none.',
        'assign: ok',
        'get: Hall',
        'set: wrong-type room',
        'set: wrong-type room',
        'set: ok',
        'assign: ok',
        'get: nothing',
        'assign: ok',
      ],
    );
  });
});

test('names reach the places that the actor has made, and lists of objects can be emptied', async (t) => {
  await inWorld(t, async (ann) => {
    t.deepEqual(
      await ann.does(
        'found x do create room r Attic; create room l Lamp Room; create exit e out; assign e to Attic; set actor places objects r,l; assign e to the attic; get e to; assign e to lamp; get e to; assign e to Cellar',
      ),
      [
        'create: ok',
        'create: ok',
        'create: ok',
        'assign: bad-property You see no Attic here.',
        'set: ok',
        'assign: ok',
        'get: Attic',
        'assign: bad-property An exit leads to a room: the brass lamp is none.',
        'get: Attic',
        'assign: bad-property You see no Cellar here.',
      ],
    );
    t.deepEqual(
      await ann.does(
        'build bag do create lamp l red lamp; move l here; assign l mate lamp; assign l friends bag, trunk; get l friends; assign l friends nothing; get l friends; assign l maker nothing; get l maker',
      ),
      [
        'create: ok',
        'move: ok',
        'assign: bad-property Several things are called lamp: give more of the name.',
        'assign: ok',
        'get: [bag|trunk]',
        'assign: ok',
        'get: nothing',
        'assign: ok',
        'get: "nothing"',
      ],
    );
  });
});

test('people are changed by themselves, and else only by an administrator', async (t) => {
  await inWorld(t, async (ann, world) => {
    const ben = await world.player('Ben');
    t.deepEqual(await ben.does('build Ben do claim build b; assign b description Tall.; get build description'), [
      'claim: ok',
      'assign: bad-property People are changed by themselves: describe me as \u2026',
      'get: nothing',
    ]);
    t.deepEqual(await ann.does('build Ben do claim build b; assign b description Short.; get build description'), [
      'claim: ok',
      'assign: ok',
      'get: "Short."',
    ]);
  });
});

test('what means something else in a command is no name', async (t) => {
  await inWorld(t, async (ann) => {
    const refusals = new Map([
      ['the', /^create: bad-name "the" is an article/],
      ['My', /^create: bad-name "My" is an article/],
      ['here', /^create: bad-name "here" is a pronoun/],
      ['it', /^create: bad-name "it" is a pronoun/],
      [' all ', /^create: bad-name "all" means many things/],
      ['everything', /^create: bad-name "everything" means many things/],
      ['both', /^create: bad-name "both" means many things/],
      ['And', /^create: bad-name "And" joins names in commands/],
      ['nothing', /^create: bad-name "nothing" takes/],
      ['in', /^create: bad-name "in" stands between/],
      ['la\u202emp', /^create: ok/],
      ['in tray', /^create: ok/],
      ['theatre', /^create: ok/],
    ]);
    for (const [name, expected] of refusals) {
      t.regex((await ann.does(`build bag do create thing x ${name}`))[0] as string, expected, name);
    }
    t.deepEqual(
      await ann.does('build bag do create exit x in; rename x out; rename x the; create thing y cup; rename y up'),
      [
        'create: ok',
        'rename: ok',
        'rename: bad-name "the" is an article: it is left out when a command looks for a name, so nothing can be called so.',
        'create: ok',
        'rename: bad-name "up" stands between the names in commands, so only an exit can be called so.',
      ],
    );
  });
});
