/** The runtimes of AssemblyScript that a component may have: they differ in when garbage is collected. */
export const RUNTIMES = ['minimal', 'incremental'] as const;
export type Runtime = (typeof RUNTIMES)[number];
