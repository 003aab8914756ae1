import type { Engine, Transaction } from '../../host/store/engine.ts';
import { CommitUnknown } from '../../host/store/errors.ts';

/** What becomes of a commit whose answer is lost. */
export type Fate = 'committed' | 'not committed';

/** An engine elsewhere, to which the connection breaks during commits: some have happened, others have not. */
export class UnreliableEngine implements Engine {
  readonly exclusive = false;
  /** What becomes of the next commits of writes, whose answers are lost. */
  readonly fates: Fate[] = [];
  readonly #engine: Engine;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  begin(): Transaction {
    const transaction = this.#engine.begin();
    const commit = async (): Promise<void> => {
      const fate = transaction.writtenBytes === 0 ? undefined : this.fates.shift();
      if (fate === 'not committed') transaction.abort();
      else await transaction.commit();
      if (fate !== undefined) throw new CommitUnknown('the answer was lost');
    };
    return new Proxy(transaction, {
      get(target, name) {
        if (name === 'commit') return commit;
        const member: unknown = Reflect.get(target, name, target);
        return typeof member === 'function' ? member.bind(target) : member;
      },
    });
  }

  flushed(): Promise<void> {
    return this.#engine.flushed();
  }

  close(): Promise<void> {
    return this.#engine.close();
  }
}
