import { PropertyError, Value } from '../bindings/driver-objects/objects';
import { Resource, Result, Unit } from '../bindings/types';

const SEVEN = Value.integer(7);

export class Handle extends Resource {
  seen(): Handle {
    return new Handle();
  }

  get(property: string): Result<Value, PropertyError> {
    return Result.ok<Value, PropertyError>(SEVEN);
  }

  set(property: string, value: Value): Result<Unit, PropertyError> {
    return Result.ok<Unit, PropertyError>(Unit.value);
  }
}
