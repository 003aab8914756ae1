/** An answer of a store: the value itself from a store in this process, a promise of it from one elsewhere. */
export type Answer<T> = T | Promise<T>;

/**
 * Goes on with an answer: at once when it is there, and only otherwise by a promise. Code above the engines is written once with it,
 * and on an engine that answers at once it makes no promise at all, so whoever calls it need not be able to wait.
 */
export function after<T, R>(answer: Answer<T>, proceed: (value: T) => Answer<R>): Answer<R> {
  return answer instanceof Promise ? answer.then(proceed) : proceed(answer);
}
