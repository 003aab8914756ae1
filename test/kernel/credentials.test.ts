import { createHash } from 'node:crypto';
import test from 'ava';
import { derive, verify } from '../../host/kernel/passwords.ts';
import { World } from './world.ts';

const PHC = /^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/;

test('a password is derived and verified in later tasks', async (t) => {
  const world = await World.open();
  const ann = await world.caller();
  t.is(await ann.ask('derive correct horse'), 'asked');
  const [, verifier = ''] = (await ann.hears()).split(' ');
  t.regex(verifier, PHC);
  t.is(await ann.ask(`verify correct ${verifier}`), 'asked');
  t.is(await ann.hears(), 'it does not fit');
  t.is(await ann.ask('derive horse'), 'asked');
  const [, second = ''] = (await ann.hears()).split(' ');
  t.is(await ann.ask(`verify horse ${second}`), 'asked');
  t.is(await ann.hears(), 'it fits');
  t.false(world.log.join('').includes('horse'));
  await world.discard();
});

test('what comes after a request waits for its answer, and so does the end of the connection', async (t) => {
  const world = await World.open();
  const ann = await world.caller();
  for (const message of ['derive horse', 'echo one', 'derive battery', 'echo two']) ann.tell(message);
  ann.leave();
  await ann.isClosed();
  t.deepEqual(
    ann.said.slice(1).map((text) => text.split(' ')[0]),
    ['asked', 'derived', 'one', 'asked', 'derived', 'two'],
  );
  await world.discard();
});

test('equal passwords have different verifiers', async (t) => {
  const [one, other] = await Promise.all([derive('sesame'), derive('sesame')]);
  t.not(one, other);
  t.true(await verify('sesame', one));
  t.true(await verify('sesame', other));
  t.false(await verify('Sesame', other));
});

test('a verifier that cannot be read, or asks for too much, does not fit', async (t) => {
  const good = await derive('sesame');
  const wrong = [
    '',
    'sesame',
    good.slice(0, -1),
    `${good}=`,
    good.replace('argon2id', 'argon2i'),
    good.replace('v=19', 'v=16'),
    good.replace('m=19456', 'm=0'),
    good.replace('m=19456', 'm=9999999'),
    good.replace('t=2', 't=0'),
    good.replace('t=2', 't=999'),
    good.replace('p=1', 'p=0'),
    good.replace('p=1', 'p=99'),
    good.replace(/\$[^$]*$/, '$'),
  ];
  for (const verifier of wrong) t.false(await verify('sesame', verifier), verifier);
});

test('requests past the bound are refused at once, the others are answered', async (t) => {
  const world = await World.open();
  const callers = await Promise.all(Array.from({ length: 70 }, (_, index) => world.caller(`address ${index}`)));
  for (const caller of callers) caller.tell('derive x');
  const answers = await Promise.all(callers.map((caller) => caller.hearsLike(/^(derived|too many)/)));
  t.is(answers.filter((answer) => answer === 'too many').length, 4);
  t.is(answers.filter((answer) => PHC.test(answer.replace('derived ', ''))).length, 66);
  await world.discard();
});

test('whoever asks by the hundred leaves places for others', async (t) => {
  const world = await World.open();
  const crowd = await Promise.all(Array.from({ length: 70 }, () => world.caller('one address')));
  const other = await world.caller('another');
  for (const caller of crowd) caller.tell('derive x');
  other.tell('derive x');
  t.regex(await other.hearsLike(/^(derived|too many)/), /^derived/);
  const answers = await Promise.all(crowd.map((caller) => caller.hearsLike(/^(derived|too many)/)));
  t.is(answers.filter((answer) => answer.startsWith('derived')).length, 18);
  await world.discard();
});

test('a request of a task that is undone is never made', async (t) => {
  const world = await World.open();
  const ann = await world.caller();
  t.regex(await ann.ask('derive-trap x'), /^! /);
  t.is(await ann.ask('derive y'), 'asked');
  t.regex(await ann.hears(), /^derived/);
  t.is(ann.said.filter((text) => text.startsWith('derived')).length, 1);
  await world.discard();
});

test('a token is 256 bits, and its digest is what is stored', async (t) => {
  const world = await World.open();
  const ann = await world.caller();
  const [secret = '', digest, again] = (await ann.ask('token')).split(' ');
  t.is(Buffer.from(secret, 'base64url').length, 32);
  t.is(secret.length, 43);
  t.is(digest, createHash('sha256').update(secret).digest('hex'));
  t.is(again, digest);
  t.not((await ann.ask('token')).split(' ')[0], secret);
  await world.discard();
});
