import { HostFunctionFailed, LimitExceeded, OutOfFuel, printable, Trap } from '../component/index.ts';
import { Exit } from '../wasi/index.ts';
import { StoreError, TooLarge } from '../store/errors.ts';
import { LimitPassed } from './errors.ts';

/** Errors whose message says it all. */
const FORESEEN = [StoreError, LimitPassed, Trap, Exit];
/** Longest chain of causes that is looked through. */
const MAX_CAUSES = 16;
/** UTF-16 units of a component's reason that a person is told: some lines of a terminal. */
const MAX_REASON_UNITS = 300;
/** UTF-16 units of a place in its source: deep folders, and a file name as long as file systems take. */
const MAX_PLACE_UNITS = 400;

/** The store's reason for a failed task, also when components were in between. */
export function storeErrorIn(error: unknown): StoreError | undefined {
  return causes(error).find((cause) => cause instanceof StoreError);
}

/** What the person who caused a failed task is told. With `explain`, also why and where in its source a component failed. */
export function sentenceFor(error: unknown, explain = false): string {
  const chain = causes(error);
  const trap = chain.find((cause) => cause instanceof Trap);
  const explanation = explain && trap !== undefined ? explanationOf(trap) : undefined;
  const explained = explanation === undefined ? '' : `: ${explanation}`;
  return `${summaryOf(chain, trap, explanation !== undefined)}${explained}, so it was undone.`;
}

/** What failed, in words for everybody; with `named`, always with the component's name. */
function summaryOf(chain: readonly unknown[], trap: Trap | undefined, named: boolean): string {
  const limit = chain.find((cause) => cause instanceof LimitPassed);
  if (limit !== undefined) return limit.forThePerson;
  const where = named && trap !== undefined ? ` (${trap.component})` : '';
  if (chain.some((cause) => cause instanceof OutOfFuel)) return `That took too long${where}`;
  if (chain.some((cause) => cause instanceof TooLarge)) return 'That would have changed too much at once';
  if (chain.some((cause) => cause instanceof StoreError && cause.retryable))
    return 'Too much happened at the same time';
  if (chain.some((cause) => cause instanceof LimitExceeded)) return `That was too much at once${where}`;
  if (trap !== undefined) return `Something is broken in this world (${trap.component})`;
  return 'Something is broken in this host';
}

/** Why and where a component stopped; undefined where the fault is the host's, of which no author need know. */
function explanationOf(trap: Trap): string | undefined {
  if (trap instanceof HostFunctionFailed) return undefined;
  const place = trap.source === undefined ? '' : ` at ${cut(trap.source, MAX_PLACE_UNITS)}`;
  return `${cut(trap.reason, MAX_REASON_UNITS)}${place}`;
}

/** A text of a component's, in one line of bounded length: a component may say anything. */
function cut(text: string, maxUnits: number): string {
  const line = printable(text);
  return line.length <= maxUnits ? line : `${line.slice(0, maxUnits).toWellFormed()}…`;
}

/** All that is known of a failure, for one line of the log; with the frames of a guest that stopped, innermost first. */
export function describeFailure(error: unknown): string {
  const texts = causes(error).map(describeCause);
  // A trap quotes its cause's message: what was said already is not said again.
  return texts.filter((text, depth) => !texts.slice(0, depth).some((said) => said.includes(text))).join('; cause: ');
}

function describeCause(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  if (cause instanceof Trap) return [cause.message, ...cause.trace].join(' | in ');
  if (FORESEEN.some((kind) => cause instanceof kind)) return cause.message;
  // The trap that it became names its frames.
  if (cause instanceof WebAssembly.RuntimeError) return cause.message;
  // An unforeseen one in the host: where it happened matters.
  const lines = (cause.stack ?? cause.message).split('\n').map((line) => line.trim());
  return lines.join(' | ');
}

function causes(error: unknown): unknown[] {
  const chain: unknown[] = [];
  for (let cause = error; cause !== undefined && chain.length < MAX_CAUSES;) {
    chain.push(cause);
    cause = cause instanceof Error ? cause.cause : undefined;
  }
  return chain;
}
