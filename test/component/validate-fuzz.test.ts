import test from 'ava';
import { ComponentError, describeComponent } from '../../host/component/index.ts';
import { mutateBytes, randomFrom, seeds } from './mutations.ts';

const MUTATIONS = 100_000;
const SEED = 20_261_124;

test('whatever is done to the bytes of a component, it is refused with its place or described', async (t) => {
  t.timeout(300_000);
  const valid = await seeds();
  const random = randomFrom(SEED);
  t.log(`seed ${SEED}`);
  const counts = { accepted: 0, invalid: 0, unsupported: 0, link: 0 };
  for (let round = 0; round < MUTATIONS; round++) {
    const bytes = mutateBytes(valid[round % valid.length]!, valid[random(valid.length)]!, random);
    try {
      describeComponent(bytes);
      counts.accepted++;
    } catch (error) {
      if (!(error instanceof ComponentError)) throw error;
      counts[error.code]++;
      const { offset, message } = error;
      if (offset === undefined || offset < 0 || offset > bytes.length || message.length < 10) {
        t.fail(`mutation ${round} is refused without a place or a reason: ${message}`);
      }
    }
  }
  t.log(`${counts.accepted} accepted, ${counts.invalid} invalid, ${counts.unsupported} unsupported`);
  t.is(counts.link, 0);
  for (const count of [counts.accepted, counts.invalid, counts.unsupported]) t.true(count > MUTATIONS / 1000);
});
