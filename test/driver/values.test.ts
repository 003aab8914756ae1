import test from 'ava';
import fc from 'fast-check';
import { filesOf, World } from './world.ts';

const THINGS = `
prototype score is thing
  name: score
  property tune: integers = 60, -62, 64, readable
  property rates: numbers = 0.5, 2, readable
  property seal: bytes = hex 00ff10, readable
  property blank: bytes, readable
  property none: integers, readable

object song is score
  name: song
  at: hall
  seal: base64 AP8QAA==
  tune: 1, -999999999999999999

verb play:do:
  roles: actor @ player, play @ score, do @ text
  command: play <play> do <do>
  run: probe script
verb try:
  roles: try @ integers
  run: probe whole
verb try:
  roles: try @ numbers
  run: probe fraction
verb try:
  roles: try @ bytes
  run: probe bytes
verb build:
  roles: actor @ builder, build @ text
  command: build <build>
  run: probe build
verb build:do:
  roles: actor @ administrator, build @ anything, do @ text
  command: build <build> do <do>
  run: probe script
`;

const world = await World.of(THINGS);
const ann = await world.player('Ann');
test.after.always(() => world.end());

test.serial('bytes and vectors are properties, with defaults, in files', async (t) => {
  t.deepEqual(
    await ann.does('play song do get play tune; get play rates; get play seal; get play blank; get play none'),
    [
      'get: integers 1 -999999999999999999',
      'get: numbers 0.5 2.0',
      'get: bytes 0 255 16 0',
      'get: nothing',
      'get: nothing',
    ],
  );
  t.deepEqual(
    await ann.does(
      'play song do set play tune integers 5,-9223372036854775808; get play tune; set play tune nothing; get play tune',
    ),
    ['set: ok', 'get: integers 5 -9223372036854775808', 'set: ok', 'get: integers 60 -62 64'],
  );
  t.deepEqual(
    await ann.does('play song do set play none integers ; get play none; set play blank bytes ; get play blank'),
    ['set: ok', 'get: integers', 'set: ok', 'get: bytes '],
  );
  t.deepEqual(
    await ann.does(
      'play song do set play tune numbers 1; set play rates integers 1; set play seal texts a; set play tune bytes 1',
    ),
    ['set: wrong-type integers', 'set: wrong-type numbers', 'set: wrong-type bytes', 'set: wrong-type integers'],
  );
});

test.serial('they go with messages, and verbs are restricted to them', async (t) => {
  t.deepEqual(
    await ann.does('play song do send try: try=integers:1,2; send try: try=numbers:1.5; send try: try=bytes:7'),
    ['ran whole', 'send: nothing', 'ran fraction', 'send: nothing', 'ran bytes', 'send: nothing'],
  );
  t.deepEqual(await ann.does('play song do answer integers 3,4'), ['answer: ok']);
  t.deepEqual(await ann.does('play song do send try: try=texts:1'), ['send: not-understood try: a value']);
});

test.serial('builders write them as text, and read them so', async (t) => {
  const assigned = async (property: string, text: string) =>
    ann.does(`build song do claim build mine; assign mine ${property} ${text}`).then((lines) => lines.at(-1));
  const long = Buffer.from(Array.from({ length: 100 }, (_, i) => i * 2)).toString('base64');
  t.is(await assigned('tune', '7, -8,9'), 'assign: ok');
  t.is(await assigned('rates', '-0.25'), 'assign: ok');
  t.is(await assigned('seal', 'HEX 0A0b'), 'assign: ok');
  t.is(await assigned('blank', `base64 ${long}`), 'assign: ok');
  const [, shown] = await ann.does('build song do claim build mine; examine mine');
  t.true(shown?.includes('score/tune=7, -8, 9'), shown);
  t.true(shown?.includes('score/rates=-0.25'), shown);
  t.true(shown?.includes('score/seal=hex 0a0b'), shown);
  t.true(shown?.includes(`score/blank=base64 ${long}`), shown);
  t.regex((await assigned('tune', 'x')) ?? '', /That property is whole numbers, with commas between them/);
  t.regex((await assigned('rates', '1, 2.5.1')) ?? '', /That property is numbers, with commas between them/);
  t.regex((await assigned('seal', 'hex 0')) ?? '', /That property is bytes: write hex 00ff, or base64 AP8=/);
  t.is(await assigned('seal', ''), 'assign: ok');
});

test.serial('what is stored survives another instance of the driver', async (t) => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.bigInt({ min: 1n - 10n ** 18n, max: 10n ** 18n - 1n }), { minLength: 1, maxLength: 8 }),
      fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 1, maxLength: 40 }),
      async (integers, bytes) => {
        t.deepEqual(
          await ann.does(
            `play song do set play tune integers ${integers.join(',')}; set play seal bytes ${bytes.join(',')}`,
          ),
          ['set: ok', 'set: ok'],
        );
        // A trap ends the instance, so that the next one reads from the store.
        await ann.does('do trap');
        t.deepEqual(await ann.does('play song do get play tune; get play seal'), [
          `get: integers ${integers.join(' ')}`,
          `get: bytes ${bytes.join(' ')}`,
        ]);
      },
    ),
    { numRuns: 25 },
  );
});

test('what is no such value is refused, with its line', async (t) => {
  const wrong = async (field: string, reason: RegExp) => {
    const empty = await World.empty();
    const error = await t.throwsAsync(
      empty.kernel.loadImage(filesOf(`prototype score is thing\n  name: score\n  property x: ${field}, readable\n`)),
    );
    t.regex(error?.message ?? '', reason);
    await empty.end();
  };
  await wrong('bytes = 00ff', /^1\.world:3: "00ff" is not bytes: write hex 00ff, or base64 AP8=$/);
  await wrong('bytes = hex 0', /is not bytes/);
  await wrong('bytes = hex 0g', /is not bytes/);
  await wrong('bytes = base64 A===', /is not bytes/);
  await wrong('bytes = base64 AP9=', /is not bytes/);
  await wrong('bytes = base64 A*8=', /is not bytes/);
  await wrong('integers = 1, x', /"1, x" is not a list of integers/);
  await wrong('integers = 1.5', /is not a list of integers/);
  await wrong('integers = 9999999999999999999', /is not a list of integers/);
  await wrong('numbers = 1, one', /is not a list of numbers/);
});
