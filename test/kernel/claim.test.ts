import test from 'ava';
import { Claim, HostProblem } from '../../host/kernel/index.ts';
import { openMemory } from '../../host/store/memory.ts';
import { LaterEngine } from '../store/later-engine.ts';

test('a world is run by one host at a time: another is refused, and begins once the first has stopped', async (t) => {
  const engine = new LaterEngine(openMemory());
  const lost = (error: unknown): void => t.fail(String(error));
  const first = await Claim.take(engine, lost);
  const refusal = await t.throwsAsync(Claim.take(engine, lost), { instanceOf: HostProblem });
  t.regex(refusal.message, /another host/);
  await first.release();
  const second = await Claim.take(engine, lost);
  await second.release();
  await engine.close();
});

test('a host that has lost its claim hears of it, so that it ends', async (t) => {
  const engine = new LaterEngine(openMemory());
  const { promise, resolve } = Promise.withResolvers<unknown>();
  await Claim.take(engine, resolve);
  await engine.close();
  t.true((await promise) instanceof Error);
});
