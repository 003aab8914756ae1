import { OutOfFuel, Trap } from '../component/index.ts';
import { StoreError, TooLarge } from '../store/errors.ts';
import { LimitPassed } from './errors.ts';

/** Longest chain of causes that is looked through. */
const MAX_CAUSES = 16;

/** The store's reason for a failed task, also when components were in between. */
export function storeErrorIn(error: unknown): StoreError | undefined {
  return causes(error).find((cause) => cause instanceof StoreError);
}

/** What the person who caused a failed task is told. */
export function sentenceFor(error: unknown): string {
  return `${reasonFor(error)}, so it was undone.`;
}

function reasonFor(error: unknown): string {
  const chain = causes(error);
  const limit = chain.find((cause) => cause instanceof LimitPassed);
  if (limit !== undefined) return limit.forThePerson;
  if (chain.some((cause) => cause instanceof OutOfFuel)) return 'That took too long';
  if (chain.some((cause) => cause instanceof TooLarge)) return 'That would have changed too much at once';
  if (chain.some((cause) => cause instanceof StoreError && cause.retryable))
    return 'Too much happened at the same time';
  const trap = chain.find((cause) => cause instanceof Trap);
  if (trap !== undefined) return `Something is broken in this world (${trap.component})`;
  return 'Something is broken in this host';
}

/** All that is known of a failure, for one line of the log. */
export function describeFailure(error: unknown): string {
  return causes(error)
    .map((cause, depth) => (cause instanceof Trap && depth === 0 ? traceOf(cause) : messageOf(cause)))
    .filter((text, depth, all) => depth === 0 || !all[0]?.includes(text))
    .join('; cause: ');
}

function traceOf(trap: Trap): string {
  const frames = causes(trap)
    .map((cause) => (cause instanceof Error ? (cause.stack ?? '') : ''))
    .flatMap((stack) => stack.split('\n'))
    .filter((line) => line.includes('wasm'))
    .map((line) => line.trim());
  return frames.length === 0 ? trap.message : `${trap.message} [${[...new Set(frames)].join(', ')}]`;
}

function messageOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  if (cause instanceof StoreError || cause instanceof LimitPassed || cause instanceof Trap) return cause.message;
  // Something unforeseen: where it happened matters.
  return (cause.stack ?? cause.message).replace(/\s*\n\s*/g, ' | ');
}

function causes(error: unknown): unknown[] {
  const chain: unknown[] = [];
  for (let cause = error; cause !== undefined && chain.length < MAX_CAUSES;) {
    chain.push(cause);
    cause = cause instanceof Error ? cause.cause : undefined;
  }
  return chain;
}
