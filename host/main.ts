import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

// What Node compiles is kept beside what the components are built to: the next start takes half the time. Only what is imported from
// here on counts, so all of the host is.
enableCompileCache(join(import.meta.dirname, '../build/compile-cache'));
const { run } = await import('./composition.ts');
await run(process.argv.slice(2), process.env);
