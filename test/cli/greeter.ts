import type { Workshop } from './atrium.ts';

/** The WIT, the source and the paths of a small component, for tests to change. */
export const WIT = `package test:small@1.0.0;
interface greeting {
  greet: func(name: string, times: u32) -> string;
  part: func();
  resource bell {
    constructor(name: string);
    ring: func(n: u8) -> option<string>;
    make: static func() -> bell;
  }
}
interface log {
  write: func(text: string);
}
interface chance {
  draw: func() -> u32;
}
world greeter {
  import log;
  export greeting;
}
`;
export const GREETING = `import { Resource } from '../bindings/types';
import * as log from '../bindings/test-small/log';

export function greet(name: string, times: u32): string {
  log.write(name);
  return 'Hello, ' + name + '.';
}

export function part(): void {}

export class Bell extends Resource {
  constructor(name: string) {
    super();
  }

  ring(n: u8): string | null {
    return null;
  }

  static make(): Bell {
    return new Bell('');
  }
}
`;
export const SOURCE = 'greeter/assembly/greeting.ts';
export const OUT = 'greeter/build/greeter.component.wasm';

/** Writes it into a workshop. */
export function greeter(workshop: Workshop, source = GREETING): void {
  workshop.write('greeter/wit/small.wit', WIT);
  workshop.write('greeter/component.json', '{ "world": "test:small/greeter@1.0.0" }');
  workshop.write(SOURCE, source);
}
