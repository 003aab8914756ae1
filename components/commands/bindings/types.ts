// Types that WIT has and AssemblyScript lacks.
// Generated from WIT by host/bindgen; changes are overwritten.

/** Nothing, where a type is needed. */
export class Unit {
  static readonly value: Unit = new Unit();
}

/** A value or none, for values that cannot be null. */
export class Option<T> {
  private constructor(
    readonly isSome: bool,
    private some: T,
  ) {}

  static some<T>(value: T): Option<T> {
    return new Option<T>(true, value);
  }

  static none<T>(): Option<T> {
    return new Option<T>(false, absent<T>());
  }

  /** The value; aborts when there is none. */
  get value(): T {
    if (!this.isSome) throw new Error("this Option is none: it has no value");
    return this.some;
  }
}

/** What a function returns, or why it could not. */
export class Result<T, E> {
  private constructor(
    readonly isOk: bool,
    private okValue: T,
    private errValue: E,
  ) {}

  static ok<T, E>(value: T): Result<T, E> {
    return new Result<T, E>(true, value, absent<E>());
  }

  static err<T, E>(error: E): Result<T, E> {
    return new Result<T, E>(false, absent<T>(), error);
  }

  get isErr(): bool {
    return !this.isOk;
  }

  /** The value; aborts when this is an error. */
  get ok(): T {
    if (!this.isOk) throw new Error("this Result is an error: it has no ok");
    return this.okValue;
  }

  /** The error; aborts when there is none. */
  get err(): E {
    if (this.isOk) throw new Error("this Result is ok: it has no err");
    return this.errValue;
  }
}

/** What fills the place of a value that is not there; never read. */
function absent<T>(): T {
  // @ts-ignore: T is a class or a number, and the check is resolved when compiling
  return isReference<T>() ? changetype<T>(0) : <T>0;
}

/** The base of classes whose instances are given out as handles. */
export abstract class Resource {
  /** How many handles there are on this object. Only the bindings touch it. */
  handles_: i32 = 0;

  /** The last handle is gone: nothing outside can reach this object any more. */
  drop(): void {}
}
