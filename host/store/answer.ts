/** An answer of a store: the value itself from a store in this process, a promise of it from one elsewhere. */
export type Answer<T> = T | Promise<T>;

/**
 * Goes on with an answer: at once when it is there, and only otherwise by a promise. Code above the engines is written once with it,
 * and on an engine that answers at once it makes no promise at all, so whoever calls it need not be able to wait.
 */
export function after<T, R>(answer: Answer<T>, proceed: (value: T) => Answer<R>): Answer<R> {
  return answer instanceof Promise ? answer.then(proceed) : proceed(answer);
}

/** An answer, or what another function makes of its failure: of a throw as of a rejection. */
export function orElse<T, R>(answer: () => Answer<T>, fail: (error: unknown) => R): Answer<T | R> {
  try {
    const made = answer();
    return made instanceof Promise ? made.catch(fail) : made;
  } catch (error) {
    return fail(error);
  }
}

/** All of some answers, asked for together: a promise only if one of them is. */
export function all<T>(answers: readonly Answer<T>[]): Answer<T[]> {
  return answers.some((answer) => answer instanceof Promise) ? Promise.all(answers) : (answers as T[]);
}

/** Does something with one item after the other, until it answers `false`. */
export function inTurn<T>(items: Iterable<T>, each: (item: T) => Answer<boolean | void>): Answer<void> {
  const rest = items[Symbol.iterator]();
  const proceed = (): Answer<void> => {
    for (let next = rest.next(); next.done !== true; next = rest.next()) {
      const answer = each(next.value);
      if (answer instanceof Promise) return answer.then((more) => (more === false ? undefined : proceed()));
      if (answer === false) return;
    }
  };
  return proceed();
}

/** What of a store's parts answers at once when their engine does. */
export type AtOnce<T> = {
  readonly [K in keyof T]: T[K] extends (...given: infer G) => infer R
    ? (...given: G) => Exclude<R, Promise<unknown>>
    : T[K];
};
