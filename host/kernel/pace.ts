import { suspending, type ImportedInterface } from '../component/index.ts';
import type { Answer } from '../store/answer.ts';
import type { Engine, LocalEngine } from '../store/engine.ts';

/** How guests are linked to a store: `direct` to one that answers at once, `suspending` to one whose answers they have to wait for. */
export type Pace = 'direct' | 'suspending';

/** Whether what an engine accepts can be seen by the next transaction before it is on disk. */
export function isLocal(engine: Engine): engine is LocalEngine {
  return 'durableVersion' in engine;
}

/** How an engine answers: it is asked for something that costs little. */
export async function paceOf(engine: Engine): Promise<Pace> {
  if (isLocal(engine)) return 'direct';
  const transaction = engine.begin();
  try {
    const version = transaction.getReadVersion();
    await version;
    return version instanceof Promise ? 'suspending' : 'direct';
  } finally {
    transaction.abort();
  }
}

/** Functions that answer as the store does, as an interface that guests of this pace can be linked to. */
export function answering(pace: Pace, functions: Record<string, (...values: any[]) => Answer<any>>): ImportedInterface {
  if (pace === 'direct') return functions;
  const waiting = Object.entries(functions).map(([name, call]) => {
    return [name, suspending(async (...values: unknown[]) => call(...values))] as const;
  });
  return Object.fromEntries(waiting);
}
