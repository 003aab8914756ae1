import type { Engine, Transaction } from '../../../host/store/engine.ts';
import { StoreError } from '../../../host/store/errors.ts';

/** Transactions open at once. */
const SEATS = 8;

/**
 * Tries a transaction so many times, several side by side, those that are in each other's way only once. Returns how many
 * were committed.
 */
export async function runSideBySide(
  engine: Engine,
  times: number,
  body: (transaction: Transaction) => Promise<void>,
): Promise<number> {
  let left = times;
  let committed = 0;
  const work = async (): Promise<void> => {
    while (left-- > 0) {
      const transaction = engine.begin();
      try {
        await body(transaction);
        await transaction.commit();
        committed++;
      } catch (error) {
        transaction.abort();
        if (!(error instanceof StoreError && error.retryable)) throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: SEATS }, work));
  return committed;
}
