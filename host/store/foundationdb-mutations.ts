import type { Mutation } from './engine.ts';
import type { Client } from './foundationdb-client.ts';

/** The client's code of a mutation. */
export function mutationCode({ MutationType }: Client, mutation: Mutation): number {
  switch (mutation) {
    case 'add':
      return MutationType.Add;
    case 'and':
      return MutationType.BitAnd;
    case 'or':
      return MutationType.BitOr;
    case 'xor':
      return MutationType.BitXor;
    case 'append-if-fits':
      return MutationType.AppendIfFits;
    case 'max':
      return MutationType.Max;
    case 'min':
      return MutationType.Min;
    case 'byte-max':
      return MutationType.ByteMax;
    case 'byte-min':
      return MutationType.ByteMin;
    case 'compare-and-clear':
      return MutationType.CompareAndClear;
  }
}
