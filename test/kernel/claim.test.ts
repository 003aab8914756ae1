import test from 'ava';
import { Claim, HostProblem } from '../../host/kernel/index.ts';
import { openMemory } from '../../host/store/memory.ts';
import { emptyPlace, openAt, openEmpty, SHARED_ENGINES, testedEngines } from '../store/engines.ts';
import { LaterEngine } from '../store/later-engine.ts';
import { UnreliableEngine } from '../store/unreliable-engine.ts';

for (const name of testedEngines(test, SHARED_ENGINES)) {
  test(`${name}: one host at a time runs a world: another is refused, and begins once the first has stopped`, async (t) => {
    const place = emptyPlace(t, name);
    const [here, there] = [await openAt(place), await openAt(place)];
    const lost = (error: unknown): void => t.fail(String(error));
    const first = await Claim.take(here, lost);
    const refusal = await t.throwsAsync(Claim.take(there, lost), { instanceOf: HostProblem });
    t.regex(refusal.message, /another host/);
    await first.release();
    const second = await Claim.take(there, lost);
    await second.release();
    await Promise.all([here.close(), there.close()]);
  });

  test(`${name}: a host that has lost its claim hears of it, so that it ends`, async (t) => {
    const engine = await openEmpty(t, name);
    const { promise, resolve } = Promise.withResolvers<unknown>();
    await Claim.take(engine, resolve);
    await engine.close();
    t.true((await promise) instanceof Error);
  });
}

test('a claim is not mistaken for one of another host when the answers to its commits are lost', async (t) => {
  const engine = new UnreliableEngine(new LaterEngine(openMemory()));
  const lost = (error: unknown): void => t.fail(String(error));
  engine.fates.push('committed');
  const first = await Claim.take(engine, lost);
  engine.fates.push('committed');
  await first.release();
  const second = await Claim.take(engine, lost);
  await second.release();
  t.is(engine.fates.length, 0);
  await engine.close();
});
