import test from 'ava';
import { inWorld } from './things.ts';

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
