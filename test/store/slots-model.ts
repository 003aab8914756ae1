import fc from 'fast-check';
import type { LocalSlots, Slots } from '../../host/store/slots.ts';
import { bytes, hexOf, text } from './keys.ts';
import { on } from './stores.ts';

/** One call of a task, on one of a few objects and slots. */
export type Call =
  | { readonly do: 'get' | 'clear'; readonly oid: bigint; readonly name: string }
  | { readonly do: 'load' | 'version' | 'clearAll'; readonly oid: bigint }
  | { readonly do: 'set'; readonly oid: bigint; readonly name: string; readonly value: string }
  | { readonly do: 'declare'; readonly name: string; readonly unique: boolean }
  | { readonly do: 'drop'; readonly name: string }
  | {
      readonly do: 'find';
      readonly name: string;
      readonly value: string;
      readonly after: bigint;
      readonly limit: number;
    };

/** What calls are made of. */
export interface CallValues {
  readonly oid: fc.Arbitrary<bigint>;
  readonly name: fc.Arbitrary<string>;
  readonly value: fc.Arbitrary<string>;
  readonly after: fc.Arbitrary<bigint>;
  readonly limit: fc.Arbitrary<number>;
}

export function calls({ oid, name, value, after, limit }: CallValues): fc.Arbitrary<Call> {
  return fc.oneof(
    { weight: 4, arbitrary: fc.record({ do: fc.constantFrom('get', 'clear'), oid, name }) },
    { weight: 6, arbitrary: fc.record({ do: fc.constantFrom('load', 'version'), oid }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('clearAll'), oid }) },
    { weight: 8, arbitrary: fc.record({ do: fc.constant('set'), oid, name, value }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('declare'), name, unique: fc.boolean() }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('drop'), name }) },
    { weight: 3, arbitrary: fc.record({ do: fc.constant('find'), name, value, after, limit }) },
  );
}

/** Makes the call on the real thing. Answers are comparable with the model's; of a stamp, only whether it is 0. */
export async function callSlots(slots: Slots | LocalSlots, call: Call): Promise<unknown> {
  switch (call.do) {
    case 'get':
      return text(await slots.get(call.oid, call.name));
    case 'load':
      return readRun(await slots.load(call.oid));
    case 'version':
      return (await slots.version(call.oid)) !== 0n;
    case 'set':
      return slots.set(call.oid, call.name, bytes(call.value));
    case 'clear':
      return slots.clear(call.oid, call.name);
    case 'clearAll':
      return slots.clearAll(call.oid);
    case 'declare':
      return slots.indices.declare(call.name, on(call.name), call.unique);
    case 'drop':
      return slots.indices.dropIndex(call.name);
    case 'find':
      return slots.indices.find(call.name, [bytes(call.value)], call.after, call.limit);
  }
}

/** The entries of a run, having checked that it is laid out as `kernel:store/slots.load` says and in order. */
export function readRun(run: Uint8Array): [name: string, value: string][] {
  const view = new DataView(run.buffer, run.byteOffset, run.length);
  const entries: [string, string][] = [];
  let before = '';
  for (let at = 0; at < run.length;) {
    const nameLength = view.getUint32(at, true);
    const name = run.subarray(at + 4, at + 4 + nameLength);
    at += 4 + nameLength;
    const valueLength = view.getUint32(at, true);
    entries.push([text(name)!, text(run.subarray(at + 4, at + 4 + valueLength))!]);
    at += 4 + valueLength;
    if (at > run.length || hexOf(name) <= before) throw new Error(`a run out of order: ${hexOf(run)}`);
    before = hexOf(name);
  }
  return entries;
}

/** What all slots and indices are, in plain maps. */
export class ModelWorld {
  readonly objects: Map<bigint, Map<string, string>>;
  readonly declared: Map<string, boolean>;

  constructor(from?: ModelWorld) {
    this.objects = new Map([...(from?.objects ?? [])].map(([oid, slots]) => [oid, new Map(slots)]));
    this.declared = new Map(from?.declared);
  }

  call(call: Call): unknown {
    switch (call.do) {
      case 'get':
        return this.#slots(call.oid).get(call.name);
      case 'load':
        return [...this.#slots(call.oid)].sort(([a], [b]) => (hexOf(bytes(a)) < hexOf(bytes(b)) ? -1 : 1));
      case 'version':
        return this.#slots(call.oid).size > 0;
      case 'set':
        return this.#set(call.oid, call.name, call.value);
      case 'clear':
        this.#slots(call.oid).delete(call.name);
        return undefined;
      case 'clearAll':
        this.objects.delete(call.oid);
        return undefined;
      case 'declare':
        return this.#declare(call.name, call.unique);
      case 'drop':
        this.declared.delete(call.name);
        return undefined;
      case 'find': {
        if (!this.declared.has(call.name)) return { tag: 'not-indexed' };
        const found = this.#holders(call.name, call.value).filter((oid) => oid > call.after);
        return call.limit === 0 ? found : found.slice(0, call.limit);
      }
    }
  }

  #set(oid: bigint, name: string, value: string): unknown {
    if (this.declared.get(name)) {
      const holder = this.#holders(name, value).find((other) => other !== oid);
      if (holder !== undefined) return { tag: 'not-unique', val: holder };
    }
    this.#slots(oid).set(name, value);
    return undefined;
  }

  #declare(name: string, unique: boolean): unknown {
    const declared = this.declared.get(name);
    if (declared !== undefined) return declared === unique ? undefined : { tag: 'declared-otherwise' };
    if (unique) {
      const seen = new Map<string, bigint>();
      for (const oid of this.#oids()) {
        const value = this.#slots(oid).get(name);
        if (value === undefined) continue;
        const holder = seen.get(value);
        if (holder !== undefined) return { tag: 'not-unique', val: [holder, oid] };
        seen.set(value, oid);
      }
    }
    this.declared.set(name, unique);
    return undefined;
  }

  #holders(name: string, value: string): bigint[] {
    return this.#oids().filter((oid) => this.#slots(oid).get(name) === value);
  }

  #oids(): bigint[] {
    return [...this.objects.keys()].sort((a, b) => Number(a - b));
  }

  #slots(oid: bigint): Map<string, string> {
    const slots = this.objects.get(oid) ?? new Map<string, string>();
    this.objects.set(oid, slots);
    return slots;
  }
}
