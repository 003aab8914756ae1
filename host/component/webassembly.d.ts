// The part of the WebAssembly JavaScript interface used here. TypeScript declares it only together with the whole DOM,
// and a host has no DOM.
declare namespace WebAssembly {
  type ExportValue = Function | Global | Memory | Table;

  class Module {
    constructor(bytes: Uint8Array, options?: { builtins: string[] });
  }

  class Instance {
    constructor(module: Module, imports?: Record<string, Record<string, ExportValue | Suspending>>);
    readonly exports: Record<string, ExportValue>;
  }

  class Memory {
    constructor(descriptor: { initial: number; maximum?: number });
    readonly buffer: ArrayBuffer;
    grow(delta: number): number;
  }

  class Table {
    constructor(descriptor: { element: 'anyfunc'; initial: number; maximum?: number });
  }

  class Global<T extends 'i32' | 'i64' | 'f32' | 'f64' = 'i32' | 'i64' | 'f32' | 'f64'> {
    constructor(descriptor: { value: T; mutable?: boolean }, value?: number | bigint);
    value: T extends 'i64' ? bigint : number;
  }

  /** A function to import that suspends the calling stack until its promise settles. */
  class Suspending {
    constructor(call: Function);
  }

  /** An exported function that runs on a stack of its own, which `Suspending` imports may suspend. */
  function promising(exported: Function): (...values: unknown[]) => Promise<unknown>;

  class CompileError extends Error {}
  class LinkError extends Error {}
  class RuntimeError extends Error {}

  function compile(bytes: Uint8Array): Promise<Module>;
}
