import test from 'ava';
import fc from 'fast-check';
import { Admission, plainAddress } from '../../host/net/admission.ts';
import { LineSplitter, MAX_LINE_BYTES } from '../../host/net/line-splitter.ts';
import { TelnetFilter } from '../../host/net/telnet.ts';
import { readable, typed } from '../../host/net/terminal-text.ts';
import { TokenBucket } from '../../host/net/token-bucket.ts';

/** What a terminal makes of bytes that come in pieces: lines, `undefined` for one that is too long, and what it answers. */
function read(pieces: readonly Uint8Array[]): { lines: (string | undefined)[]; answers: number[] } {
  const lines: (string | undefined)[] = [];
  const answers: number[] = [];
  const splitter = new LineSplitter({
    line: (bytes) => lines.push(bytes.toString('latin1')),
    tooLong: () => lines.push(undefined),
  });
  const filter = new TelnetFilter((bytes) => answers.push(...bytes));
  for (const piece of pieces) splitter.push(filter.text(Buffer.from(piece)));
  return { lines, answers };
}

/** Bytes in which what matters is frequent: endings, Telnet's commands, runs about as long as the longest line. */
const bytes = fc
  .array(
    fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom([10], [13], [0], [255], [250], [240], [251], [253], [13, 10], [13, 0]) },
      { weight: 2, arbitrary: fc.array(fc.nat(255), { maxLength: 12 }) },
      {
        weight: 1,
        arbitrary: fc.integer({ min: -2, max: 3 }).map((more) => Array<number>(MAX_LINE_BYTES + more).fill(120)),
      },
    ),
    { maxLength: 40 },
  )
  .map((parts) => Uint8Array.from(parts.flat()));

test('how the bytes are cut into pieces changes nothing', (t) => {
  fc.assert(
    fc.property(bytes, fc.array(fc.nat(20_000), { maxLength: 30 }), (all, cuts) => {
      const places = [0, ...cuts.map((cut) => cut % (all.length + 1)).toSorted((a, b) => a - b), all.length];
      const pieces = places.slice(1).map((end, index) => all.subarray(places[index], end));
      t.deepEqual(read(pieces), read([all]));
    }),
    { numRuns: 300 },
  );
});

test('no line is longer than the longest, has an ending in it, or is lost', (t) => {
  const text = fc.uint8Array({ min: 32, max: 126, maxLength: MAX_LINE_BYTES + 3 });
  const ending = fc.constantFrom('\n', '\r\n', '\r\0');
  fc.assert(
    fc.property(fc.array(fc.tuple(text, ending), { maxLength: 8 }), (lines) => {
      const sent = Buffer.concat(lines.map(([line, end]) => Buffer.concat([line, Buffer.from(end, 'latin1')])));
      const expected = lines.map(([line]) =>
        line.length > MAX_LINE_BYTES ? undefined : Buffer.from(line).toString('latin1'),
      );
      t.deepEqual(read([sent]).lines, expected);
    }),
    { numRuns: 200 },
  );
});

test('each option is refused once, and confirmations are not answered', (t) => {
  const IAC = 255;
  const verb = fc.constantFrom(251, 252, 253, 254);
  fc.assert(
    fc.property(fc.array(fc.tuple(verb, fc.nat(255)), { maxLength: 50 }), (options) => {
      const { lines, answers } = read([Uint8Array.from(options.flatMap(([does, option]) => [IAC, does, option]))]);
      const expected = options.flatMap(([does, option]) =>
        does === 251 ? [IAC, 254, option] : does === 253 ? [IAC, 252, option] : [],
      );
      t.deepEqual(answers, expected);
      t.deepEqual(lines, []);
    }),
  );
});

test('text for a terminal has no control character but its line endings', (t) => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      // eslint-disable-next-line no-control-regex
      t.notRegex(readable(text).replaceAll('\r\n', ''), /[\u0000-\u001f\u007f-\u009f]/);
      // eslint-disable-next-line no-control-regex
      t.notRegex(typed(text), /[\u0000-\u001f\u007f-\u009f]/);
    }),
  );
  t.is(readable('a\nb'), 'a\r\nb');
  t.is(readable('naïve 🌒'), 'naïve 🌒');
});

test('a bucket gives its burst, then its rate, and no more', (t) => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1_000 }), fc.array(fc.nat(500), { maxLength: 100 }), (perSecond, pauses) => {
      let nowMs = 0;
      let taken = 0;
      const bucket = new TokenBucket(perSecond, nowMs);
      for (const pause of pauses) {
        nowMs += pause;
        while (bucket.take(nowMs)) taken++;
        t.true(bucket.waitMs(nowMs) > 0);
        t.true(taken <= perSecond * 3 + (nowMs * perSecond) / 1_000, `${taken} in ${nowMs} ms`);
      }
    }),
    { numRuns: 50 },
  );
});

test('what was charged has to be made good first', (t) => {
  const bucket = new TokenBucket(10, 0);
  bucket.charge(40);
  t.false(bucket.take(0));
  t.is(bucket.waitMs(0), 1_100);
  t.false(bucket.take(1_000));
  t.true(bucket.take(1_101));
  t.false(bucket.isFull(2_000));
  t.true(bucket.isFull(10_000));
});

test('an IPv6 network counts as one address, and so does an IPv4 address however it is written', (t) => {
  const admission = new Admission({ overall: 100, perAddress: 1 });
  t.is(admission.enter('2001:db8:1:2::1'), undefined);
  t.is(admission.enter('2001:db8:1:2:ffff::9'), 'There are too many connections from your address.');
  t.is(admission.enter('2001:db8:1:3::1'), undefined);
  t.is(admission.enter('::1'), undefined);
  t.not(admission.enter('::1'), undefined);
  t.is(admission.enter('fe80::1%eth0'), undefined);
  t.not(admission.enter('fe80::2%eth0'), undefined);
  t.is(plainAddress('::ffff:192.0.2.7'), '192.0.2.7');
  t.is(plainAddress('2001:db8::1'), '2001:db8::1');
});

test('as many may come as have gone', (t) => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 1, max: 4 })), { maxLength: 200 }), (steps) => {
      const admission = new Admission({ overall: 5, perAddress: 2 });
      const inside: string[] = [];
      for (const [comes, number] of steps) {
        const address = `192.0.2.${number}`;
        const there = inside.filter((each) => each === address).length;
        if (comes) {
          const admitted = admission.enter(address) === undefined;
          t.is(admitted, inside.length < 5 && there < 2);
          if (admitted) inside.push(address);
        } else if (there > 0) {
          admission.leave(address);
          inside.splice(inside.indexOf(address), 1);
        }
      }
    }),
  );
});
