import test from 'ava';
import { buildFixtures } from './fixture.ts';
import { inWorld, withLamp } from './things.ts';

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
    const [, own, inherited] = await withLamp(ann, 'named oil-lamp o; verbs o; verbs build all');
    const selectors = (line: string | undefined) => line?.match(/\S+:(?= \()/g);
    t.deepEqual(selectors(own), ['oil:do:', 'rub:']);
    t.true(own?.endsWith(`rub: (rub @ oil-lamp) probe oil by Ann at ${third}`));
    t.deepEqual(selectors(inherited), ['oil:do:', 'rub:', 'use:do:', 'rub:', 'pack:in:do:']);
    t.regex(inherited as string, / probe script by the world at 0$/);
  });
});

test('somebody defines as many verbs as they may, and changes those they have', async (t) => {
  await inWorld(t, async (ann) => {
    const batch = (from: number) =>
      Array.from({ length: 40 }, (_, index) => `define l v${from + index}: v${from + index}@lamp probe x`).join('; ');
    for (let from = 0; from < 200; from += 40) {
      t.true((await withLamp(ann, batch(from))).every((line) => line === 'define: ok'));
    }
    t.deepEqual(
      await withLamp(
        ann,
        'define l more: more@lamp probe x; define l v7: v7@lamp probe y; undefine l v8: v8@lamp; define l more: more@lamp probe x; define l again: again@lamp probe x',
      ),
      [
        'define: quota Ann has defined 200 verbs, and may define 200. Take some back first.',
        'define: ok',
        'undefine: ok',
        'define: ok',
        'define: quota Ann has defined 200 verbs, and may define 200. Take some back first.',
      ],
    );
    // What was refused has left nothing behind.
    t.deepEqual(await withLamp(ann, 'with again:; history again:'), ['with: none', 'history: ']);
  });
});

test('what files define, files change, and files do not take what people have defined', async (t) => {
  await inWorld(t, async (ann, world) => {
    const { probe } = await buildFixtures();
    const files = (text: string) => [{ path: 'rub.world', text }];
    const rub = 'verb rub:\n  roles: rub @ lamp\n  run: rubber file\n';
    await world.kernel.install({ name: 'rubber', binary: probe, files: files(rub), grant: true });
    t.deepEqual(
      await withLamp(
        ann,
        'define l rub: rub@lamp probe x; undefine l rub: rub@lamp; define l buff: buff@lamp probe x; kind k gem l',
      ),
      [
        'define: bad-verb This verb belongs to the files of rubber: change it there.',
        'undefine: bad-verb This verb belongs to the files of rubber: change it there.',
        'define: ok',
        'kind: ok',
      ],
    );
    const install = (text: string) =>
      world.kernel.install({ name: 'rubber', binary: probe, files: files(text), grant: true });
    await t.throwsAsync(install(rub.replaceAll('rub:', 'buff:').replace('rub @', 'buff @')), {
      message: /the verb buff: at Ann, in the world has the same restrictions/,
    });
    await t.throwsAsync(install(`${rub}prototype gem is lamp\n  name: gem\n`), {
      message: /gem belongs to Ann: choose another identifier/,
    });
    // Reading them again leaves what people have defined.
    await install(rub.replace('file', 'file-again'));
    t.deepEqual(await withLamp(ann, 'with rub:; with buff:; named gem k'), [
      'with: rub: (rub @ lamp) rubber file-again by the files of rubber at 0',
      `with: buff: (buff @ lamp) probe x by Ann at ${world.clock.nowMs}`,
      'named: ok',
    ]);
  });
});
