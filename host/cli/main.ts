import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

// What Node compiles is kept: the next call starts in half the time.
enableCompileCache(join(import.meta.dirname, '../../build/compile-cache'));
const { runAtrium } = await import('./run.ts');
process.exitCode = await runAtrium(process.argv.slice(2));
