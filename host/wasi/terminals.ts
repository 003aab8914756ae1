import { hostResource } from '../component/index.ts';
import { versioned, type WasiImports } from './version.ts';

const terminalInput = hostResource<never>({ name: 'terminal-input' });
const terminalOutput = hostResource<never>({ name: 'terminal-output' });

/** The `wasi:cli/terminal-*` interfaces. They give no power: they say that none of the standard streams is a terminal. */
export function terminals(): WasiImports {
  const none = (): undefined => undefined;
  return {
    [versioned('wasi:cli/terminal-input')]: { 'terminal-input': terminalInput },
    [versioned('wasi:cli/terminal-output')]: { 'terminal-output': terminalOutput },
    [versioned('wasi:cli/terminal-stdin')]: { 'get-terminal-stdin': none },
    [versioned('wasi:cli/terminal-stdout')]: { 'get-terminal-stdout': none },
    [versioned('wasi:cli/terminal-stderr')]: { 'get-terminal-stderr': none },
  };
}
