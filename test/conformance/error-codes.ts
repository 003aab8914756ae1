import { StoreError, TooLarge, type Misuse } from '../../host/store/errors.ts';

/** FoundationDB's codes for a call that makes no sense, and for a range whose end is below its start. */
export const CLIENT_INVALID_OPERATION = 2000;
export const INVERTED_RANGE = 2005;

/** FoundationDB's code for calls of a transaction that was cancelled. */
export const TRANSACTION_CANCELLED = 1025;

/** FoundationDB's code for a failure of our engines: flow/include/flow/error_definitions.h in its repository. */
export function errorCode(error: StoreError): number {
  switch (error.code) {
    case 'too-old':
      return 1007;
    case 'conflict':
      return 1020;
    case 'commit-unknown':
      return 1021;
    case 'unreadable':
      return 1036;
    case 'misuse':
      return MISTAKES[(error as Misuse).mistake];
    case 'too-large':
      return tooLargeCode(error as TooLarge);
    default:
      return TRANSACTION_CANCELLED;
  }
}

const MISTAKES: Readonly<Record<Misuse['mistake'], number>> = {
  'stamp-offset': CLIENT_INVALID_OPERATION,
  'key-outside': 2004,
  'read-version-set': 2010,
  'no-commit-version': 2021,
};

function tooLargeCode({ message }: TooLarge): number {
  if (message.startsWith('the key')) return 2102;
  return message.startsWith('the value') ? 2103 : 2101;
}

/**
 * The codes after which FoundationDB's `on_error` resets a transaction for another attempt; others it raises again. Those of 0 to 5000
 * with which a client of 7.3 does so.
 */
export const RETRIED: ReadonlySet<number> = new Set([
  1007, 1009, 1020, 1021, 1037, 1038, 1042, 1051, 1078, 1079, 1213, 1223,
]);

/** As what `on_error` raises a code that it does not retry: what is no error is a wrong call, and a broken promise (1100) a cancellation. */
export function raisedAs(code: number): number {
  if (code === 0) return CLIENT_INVALID_OPERATION;
  return code === 1100 ? TRANSACTION_CANCELLED : code;
}

/** A failure that only FoundationDB's interface has, which the machine raises in its place. */
export class InterfaceError extends Error {
  readonly code: number;
  constructor(code: number) {
    super(`FoundationDB error ${code}`);
    this.code = code;
  }
}

/** The code to push for a failure; what is not a failure of a store is thrown on. */
export function codeOf(error: unknown): number {
  if (error instanceof InterfaceError) return error.code;
  if (error instanceof StoreError) return errorCode(error);
  throw error;
}
