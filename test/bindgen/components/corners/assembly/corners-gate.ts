// @ts-nocheck: AssemblyScript
import { Option, Resource, Result, Tuple2 } from '../bindings/types';

export class Door extends Resource {
  private constructor(private label: string) {
    super();
  }

  static create(name: string): Result<Door, string> {
    if (name == '') return Result.err<Door, string>('a door needs a name');
    return Result.ok<Door, string>(new Door(name));
  }

  static create_(): Door {
    return new Door('a door');
  }

  name(): string {
    return this.label;
  }
}

export function name(): string {
  return 'corners';
}

export function echoAll(all: Array<Tuple2<string, Option<u64>>>): Array<Tuple2<string, Option<u64>>> {
  return all;
}
