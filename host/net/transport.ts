import type { Journal, Kernel } from '../kernel/index.ts';
import type { Admission } from './admission.ts';

/** What every transport works with. */
export interface TransportParts {
  readonly kernel: Kernel;
  readonly journal: Journal;
  /** Shared by all transports. */
  readonly admission: Admission;
  /** Messages one connection may send in a second, on average. */
  readonly commandsPerSecond: number;
  /** Milliseconds on a clock that never goes back. */
  readonly nowMs: () => number;
}
