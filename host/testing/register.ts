import { registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';

const MODULE = 'atrium/testing';
const url = pathToFileURL(join(import.meta.dirname, 'index.ts')).href;

// A component's tests are anywhere on the disk, and this package need not be installed beside them.
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === MODULE ? { url, shortCircuit: true } : next(specifier, context),
});
