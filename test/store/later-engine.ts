import type { Engine, Transaction } from '../../host/store/engine.ts';

/** Reads of a transaction, which an engine elsewhere answers by promises. */
const READS = new Set<PropertyKey>(['getReadVersion', 'get', 'getKey', 'range']);
/** Turns of the event loop until an answer is there. */
const TURNS = 2;

async function later<T>(make: () => T | Promise<T>): Promise<T> {
  const answer = make();
  for (let turn = 0; turn < TURNS; turn++) await new Promise(setImmediate);
  return answer;
}

/** An engine that answers some turns later than the one behind it, and is not alone: as one is that is elsewhere. */
export class LaterEngine implements Engine {
  readonly exclusive = false;
  readonly #engine: Engine;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  begin(): Transaction {
    return new Proxy(this.#engine.begin(), {
      get(target, name) {
        const member: unknown = Reflect.get(target, name, target);
        if (typeof member !== 'function') return member;
        if (READS.has(name)) return (...given: unknown[]) => later(async () => member.apply(target, given));
        if (name === 'commit') return () => later(() => target.commit());
        return member.bind(target);
      },
      has: (target, name) => name !== 'readVersion' && name in target,
    });
  }

  flushed(): Promise<void> {
    return this.#engine.flushed();
  }

  close(): Promise<void> {
    return this.#engine.close();
  }
}
