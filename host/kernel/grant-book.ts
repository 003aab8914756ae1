import { Buffer } from 'node:buffer';
import { missingGrants, parseGrants, type Grant, type Grants } from '../grants/index.ts';
import type { Component } from '../component/index.ts';
import type { Transaction } from '../store/engine.ts';
import { after, type Answer } from '../store/answer.ts';
import { unpack } from '../store/tuple.ts';
import { GRANTS, grantKey } from './key-space.ts';
import type { Task } from './task.ts';

const STORE = 'the grants in the data folder';

/** What components may import: the grants that the host was started with, and those made for programs while the world ran. */
export class GrantBook {
  readonly #shipped: Grants;
  readonly #made: Map<string, Grant>;
  #current: Grants;

  private constructor(shipped: Grants, made: Map<string, Grant>) {
    this.#shipped = shipped;
    this.#made = made;
    this.#current = this.#compose();
  }

  /** Reads what the store has. Rejects with `InvalidGrants` for what cannot be understood. */
  static async open(shipped: Grants, transaction: Transaction): Promise<GrantBook> {
    return new GrantBook(shipped, new Map(await storedGrants(transaction)));
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
  make({ transaction, decisions }: Task, program: string, grant: Grant): void {
    if (grant.size === 0) transaction.clear(grantKey(program));
    else transaction.set(grantKey(program), Buffer.from(JSON.stringify({ [program]: Object.fromEntries(grant) })));
    decisions.push(() => {
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

function storedGrants(transaction: Transaction): Answer<[string, Grant][]> {
  return after(transaction.range(GRANTS.start, GRANTS.end), (rows) =>
    rows.map(({ key, value }): [string, Grant] => {
      const [, program] = unpack(key) as [string, string];
      return [program, parseGrants(Buffer.from(value).toString('utf8'), STORE).of(program)];
    }),
  );
}
