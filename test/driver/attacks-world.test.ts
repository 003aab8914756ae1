import test from 'ava';
import { Targets, attacked } from './attacks.ts';

test('names and texts of others are shown as they are, and say nothing', async (t) => {
  await attacked(
    t,
    async ({ ben, cat }) => {
      t.deepEqual(
        await cat.does(
          'build bag do create lamp l {actor} {wave|waves}; move l here; set l thing/description text {actor} dies.; set l maker text {maker}',
        ),
        ['create: ok', 'move: ok', 'set: ok', 'set: ok'],
      );
      await ben.heardMeanwhile();
      t.deepEqual(
        await ben.does('use {actor} do act {actor} {take|takes} {use}.; get use thing/description; get use maker'),
        ['You take the {actor} {wave|waves}.', 'act: ok', 'get: "{actor} dies."', 'get: "{maker}"'],
      );
      t.deepEqual(await cat.heardMeanwhile(), ['Ben takes the {actor} {wave|waves}.']);
    },
    [],
  );
});

test('a name has no characters that nobody sees, and is no word of commands', async (t) => {
  await attacked(
    t,
    async ({ cat }) => {
      for (const code of ['1b', '7', '85', '200b', '202e', '2066', 'feff']) {
        t.deepEqual(await cat.does(`build bag do coded ${code}`), [
          'coded: bad-name A name cannot have characters that cannot be typed.',
        ]);
      }
      for (const word of ['the', 'me', 'it', 'all', 'nothing', 'in']) {
        t.regex((await cat.does(`build bag do create lamp l ${word}`))[0] as string, /^create: bad-name /);
      }
    },
    [],
  );
});

test('nothing is called as a person is', async (t) => {
  await attacked(
    t,
    async ({ cat }) => {
      t.deepEqual(
        await cat.does(
          'build bag do create lamp l Ben; create lamp l BEN; create lamp l B\u200den; create lamp l torch; rename l ben',
        ),
        [
          "create: bad-name Ben is somebody's name: a thing cannot be called so.",
          "create: bad-name BEN is somebody's name: a thing cannot be called so.",
          "create: bad-name B\u200den is somebody's name: a thing cannot be called so.",
          'create: ok',
          "rename: bad-name ben is somebody's name: a thing cannot be called so.",
        ],
      );
    },
    [],
  );
});

test('a verb that is called again by what it calls has its own handles alone', async (t) => {
  await attacked(
    t,
    async ({ cat }) => {
      const [inner] = await cat.does('use brass do keep use stolen; send use:do: use=see do="get~stolen~fuel');
      t.regex(inner as string, /^! /);
      const [again] = await cat.does('use brass do keep use stolen; send use:do: use=use do="get~stolen~fuel');
      t.regex(again as string, /^! /);
    },
    [],
  );
});

test('a handle outlives neither its call nor a call that it made', async (t) => {
  await attacked(
    t,
    async ({ cat, world }) => {
      t.deepEqual(await cat.does('use brass do keep use stolen'), ['keep: ok']);
      t.regex((await cat.does('hop bag do set stolen fuel integer 1'))[0] as string, /^! /);
      t.true(world.log.some((line) => line.includes('a program used a handle after it had returned')));
      const [outer] = await cat.does('hop brass do send use:do: use=hop do="keep~use~stolen; get stolen fuel');
      t.regex(outer as string, /^! /);
    },
    [],
  );
});

test('no name of a property reaches what people and the driver keep', async (t) => {
  await attacked(
    t,
    async ({ cat }) => {
      const names = [
        'verifier', 'player/verifier', 'player/password', 'sessions', 'player/sessions', 'connection', 'owner', 'owned', '=1/x', '+x',
        'stepped-down', 'delegation/1', '/verifier', 'player//verifier', 'lamp/fuel/', 'thing/../verifier', 'c/1', 'may', 'player/may',
      ]; // prettier-ignore
      const heard = await cat.does(
        `walk x do ${names.map((name) => `get actor ${name}; set actor ${name} text x`).join('; ')}`,
      );
      t.deepEqual(
        heard,
        names.flatMap((name) => [`get: undeclared ${name}`, `set: undeclared ${name}`]),
      );
    },
    [],
  );
});

test('nobody moves what is not theirs, nor people', async (t) => {
  await attacked(
    t,
    async ({ cat }) => {
      t.deepEqual(await cat.does('trick lantern do move trick actor'), ['move: forbidden']);
      t.deepEqual(await cat.does('build lantern do move build actor'), ['move: forbidden']);
      t.deepEqual(await cat.does('trick Ben do move trick here'), ['move: forbidden']);
      t.deepEqual(await cat.does('build Ben do move build actor; move here actor'), [
        'move: forbidden',
        'move: forbidden',
      ]);
    },
    [
      'Cat move the lantern by trick:do: of probe',
      'Cat move the lantern by build:do: of probe',
      'Cat move Ben by trick:do: of probe',
      'Cat move Ben by build:do: of probe',
      'Cat move Hall by build:do: of probe',
    ],
  );
});

test('nobody claims what another or the world owns', async (t) => {
  await attacked(
    t,
    async ({ cat }) => {
      t.deepEqual(
        await cat.does('build lantern do claim build c; named $lamp p; claim p c; named $hall p; claim p c'),
        ['claim: not-owner Ben', 'named: ok', 'claim: not-owner the world', 'named: ok', 'claim: not-owner the world'],
      );
      t.deepEqual(await cat.does('hop lantern do claim hop c'), ['claim: not-a-builder']);
    },
    [
      'Cat claim the lantern by build:do: of probe',
      'Cat claim the lamp by build:do: of probe',
      'Cat claim Hall by build:do: of probe',
      'Cat claim the lantern by hop:do: of probe',
    ],
  );
});

test("nobody changes or destroys what they only see, or what a verb's role lets them touch", async (t) => {
  await attacked(
    t,
    async ({ ben, cat }) => {
      t.deepEqual(await cat.does('build lantern do rename build x; assign build maker y; recycle build'), [
        'rename: not-owner Ben',
        'assign: not-owner Ben',
        'recycle: not-owner Ben',
      ]);
      t.deepEqual(await cat.does('use lantern do rename use x; recycle use'), [
        'rename: not-a-builder',
        'recycle: not-a-builder',
      ]);
      t.deepEqual(await ben.does('see lantern do name see'), ['name: lantern / a lantern / the lantern']);
    },
    [
      ...Array.from({ length: 3 }, () => 'Cat change the lantern by build:do: of probe'),
      ...Array.from({ length: 2 }, () => 'Cat change the lantern by use:do: of probe'),
    ],
  );
});

test('what was lent is not destroyed, and not programmed, without the right to', async (t) => {
  await attacked(
    t,
    async (targets) => {
      await targets.lends('Cat', 'delegate c to state');
      t.deepEqual(
        await targets.cat.does(
          'build lantern do granted build g; rename g big lantern; recycle g; named $purse p; granted build h; prototypes h p',
        ),
        [
          'granted: ok',
          'rename: ok',
          'recycle: not-owner Ben',
          'named: ok',
          'granted: ok',
          'prototypes: forbidden the big lantern',
        ],
      );
    },
    ['Cat change the big lantern by build:do: of probe', 'Cat program the big lantern by build:do: of probe'],
  );
});

test("nobody defines, ends or declares anything for another's prototype", async (t) => {
  await attacked(
    t,
    async (targets) => {
      const { cat } = targets;
      const define = (authority: string, roles: string) =>
        `define ${authority} steal: ${roles} probe script steal <steal>`;
      t.deepEqual(
        await cat.does(
          `build lantern do named $lamp p; ${define('p', 'steal@lamp')}; ${define('-', 'steal@lamp')}; ${define('-', '-')}; undefine p use:do: use@lamp; declare p x text readable y; undeclare p fuel; prototypes p p`,
        ),
        [
          'named: ok',
          'define: forbidden lamp',
          'define: forbidden lamp',
          'define: forbidden thing',
          'undefine: bad-verb There is no verb use:do: for use@lamp: @verbs lists those there are.',
          'declare: forbidden lamp',
          'undeclare: forbidden lamp',
          'prototypes: forbidden lamp',
        ],
      );
      // The right to one of the roles is not the right to all.
      t.deepEqual(
        await cat.does(
          `build bag do named $lamp p; kind k candle p; define k steal:from: steal@candle,from@player probe script`,
        ),
        ['named: ok', 'kind: ok', 'define: forbidden player'],
      );
      t.deepEqual(await cat.does('hop bag do named $lamp p; kind k torch p'), ['named: ok', 'kind: not-a-programmer']);
    },
    [
      'Cat define verbs for the lamp by build:do: of probe',
      'Cat define verbs for the lamp by build:do: of probe',
      'Cat define verbs for the thing by build:do: of probe',
      'Cat program the lamp by build:do: of probe',
      'Cat program the lamp by build:do: of probe',
      'Cat program the lamp by build:do: of probe',
      'Cat define verbs for the player by build:do: of probe',
      'Cat program as Cat by hop:do: of probe',
    ],
  );
});

test('prototypes are no way to the powers or the slots of others', async (t) => {
  await attacked(
    t,
    async ({ cat }) => {
      t.deepEqual(
        await cat.does(
          'build bag do named $lamp l; named $administrator a; named $player q; kind k candle l; kind m master a; kind m master k,a; prototypes k k; kind n wick k; prototypes k n; create administrator x y; prototypes actor a',
        ),
        [
          'named: ok',
          'named: ok',
          'named: ok',
          'kind: ok',
          'kind: bad-prototypes Administrator is for people, who are made by entering the world.',
          'kind: bad-prototypes Administrator is for people, who are made by entering the world.',
          'prototypes: bad-prototypes Candle cannot delegate to itself.',
          'kind: ok',
          'prototypes: bad-prototypes Wick delegates to candle already: that would be a circle. Cut it there first.',
          'create: no-prototype administrator',
          'prototypes: forbidden Cat',
        ],
      );
    },
    ['Cat program Cat by build:do: of probe'],
  );
});

test('nobody has things of others act by themselves, nor people', async (t) => {
  await attacked(
    t,
    async ({ ben, cat }) => {
      t.deepEqual(await cat.does('trick lantern do timer trick tick 1000'), ['timer: forbidden']);
      t.deepEqual(await cat.does('walk x do timer actor tick 1000'), ['timer: person']);
      t.deepEqual(await ben.does('use lantern do timer use tick 9000'), ['timer: ok']);
      t.deepEqual(await cat.does('trick lantern do no-timer trick tick'), ['no-timer: none']);
      t.deepEqual(await ben.does('use lantern do no-timer use tick'), ['no-timer: ok']);
      t.deepEqual(await ben.does('walk x do timer here tick 1000; timer here Tick 1000'), [
        'timer: ok',
        'timer: bad-keyword Tick',
      ]);
    },
    ['Cat start a timer of the lantern by trick:do: of probe', 'Cat end a timer of the lantern by trick:do: of probe'],
  );
});

test('powers that were laid down are not used, in the same task, by other verbs, or by what is lent', async (t) => {
  await attacked(
    t,
    async ({ ann }) => {
      t.deepEqual(
        await ann.does(
          'build lantern do claim build c; step down; claim build d; create lamp l torch; rename c x; is actor builder; named $lamp p; claim p p',
        ),
        [
          'claim: ok',
          'step: ok',
          'claim: not-a-builder',
          'create: not-a-builder',
          'rename: not-a-builder',
          'is: no',
          'named: ok',
          'claim: not-a-builder',
        ],
      );
      t.regex((await ann.does('build lantern do claim build c'))[0] as string, /^You can't/);
      t.deepEqual(await ann.does('hop lantern do send build: build="all'), ['send: not-understood build: "all"']);
      // Nobody is lifted up by what they touch.
      t.deepEqual(await ann.does('trick lantern do step up'), ['step: forbidden Ann']);
      t.deepEqual(await ann.does('hop lantern do step up'), ['step: ok']);
      t.deepEqual(await ann.does('build lantern do claim build c'), ['claim: ok']);
    },
    [
      'Ann claim the lantern by build:do: of probe',
      'Ann build as Ann by build:do: of probe',
      'Ann change the lantern by build:do: of probe',
      'Ann claim the lamp by build:do: of probe',
      'Ann change the powers of Ann by trick:do: of probe',
    ],
  );
});

test('nobody steps up to powers that they never had, and guests build nothing', async (t) => {
  await attacked(
    t,
    async ({ world }) => {
      const guest = await world.guest();
      t.deepEqual(await guest.does('hop lantern do step up; create lamp l torch; claim hop c'), [
        'step: no-powers',
        'create: not-a-builder',
        'claim: not-a-builder',
      ]);
      t.regex((await guest.does('build lantern do claim build c'))[0] as string, /^You can't/);
    },
    ['Birch build as Birch by hop:do: of probe', 'Birch claim the lantern by hop:do: of probe'],
  );
});

test('the audit is not read by those it is about', async (t) => {
  await attacked(
    t,
    async ({ cat }) => {
      t.deepEqual(await cat.does('build bag do denials 10'), ['denials: forbidden the audit']);
      t.regex((await cat.does('admin bag do denials 10'))[0] as string, /^You can't/);
    },
    ['Cat read the audit as Cat by build:do: of probe'],
  );
});

test('a task that fails hides nothing from the log, and one that goes on and on pushes out nothing', async (t) => {
  const targets = await Targets.open();
  const { cat, world } = targets;
  t.regex((await cat.does('trick lantern do set trick fuel integer 1; trap')).at(-1) as string, /^! /);
  t.deepEqual(await targets.denials(), []);
  t.true(world.log.some((line) => line.includes('denied: Cat may not write lamp/fuel of the lantern')));
  world.clock.nowMs++;
  await cat.does('trick lantern do move trick actor');
  world.clock.nowMs++;
  const tries = Array.from({ length: 500 }, () => 'get trick fuel').join('; ');
  const logged = world.log.length;
  t.is((await cat.does(`trick lantern do ${tries}`)).length, 500);
  t.is(world.log.length - logged, 32);
  const denials = await targets.denials();
  t.is(denials.length, 33);
  t.is(denials.at(-1), 'Cat move the lantern by trick:do: of probe');
  await world.end();
});

test('the audit keeps the last thousand', async (t) => {
  const targets = await Targets.open();
  const { cat, world } = targets;
  const tries = Array.from({ length: 32 }, () => 'get trick fuel').join('; ');
  await cat.does('trick lantern do move trick actor');
  for (let task = 0; task < 33; task++) {
    world.clock.nowMs++;
    await cat.does(`trick lantern do ${tries}`);
  }
  const denials = await targets.denials();
  t.is(denials.length, 1000);
  t.false(denials.includes('Cat move the lantern by trick:do: of probe'));
  await world.end();
});
