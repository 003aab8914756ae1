import test from 'ava';
import { buildFixtures } from './fixture.ts';
import { inWorld, withLamp } from './things.ts';

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
    t.regex(
      (await declared('declare l colour colours readable')) as string,
      /^declare: bad-property There is no type colours: write one of truth, integer, number, text, /,
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
