/** A method of a resource of which this host makes none, so that no guest can hold one to call it with. */
export function unreachable(resource: string): () => never {
  return () => {
    throw new Error(`there is no ${resource} in this host`);
  };
}
