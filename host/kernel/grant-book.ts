import { Buffer } from 'node:buffer';
import { missingGrants, parseGrants, type Grant, type Grants } from '../grants/index.ts';
import type { Component } from '../component/index.ts';
import type { LocalTransaction } from '../store/engine.ts';
import { unpack } from '../store/tuple.ts';
import { GRANTS, grantKey } from './key-space.ts';

const STORE = 'the grants in the data folder';

/** What components may import: the grants that the host was started with, and those made for programs while the world ran. */
export class GrantBook {
  readonly #shipped: Grants;
  readonly #made: Map<string, Grant>;
  #current: Grants;

  /** Reads what the store has. Throws `InvalidGrants` for what cannot be understood. */
  constructor(shipped: Grants, transaction: LocalTransaction) {
    this.#shipped = shipped;
    this.#made = new Map(storedGrants(transaction));
    this.#current = this.#compose();
  }

  get current(): Grants {
    return this.#current;
  }

  /** What a component needs beside the shipped grants, each interface without parameters. */
  needs(component: Component): Grant {
    return new Map(missingGrants(component, this.#shipped).map((name) => [name, {}]));
  }

  /** The grants as they would be with this one for a program, in place of one that was made before. */
  with(program: string, grant: Grant): Grants {
    return this.#shipped.with(program, grant);
  }

  /** Makes a grant in place of one that was made before; it counts from the commit on. */
  make(transaction: LocalTransaction, program: string, grant: Grant): void {
    if (grant.size === 0) transaction.clear(grantKey(program));
    else transaction.set(grantKey(program), Buffer.from(JSON.stringify({ [program]: Object.fromEntries(grant) })));
    transaction.onCommit(() => {
      this.#made.set(program, grant);
      this.#current = this.#compose();
    });
  }

  #compose(): Grants {
    let grants = this.#shipped;
    for (const [program, grant] of this.#made) grants = grants.with(program, grant);
    return grants;
  }
}

function storedGrants(transaction: LocalTransaction): [string, Grant][] {
  return transaction.range(GRANTS.start, GRANTS.end).map(({ key, value }) => {
    const [, program] = unpack(key) as [string, string];
    return [program, parseGrants(Buffer.from(value).toString('utf8'), STORE).of(program)];
  });
}
