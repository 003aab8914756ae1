const marked = new WeakSet<Function>();

/**
 * Marks a function of the host that answers later: a guest that calls it is suspended until its promise settles, and a rejection
 * traps. An instance that imports one is made by `instantiateSuspending`. Returns the function itself.
 */
export function suspending<F extends (...values: any[]) => Promise<any>>(call: F): F {
  marked.add(call);
  return call;
}

export function isSuspending(call: Function): boolean {
  return marked.has(call);
}
