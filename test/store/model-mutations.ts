import { MAX_VALUE_BYTES, type Mutation } from '../../host/store/engine.ts';

/** What a mutation makes of a value, both in hexadecimal, by arithmetic with integers. */
export function mutate(mutation: Mutation, value: string | undefined, operand: string): string | undefined {
  if (mutation === 'compare-and-clear') return value === operand ? undefined : value;
  if (value === undefined) return operand;
  const [was, by] = [integer(fitted(value, operand.length)), integer(operand)];
  const bits = BigInt(operand.length * 4);
  const written = (number: bigint): string =>
    reversed(BigInt.asUintN(Number(bits), number).toString(16).padStart(operand.length, '0').slice(0, operand.length));
  switch (mutation) {
    case 'add':
      return written(was + by);
    case 'and':
      return written(was & by);
    case 'or':
      return written(was | by);
    case 'xor':
      return written(was ^ by);
    case 'max':
      return written(was > by ? was : by);
    case 'min':
      return written(was < by ? was : by);
    case 'byte-max':
      return value > operand ? value : operand;
    case 'byte-min':
      return value < operand ? value : operand;
    case 'append-if-fits':
      return (value.length + operand.length) / 2 > MAX_VALUE_BYTES ? value : value + operand;
  }
}

function fitted(value: string, digits: number): string {
  return value.slice(0, digits).padEnd(digits, '0');
}

/** Little-endian. */
function integer(digits: string): bigint {
  return digits === '' ? 0n : BigInt(`0x${reversed(digits)}`);
}

function reversed(digits: string): string {
  return (digits.match(/../g) ?? []).reverse().join('');
}
