import test, { type ExecutionContext } from 'ava';
import { World, type Person } from './world.ts';

/** Verbs that run a script with some authority, and things to try it on. */
const THINGS = `
prototype lamp is thing
  name: lamp
  property shine: integer = 3, readable
  property fuel: integer = 10, private
  property mate: object, readable
  property maker: text, readable
  property parts: texts = wick, glass, readable
  property weight: number = 0.5, readable
  property friends: objects, readable
prototype oil-lamp is lamp
  name: oil lamp
  lamp/shine: 5
  property oil: truth = yes, private
prototype purse is thing
  name: purse
  property coins: integer = 7, private

object brass is oil-lamp
  name: brass lamp
  aliases: light
  at: hall
object bag is purse
  name: bag
  at: hall
object trunk is container
  name: trunk
  at: hall

verb use:do:
  roles: use @ lamp, do @ text
  command: use <use> do <do>
  run: probe script
verb oil:do:
  roles: oil @ oil-lamp, do @ text
  command: oil <oil> do <do>
  run: probe script
verb see:do:
  roles: see @ anything, do @ text
  command: see <see> do <do>
  run: probe script
verb pack:in:do:
  roles: pack @ thing, in @ container, do @ text
  command: pack <pack> in <in> do <do>
  run: probe script
verb build:
  roles: actor @ builder, build @ text
  command: build <build>
  run: probe build
verb build:do:
  roles: actor @ builder, build @ anything, do @ text
  command: build <build> do <do>
  run: probe script
verb found:do:
  roles: actor @ builder, found @ text, do @ text
  command: found <found> do <do>
  run: probe script
verb walk:do:
  roles: actor @ player, here @ room, walk @ text, do @ text
  command: walk <walk> do <do>
  run: probe script
`;

async function inWorld(t: ExecutionContext, story: (ann: Person, world: World) => Promise<void>): Promise<void> {
  const world = await World.of(THINGS);
  const ann = await world.player('Ann');
  await story(ann, world);
  t.false(world.log.some((line) => line.includes('the driver gave up') && !line.includes('a program used a handle')));
  await world.end();
}

test('a verb reads and writes what its prototype declares, and nothing else', async (t) => {
  await inWorld(t, async (ann) => {
    t.deepEqual(await ann.does('use lamp do get use fuel; set use lamp/fuel integer 9; get use fuel'), [
      'get: 10',
      'set: ok',
      'get: 9',
    ]);
    t.deepEqual(await ann.does('use lamp do get use oil; set use oil truth no'), [
      'get: forbidden oil-lamp/oil',
      'set: forbidden oil-lamp/oil',
    ]);
    t.deepEqual(await ann.does('use lamp do set use thing/description text dark'), [
      'set: forbidden thing/description',
    ]);
    // A more special prototype's authority is not that of what it delegates to.
    t.deepEqual(await ann.does('oil lamp do get oil oil; get oil fuel; set oil shine integer 1; get oil shine'), [
      'get: yes',
      'get: forbidden lamp/fuel',
      'set: forbidden lamp/shine',
      'get: 5',
    ]);
  });
});

test('a role without restriction, a seen handle and a looked-up object only see', async (t) => {
  await inWorld(t, async (ann) => {
    t.deepEqual(
      await ann.does('see brass lamp do get see shine; get see fuel; set see shine integer 1; move see actor'),
      ['get: 5', 'get: forbidden lamp/fuel', 'set: forbidden lamp/shine', 'move: forbidden'],
    );
    t.deepEqual(await ann.does('use lamp do seen use s; get s fuel; set s shine integer 1; move s actor'), [
      'seen: ok',
      'get: forbidden lamp/fuel',
      'set: forbidden lamp/shine',
      'move: forbidden',
    ]);
    t.deepEqual(
      await ann.does('use lamp do set use mate object use; get use mate m; set m shine integer 1; get m fuel'),
      ['set: ok', 'get: the brass lamp', 'set: forbidden lamp/shine', 'get: forbidden lamp/fuel'],
    );
  });
});

test('a handle given away in a message carries no authority', async (t) => {
  await inWorld(t, async (ann) => {
    t.deepEqual(await ann.does('use lamp do send see:do: see=use do="get~see~fuel'), [
      'get: forbidden lamp/fuel',
      'send: nothing',
    ]);
    // Whoever answers has the authority of its own roles, whatever the sender has.
    t.deepEqual(await ann.does('see lamp do send use:do: use=see do="set~use~fuel~integer~8'), [
      'set: ok',
      'send: nothing',
    ]);
    // An answer carries none either.
    t.deepEqual(await ann.does('use lamp do send use:do: use=use do="answer~object~use'), [
      'answer: ok',
      'send: the brass lamp',
    ]);
  });
});

test('a handle of an earlier call is of no use', async (t) => {
  await inWorld(t, async (ann) => {
    t.deepEqual(await ann.does('use lamp do keep use stolen; get stolen fuel'), ['keep: ok', 'get: 10']);
    const [sentence] = await ann.does('use lamp do get stolen fuel');
    t.regex(sentence as string, /^! /);
    // The program that tried was thrown away with what it kept.
    const [again] = await ann.does('use lamp do get stolen fuel');
    t.regex(again as string, /^! /);
    t.deepEqual(await ann.does('use lamp do get use fuel'), ['get: 10']);
  });
});

test("a caller's handles do not reach into the call it makes, nor the callee's out of it", async (t) => {
  await inWorld(t, async (ann) => {
    const [inner] = await ann.does('use lamp do keep use stolen; send see:do: see=use do="get~stolen~fuel');
    t.regex(inner as string, /^! /);
    const [outer] = await ann.does('see lamp do send use:do: use=see do="keep~use~stolen; get stolen fuel');
    t.regex(outer as string, /^! /);
  });
});

test('what a task that trapped has written is gone, and so is the authority it had', async (t) => {
  await inWorld(t, async (ann) => {
    t.regex((await ann.does('use lamp do set use fuel integer 1; trap')).at(-1) as string, /^! /);
    t.regex((await ann.does('use lamp do set use fuel integer 1; loop')).at(-1) as string, /^! /);
    t.deepEqual(await ann.does('use lamp do get use fuel'), ['get: 10']);
  });
});

test('values are checked against their declaration', async (t) => {
  await inWorld(t, async (ann) => {
    t.deepEqual(
      await ann.does('use lamp do set use shine text bright; set use maker integer 1; set use parts text x'),
      ['set: wrong-type integer', 'set: wrong-type text', 'set: wrong-type texts'],
    );
    t.deepEqual(await ann.does('use lamp do get use glow; set use glow integer 1; get use purse/coins'), [
      'get: undeclared glow',
      'set: undeclared glow',
      'get: undeclared purse/coins',
    ]);
    t.deepEqual(await ann.does('use lamp do set use maker long 60001; set use maker long 60000'), [
      'set: too-large 60001',
      'set: ok',
    ]);
    t.deepEqual(
      await ann.does('use lamp do set use maker text a; get use maker; set use maker nothing; get use maker'),
      ['set: ok', 'get: "a"', 'set: ok', 'get: nothing'],
    );
    t.deepEqual(
      await ann.does('use lamp do get use parts; get use weight; set use friends objects use,actor; get use friends'),
      ['get: [wick|glass]', 'get: 0.5', 'set: ok', 'get: [brass lamp|Ann]'],
    );
  });
});

test('moving needs authority over what is moved, and no circle', async (t) => {
  await inWorld(t, async (ann) => {
    t.deepEqual(await ann.does('pack bag in trunk do move pack in; location pack where; name where'), [
      'move: ok',
      'location: ok',
      'name: trunk / a trunk / the trunk',
    ]);
    t.deepEqual(await ann.does('pack trunk in trunk do move in pack'), ['move: into-itself']);
    t.deepEqual(await ann.does('pack trunk in trunk do move here pack; move actor pack'), [
      'move: forbidden',
      'move: forbidden',
    ]);
    t.deepEqual(await ann.does('walk x do move here actor'), ['move: into-itself']);
  });
});

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

test('what one person made has one owner, what the image made another, what is gone none', async (t) => {
  await inWorld(t, async (ann, world) => {
    t.deepEqual(
      await ann.does(
        'build bag do create thing c cup; create thing d dish; owned-alike c d; owned-alike c actor; owned-alike c build; owned-alike build here; move c here',
      ),
      [
        'create: ok',
        'create: ok',
        'owned-alike: yes',
        'owned-alike: yes',
        'owned-alike: no',
        'owned-alike: yes',
        'move: ok',
      ],
    );
    const ben = await world.player('Ben');
    t.deepEqual(await ben.does('see cup do owned-alike see actor; create thing c cup'), [
      'owned-alike: no',
      'create: not-a-builder',
    ]);
    t.deepEqual(await ann.does('build cup do claim build k; keep build gone; recycle k; owned-alike gone here'), [
      'claim: ok',
      'keep: ok',
      'recycle: ok',
      'owned-alike: no',
    ]);
  });
});

test('where people begin is seen', async (t) => {
  await inWorld(t, async (ann) => {
    t.deepEqual(await ann.does('see bag do start s; same s here; set s thing/description text x'), [
      'start: ok',
      'same: yes',
      'set: forbidden thing/description',
    ]);
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
