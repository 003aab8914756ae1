import type { TypeDefinition } from '../wit/model.ts';
import type { Abi } from './abi.ts';

/**
 * What is done with a resource's handles. Of imported resources: `adopt` one that is now owned, `borrow` one until the call
 * ends, `give` one away, `lend` one, `drop` one. Of exported ones: `receive` one that is now owned, `give` one away,
 * `drop` one, `release` an object whose handle is gone. Of both: `settle` what arrived, when the call ends.
 */
export type HandleOperation =
  'adopt' | 'borrow' | 'give' | 'lend' | 'drop' | 'receive' | 'release' | 'settle' | 'create';

/** Declares one of them in the abi of the module that defines the resource. */
export function declareHandleFunction(abi: Abi, resource: TypeDefinition, operation: HandleOperation): void {
  const { module, file } = abi;
  const { path, name } = abi.plan.resourceClass(resource, module.side);
  const type = file.use(path, name);
  const core = (other: HandleOperation): string => abi.resource(file, resource, other);
  const exported = module.side === 'export';
  const coreModule = exported ? `[export]${module.coreModule}` : module.coreModule;
  const external = (intrinsic: string, signature: string): void => {
    file.declare(`@external("${coreModule}", "[resource-${intrinsic}]${resource.name}")`, signature);
  };
  switch (operation) {
    case 'drop':
      return external('drop', `export declare function drop_${name}(handle: i32): void;`);
    case 'create':
      return external('new', `declare function create_${name}(object: ${type}): i32;`);
    case 'adopt':
      return file.declare(
        `/** The object for a handle that this component now owns. */`,
        `export function adopt_${name}(handle: i32): ${type} {`,
        `  const object = changetype<${type}>(__new(offsetof<${type}>(), idof<${type}>()));`,
        '  object.handle_ = handle;',
        '  return object;',
        '}',
      );
    case 'borrow':
      core('settle');
      return file.declare(
        `/** The object for a handle that is lent to this component until the call ends. */`,
        `export function borrow_${name}(handle: i32): ${type} {`,
        `  const object = ${core('adopt')}(handle);`,
        `  borrowed_${name}.push(object);`,
        '  return object;',
        '}',
      );
    case 'lend':
      return file.declare(
        `export function lend_${name}(object: ${type}): i32 {`,
        `  if (object.handle_ == 0) throw new Error("this ${name} was dropped, given away or only lent for a call that has ended");`,
        '  return object.handle_;',
        '}',
      );
    case 'give':
      if (exported) return declareExportedGive(abi, name, type, core('create'));
      return file.declare(
        `export function give_${name}(object: ${type}): i32 {`,
        `  const handle = ${core('lend')}(object);`,
        '  object.handle_ = 0;',
        '  return handle;',
        '}',
      );
    case 'receive':
      core('settle');
      external('rep', `declare function object_${name}(handle: i32): ${type};`);
      return file.declare(
        `/** The object of a handle that this component now owns, until the call ends. */`,
        `export function receive_${name}(handle: i32): ${type} {`,
        `  received_${name}.push(handle);`,
        `  return object_${name}(handle);`,
        '}',
      );
    case 'release':
      return file.declare(
        `/** One handle of the object is gone; after the last one nothing outside can reach it. */`,
        `export function release_${name}(object: ${type}): void {`,
        '  if (--object.handles_ > 0) return;',
        '  __unpin(changetype<usize>(object));',
        '  object.drop();',
        '}',
      );
    case 'settle':
      return exported
        ? declareExportedSettle(abi, name, core('drop'))
        : declareImportedSettle(abi, name, type, core('drop'));
  }
}

function declareExportedGive(abi: Abi, name: string, type: string, create: string): void {
  abi.file.declare(
    `/** A handle to give away. The object stays where it is for as long as there is one. */`,
    `export function give_${name}(object: ${type}): i32 {`,
    '  if (object.handles_++ == 0) __pin(changetype<usize>(object));',
    `  return ${create}(object);`,
    '}',
  );
}

function declareExportedSettle(abi: Abi, name: string, drop: string): void {
  abi.file.declare(
    `const received_${name}: i32[] = [];`,
    '',
    `/** Drops the handles that arrived in the call that ends. */`,
    `export function settle_${name}(): void {`,
    `  while (received_${name}.length > 0) ${drop}(received_${name}.pop());`,
    '}',
  );
}

function declareImportedSettle(abi: Abi, name: string, type: string, drop: string): void {
  abi.file.declare(
    `const borrowed_${name}: ${type}[] = [];`,
    '',
    `/** Returns the handles that were lent for the call that ends. */`,
    `export function settle_${name}(): void {`,
    `  while (borrowed_${name}.length > 0) {`,
    `    const object = borrowed_${name}.pop();`,
    `    ${drop}(object.handle_);`,
    '    object.handle_ = 0;',
    '  }',
    '}',
  );
}
