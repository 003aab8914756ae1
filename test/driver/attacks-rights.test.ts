import test from 'ava';
import { attacked } from './attacks.ts';

const SPEND = 'granted hop g; set g fuel integer 1';
const SPENT = ['granted: ok', 'set: ok'];
/** What Cat leaves in the audit who asks for rights that she has not. */
const UNGRANTED = 'Cat use a delegation of the lantern by hop:do: of probe';
const UNWRITTEN = 'write lamp/fuel of the lantern';

test('what is revoked is refused in every later task', async (t) => {
  await attacked(
    t,
    async (targets) => {
      t.deepEqual(await targets.lends('Cat', 'delegate c to state; delegations c'), [
        'delegate: ok',
        'delegations: Ben to Cat: see+call+state',
      ]);
      t.deepEqual(await targets.cat.does(`hop lantern do ${SPEND}`), SPENT);
      t.deepEqual(await targets.lends('Cat', 'revoke c last; delegations c'), ['revoke: ok', 'delegations: none']);
      t.deepEqual(await targets.cat.does('hop lantern do granted hop g'), ['granted: not-granted the lantern']);
    },
    [UNGRANTED],
  );
});

test('what is revoked is refused at once, through a handle that was made before', async (t) => {
  await attacked(
    t,
    async (targets) => {
      t.deepEqual(
        await targets.lends(
          'Ben',
          'delegate c to state; granted give g; set g fuel integer 1; rights g; revoke c last; set g fuel integer 2; get g fuel; rights g; move g to',
        ),
        [
          'delegate: ok',
          'granted: ok',
          'set: ok',
          'rights: see+call+state',
          'revoke: ok',
          'set: forbidden lamp/fuel',
          'get: forbidden lamp/fuel',
          'rights: see+call',
          'move: forbidden',
        ],
      );
    },
    [
      `Ben ${UNWRITTEN} by give:to:do: of probe`,
      'Ben read lamp/fuel of the lantern by give:to:do: of probe',
      'Ben move the lantern by give:to:do: of probe',
    ],
  );
});

test('a revoked handle that was made fewer or sees only has no more than it', async (t) => {
  await attacked(
    t,
    async (targets) => {
      t.deepEqual(
        await targets.lends(
          'Ben',
          'delegate c to state; granted give g; attenuate g see+state h; revoke c last; set h fuel integer 2; attenuate h see+call+state+program+grant k; rights k; set k fuel integer 2',
        ),
        [
          'delegate: ok',
          'granted: ok',
          'attenuate: ok',
          'revoke: ok',
          'set: forbidden lamp/fuel',
          'attenuate: ok',
          'rights: see',
          'set: forbidden lamp/fuel',
        ],
      );
    },
    [`Ben ${UNWRITTEN} by give:to:do: of probe`, `Ben ${UNWRITTEN} by give:to:do: of probe`],
  );
});

test('with a delegation all that rests on it is revoked', async (t) => {
  await attacked(
    t,
    async (targets) => {
      const dan = await targets.world.player('Dan');
      await targets.lends('Cat', 'delegate c to state+grant');
      t.deepEqual(await targets.cat.does('give lantern to Dan do granted give g; delegate g to state; delegations g'), [
        'granted: ok',
        'delegate: ok',
        'delegations: Ben to Cat: see+call+state+grant, Cat to Dan: see+call+state rests',
      ]);
      t.deepEqual(await dan.does(`hop lantern do ${SPEND}`), SPENT);
      t.deepEqual(await targets.lends('Cat', 'revoke c first; delegations c'), ['revoke: ok', 'delegations: none']);
      t.deepEqual(await dan.does('hop lantern do granted hop g'), ['granted: not-granted the lantern']);
    },
    ['Dan use a delegation of the lantern by hop:do: of probe'],
  );
});

test('a stored reference carries no rights, nor does one given in a message or an answer', async (t) => {
  await attacked(
    t,
    async (targets) => {
      const { cat } = targets;
      await targets.lends('Cat', 'delegate c to state');
      await cat.does('build bag do create lamp l torch; move l here');
      t.deepEqual(
        await cat.does(
          'give lantern to torch do granted give g; claim to k; set k mate object g; get k mate m; rights m; set m fuel integer 2; send trick:do: trick=g do="set~trick~fuel~integer~3',
        ),
        [
          'granted: ok',
          'claim: ok',
          'set: ok',
          'get: the lantern',
          'rights: see+call',
          'set: forbidden lamp/fuel',
          'set: forbidden lamp/fuel',
          'send: nothing',
        ],
      );
    },
    [`Cat ${UNWRITTEN} by give:to:do: of probe`, `Cat ${UNWRITTEN} by trick:do: of probe`],
  );
});

test('a delegation ends at its time, also for a handle that is made in time and kept', async (t) => {
  await attacked(
    t,
    async (targets) => {
      const { cat, world } = targets;
      await targets.lends('Cat', `delegate c to state until ${world.clock.nowMs + 1000}`);
      t.deepEqual(await cat.does(`hop lantern do ${SPEND}; keep g kept`), [...SPENT, 'keep: ok']);
      world.clock.nowMs += 1000;
      t.deepEqual(await cat.does('hop lantern do granted hop g'), ['granted: not-granted the lantern']);
      t.regex((await cat.does('hop lantern do set kept fuel integer 2'))[0] as string, /^! /);
      t.deepEqual(await targets.lends('Cat', `delegate c to state until ${world.clock.nowMs}`), [
        'delegate: bad-limits That time is over: name one to come.',
      ]);
    },
    [UNGRANTED],
  );
});

test('a delegation is used as often as it says, and tasks that fail use nothing of it', async (t) => {
  await attacked(
    t,
    async (targets) => {
      const { cat } = targets;
      await targets.lends('Cat', 'delegate c to state times 2');
      t.regex((await cat.does(`hop lantern do ${SPEND}; trap`)).at(-1) as string, /^! /);
      t.deepEqual(await cat.does('hop lantern do get hop shine; delegations hop'), [
        'get: 3',
        'delegations: Ben to Cat: see+call+state 2 times',
      ]);
      t.deepEqual(await cat.does(`hop lantern do ${SPEND}`), SPENT);
      t.deepEqual(await cat.does(`hop lantern do ${SPEND}; delegations hop`), [
        ...SPENT,
        'delegations: Ben to Cat: see+call+state 0 times ended',
      ]);
      t.deepEqual(await cat.does('hop lantern do granted hop g'), ['granted: not-granted the lantern']);
    },
    [UNGRANTED],
  );
});

test('uses are not multiplied by handing them on', async (t) => {
  await attacked(
    t,
    async (targets) => {
      const { cat } = targets;
      await targets.lends('Cat', 'delegate c to state+grant times 2');
      // The first use makes the handle that hands on without limit; the second is the last of all.
      t.deepEqual(await cat.does('give lantern to Cat do granted give g; delegate g to state+grant'), [
        'granted: ok',
        'delegate: ok',
      ]);
      t.deepEqual(await cat.does(`hop lantern do ${SPEND}`), SPENT);
      t.deepEqual(await cat.does('hop lantern do granted hop g'), ['granted: not-granted the lantern']);
    },
    [UNGRANTED],
  );
});

test('nobody delegates what they have not, nor without the right to', async (t) => {
  await attacked(
    t,
    async (targets) => {
      const { cat } = targets;
      t.deepEqual(await cat.does('give lantern to Cat do delegate give to see'), ['delegate: forbidden the lantern']);
      await targets.lends('Cat', 'delegate c to state+grant');
      t.deepEqual(
        await cat.does('give lantern to Cat do granted give g; delegate g to state+program; delegate g to program'),
        ['granted: ok', 'delegate: forbidden the lantern', 'delegate: forbidden the lantern'],
      );
      t.deepEqual(await cat.does('use lantern do rights use; delegate use actor state'), [
        'rights: see+call+state',
        'delegate: forbidden the lantern',
      ]);
    },
    [
      'Cat delegate the lantern by give:to:do: of probe',
      'Cat delegate the lantern by give:to:do: of probe',
      'Cat delegate the lantern by give:to:do: of probe',
      'Cat delegate the lantern by use:do: of probe',
    ],
  );
});

test('whoever was lent the right to grant revokes what they have handed on, and nothing else', async (t) => {
  await attacked(
    t,
    async (targets) => {
      await targets.lends('Ann', 'delegate c to state');
      await targets.lends('Cat', 'delegate c to state+grant');
      t.deepEqual(
        await targets.cat.does(
          'give lantern to Cat do granted give g; revoke g first; revoke g last; delegate g to state; revoke g last; delegations g',
        ),
        [
          'granted: ok',
          'revoke: forbidden the lantern',
          'revoke: forbidden the lantern',
          'delegate: ok',
          'revoke: ok',
          'delegations: Ben to Ann: see+call+state, Ben to Cat: see+call+state+grant',
        ],
      );
    },
    [
      'Cat revoke a delegation of the lantern by give:to:do: of probe',
      'Cat revoke a delegation of the lantern by give:to:do: of probe',
    ],
  );
});

test('a verb that nobody gave its actor uses none of their delegations', async (t) => {
  await attacked(
    t,
    async (targets) => {
      await targets.lends('Ann', 'delegate c to state');
      t.deepEqual(await targets.ann.does('trick lantern do granted trick g'), ['granted: not-granted the lantern']);
      t.deepEqual(await targets.ann.does(`hop lantern do ${SPEND}`), SPENT);
    },
    ['Ann use a delegation of the lantern by trick:do: of probe'],
  );
});

test('what was delegated to a thing ends with the thing, and on a thing with that', async (t) => {
  await attacked(
    t,
    async (targets) => {
      const { ben, cat } = targets;
      await cat.does('build bag do create lamp l torch; move l here');
      t.deepEqual(await targets.lends('torch', 'delegate c to state'), ['delegate: ok']);
      t.deepEqual(await cat.does('give torch to lantern do granted to g'), ['granted: not-granted the lantern']);
      t.deepEqual(await cat.does('build torch do claim build c; recycle c; create lamp l torch; move l here'), [
        'claim: ok',
        'recycle: ok',
        'create: ok',
        'move: ok',
      ]);
      t.deepEqual(await ben.does('see lantern do delegations see'), [
        'delegations: Ben to somebody who is gone: see+call+state ended',
      ]);
    },
    ['Cat use a delegation of the lantern by give:to:do: of probe'],
  );
});

test('rights never grow: not those of a role, nor of what only sees', async (t) => {
  await attacked(
    t,
    async ({ cat }) => {
      const all = 'see+call+state+program+grant';
      t.deepEqual(
        await cat.does(
          `use lantern do attenuate use ${all} a; rights a; seen use s; attenuate s ${all} b; rights b; set b fuel integer 1; attenuate use see k; set use mate object k; get k fuel; attenuate k ${all} k; rights k`,
        ),
        [
          'attenuate: ok',
          'rights: see+call+state',
          'seen: ok',
          'attenuate: ok',
          'rights: see+call',
          'set: forbidden lamp/fuel',
          'attenuate: ok',
          'set: forbidden lamp/mate',
          'get: forbidden lamp/fuel',
          'attenuate: ok',
          'rights: see',
        ],
      );
    },
    [
      `Cat ${UNWRITTEN} by use:do: of probe`,
      'Cat write lamp/mate of the lantern by use:do: of probe',
      'Cat read lamp/fuel of the lantern by use:do: of probe',
    ],
  );
});
