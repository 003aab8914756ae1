import test from 'ava';
import { mutateStructure, randomFrom, seeds } from './mutations.ts';
import { isValidForWasmTools, refusalOf } from './validation.ts';

const MUTATIONS = 6_000;
const SEED = 20_261_124;

/** Flags of over 32 labels, which the released text allows and wasm-tools no longer does, are not among what mutations make. */
test('of components changed in one place we and wasm-tools call the same ones valid', async (t) => {
  t.timeout(120_000);
  const valid = await seeds();
  const random = randomFrom(SEED);
  t.log(`seed ${SEED}`);
  const counts = { valid: 0, invalid: 0, unsupported: 0 };
  for (let round = 0; round < MUTATIONS; round++) {
    const bytes = mutateStructure(valid[round % valid.length]!, random);
    const refusal = refusalOf(bytes);
    counts[refusal === undefined ? 'valid' : (refusal.code as 'invalid' | 'unsupported')]++;
    if (refusal?.code === 'unsupported') continue;
    t.is(await isValidForWasmTools(bytes), refusal === undefined, `mutation ${round}: ${refusal?.message ?? 'valid'}`);
  }
  t.log(`${counts.valid} valid, ${counts.invalid} invalid, ${counts.unsupported} unsupported`);
  t.true(counts.valid > MUTATIONS / 10 && counts.invalid > MUTATIONS / 10);
});
