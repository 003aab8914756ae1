import test from 'ava';
import { attacked } from './attacks.ts';

test('a verb that nobody gave its actor sends nothing in their name', async (t) => {
  await attacked(
    t,
    async ({ ben }) => {
      t.deepEqual(await ben.does('trick bag do send wave'), ['send: forbidden This verb may not send wave as Ben.']);
      t.deepEqual(await ben.does('trick bag do send build: build="all'), [
        'send: forbidden This verb may not send build: as Ben.',
      ]);
    },
    ['Ben send as wave of Ben by trick:do: of probe', 'Ben send as build: of Ben by trick:do: of probe'],
  );
});

test('a verb for players borrows no powers of a builder, nor a builder those of an administrator', async (t) => {
  await attacked(
    t,
    async ({ ann }) => {
      t.deepEqual(await ann.does('walk x do send build: build="all'), [
        'send: forbidden build: is answered with more powers of Ann than the sender may lend',
      ]);
      t.deepEqual(await ann.does('build bag do send admin:do: admin=build do="denials~1'), [
        'send: forbidden admin:do: is answered with more powers of Ann than the sender may lend',
      ]);
    },
    ['Ann lend powers of Ann by walk:do: of probe', 'Ann lend powers of Ann by build:do: of probe'],
  );
});

test('powers are not borrowed by a message that is sent on', async (t) => {
  await attacked(
    t,
    async ({ ann }) => {
      t.deepEqual(await ann.does('walk x do send hop:do: hop=here do="send~build:~build="all'), [
        'send: forbidden build: is answered with more powers of Ann than the sender may lend',
        'send: nothing',
      ]);
    },
    ['Ann lend powers of Ann by hop:do: of probe'],
  );
});

test('nobody sends as a thing or a person over whom they have no right', async (t) => {
  await attacked(
    t,
    async ({ cat }) => {
      t.deepEqual(await cat.does('trick lantern do send-as trick wave'), [
        'send-as: forbidden This verb may not send wave as the lantern.',
      ]);
      t.deepEqual(await cat.does('trick Ben do send-as trick wave'), [
        'send-as: forbidden This verb may not send wave as Ben.',
      ]);
      t.deepEqual(await cat.does('hop Ben do send-as hop wave'), [
        'send-as: forbidden This verb may not send wave as Ben.',
      ]);
    },
    [
      'Cat send as wave of the lantern by trick:do: of probe',
      'Cat send as wave of Ben by trick:do: of probe',
      'Cat send as wave of Ben by hop:do: of probe',
    ],
  );
});

test("an administrator whom a builder's verb sends as claims what a builder may", async (t) => {
  await attacked(
    t,
    async ({ ann }) => {
      t.deepEqual(await ann.does('build lantern do claim build c'), ['claim: ok']);
      t.deepEqual(await ann.does('build lantern do send build:do: build=build do="claim~build~c'), [
        'claim: not-owner Ben',
        'send: nothing',
      ]);
    },
    ['Ann claim the lantern by build:do: of probe'],
  );
});

test('to send as oneself by a handle gives no more powers than the role that gave it', async (t) => {
  await attacked(
    t,
    async ({ ann }) => {
      t.deepEqual(await ann.does('walk x do send-as actor build: build="all'), [
        'send-as: forbidden build: is answered with more powers of Ann than the sender may lend',
      ]);
    },
    ['Ann lend powers of Ann by walk:do: of probe'],
  );
});

test('a timer acts as its object and as nobody else', async (t) => {
  await attacked(
    t,
    async ({ ben, cat, world }) => {
      const script = 'get tick mate m|send-as m wave|send wave';
      await cat.does(
        `build Ben do create lamp l snare; move l here; set l mate object build; set l thing/description text ${script}`,
      );
      await ben.heardMeanwhile();
      t.deepEqual(await cat.does('build snare do claim build l; timer l tick 1000'), ['claim: ok', 'timer: ok']);
      world.clock.nowMs += 2000;
      await world.kernel.catchUp();
      t.deepEqual(await ben.heardMeanwhile(), []);
    },
    ['snare send as wave of Ben by tick: of probe'],
  );
});

test('a number opens nothing', async (t) => {
  await attacked(
    t,
    async ({ cat }) => {
      const guesses = Array.from(
        { length: 60 },
        (_, number) => `named ${number} n; named $${number} n; get trick ${number}/fuel`,
      );
      const heard = await cat.does(`trick brass do ${guesses.join('; ')}`);
      t.is(heard.length, 180);
      t.deepEqual(
        heard.filter((line) => line !== 'named: none' && !line.startsWith('get: undeclared')),
        [],
      );
      t.deepEqual(await cat.does('trick brass do named $world n; named $$world n'), ['named: none', 'named: none']);
    },
    [],
  );
});

test('the number of a delegation opens nothing, and ends nothing of others', async (t) => {
  await attacked(
    t,
    async (targets) => {
      const { cat } = targets;
      t.deepEqual(await targets.lends('Cat', 'delegate c to state'), ['delegate: ok']);
      const guesses = Array.from({ length: 60 }, (_, number) => `revoke trick ${number}`);
      t.deepEqual(
        new Set(await cat.does(`trick lantern do ${guesses.join('; ')}`)),
        new Set(['revoke: forbidden the lantern']),
      );
      // Of what is one's own, numbers of others' delegations name nothing.
      const own = await cat.does(`build bag do create lamp l torch; ${guesses.join('; ').replaceAll('trick', 'l')}`);
      t.deepEqual(new Set(own.slice(1)), new Set(['revoke: unknown']));
    },
    Array.from({ length: 32 }, () => 'Cat revoke a delegation of the lantern by trick:do: of probe'),
  );
});

test("a verb for things reaches no lamp's slots, one for lamps none of a kind of lamp, and one for that kind none of lamps", async (t) => {
  await attacked(
    t,
    async ({ cat }) => {
      t.deepEqual(await cat.does('pack brass in trunk do get pack fuel; set pack lamp/fuel integer 0'), [
        'get: forbidden lamp/fuel',
        'set: forbidden lamp/fuel',
      ]);
      t.deepEqual(await cat.does('use brass do get use oil'), ['get: forbidden oil-lamp/oil']);
      t.deepEqual(await cat.does('oil brass do get oil fuel'), ['get: forbidden lamp/fuel']);
    },
    [
      'Cat read lamp/fuel of the brass lamp by pack:in:do: of probe',
      'Cat write lamp/fuel of the brass lamp by pack:in:do: of probe',
      'Cat read oil-lamp/oil of the brass lamp by use:do: of probe',
      'Cat read lamp/fuel of the brass lamp by oil:do: of probe',
    ],
  );
});

test('a verb for one kind of lamp reaches no slots of another kind on a thing of both', async (t) => {
  await attacked(
    t,
    async ({ cat }) => {
      t.deepEqual(await cat.does('gas twin do get gas gas; get gas oil; set gas oil truth no'), [
        'get: 4',
        'get: forbidden oil-lamp/oil',
        'set: forbidden oil-lamp/oil',
      ]);
    },
    [
      'Cat read oil-lamp/oil of the twin lamp by gas:do: of probe',
      'Cat write oil-lamp/oil of the twin lamp by gas:do: of probe',
    ],
  );
});

test('a verb for one object has the authority of that object alone', async (t) => {
  await attacked(
    t,
    async ({ cat }) => {
      t.deepEqual(await cat.does('one brass do get one fuel; get one oil'), [
        'get: forbidden lamp/fuel',
        'get: forbidden oil-lamp/oil',
      ]);
      t.regex((await cat.does('one twin do get one fuel'))[0] as string, /^You can't/);
    },
    [
      'Cat read lamp/fuel of the brass lamp by one:do: of probe',
      'Cat read oil-lamp/oil of the brass lamp by one:do: of probe',
    ],
  );
});

test('whoever passes a message on gets none of the authority of the verb that answers', async (t) => {
  await attacked(
    t,
    async ({ cat }) => {
      t.deepEqual(await cat.does('poke brass do get poke fuel; pass; get poke fuel'), [
        'get: forbidden lamp/fuel',
        'get: 10',
        'pass: not-understood poke: the brass lamp do: "get poke fuel; pass; get poke fuel"',
        'get: 10',
        'pass: ok',
        'get: forbidden lamp/fuel',
      ]);
    },
    [
      'Cat read lamp/fuel of the brass lamp by poke:do: of probe',
      'Cat read lamp/fuel of the brass lamp by poke:do: of probe',
    ],
  );
});
