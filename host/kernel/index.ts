export type { Connection } from './connection.ts';
export { HostProblem } from './errors.ts';
export type { ImageFile } from './image.ts';
export type { Built } from './installation.ts';
export { Journal } from './journal.ts';
export { Kernel } from './kernel.ts';
export type { RunningComponent } from './kernel.ts';
export type { Port, Transport } from './port.ts';
