import type { Component } from '../component/index.ts';
import type { Offer } from '../grants/index.ts';
import { bucket } from './bucket.ts';
import { clock } from './clock.ts';
import type { Connection } from './connection.ts';
import { connections } from './connections.ts';
import type { CredentialRequest } from './credential-desk.ts';
import { credentials } from './credentials.ts';
import { indices } from './indices.ts';
import type { Levels } from './levels.ts';
import type { Library } from './library.ts';
import { log, taskLog } from './log.ts';
import { programs } from './programs.ts';
import { random } from './random.ts';
import { slots } from './slots.ts';
import { timers } from './timers.ts';
import { offerWasi, type WasiParts } from './wasi.ts';

/** What the kernel's interfaces act on. */
export interface InterfaceParts extends WasiParts {
  readonly library: Library;
  readonly levels: Levels;
  /** The connections of this process, by id. */
  readonly open: ReadonlyMap<bigint, Connection>;
  readonly ask: (request: CredentialRequest, cause: Connection | undefined) => void;
  readonly expectTimer: (dueMs: number) => void;
  /** The driver's name, which no program may have. */
  readonly driver: string;
  readonly load: (binary: Uint8Array, name: string) => Component;
}

/** The kernel's interfaces and those of WASI, for the driver instance at a level. */
export function offerKernel(parts: InterfaceParts, level: number): Offer {
  const { scope, pace } = parts;
  const wasi = offerWasi(parts, parts.driver);
  return (name, parameters) => {
    switch (name) {
      case 'kernel:store/slots@0.1.0':
        return slots(scope, pace);
      case 'kernel:store/indices@0.1.0':
        return indices(scope, pace);
      case 'kernel:store/bucket@0.1.0':
        return bucket(scope, pace, parameters);
      case 'kernel:net/connections@0.1.0':
        return connections(scope, parts.open);
      case 'kernel:task/clock@0.1.0':
        return clock(scope);
      case 'kernel:task/timers@0.1.0':
        return timers(scope, pace, parts.expectTimer);
      case 'kernel:task/credentials@0.1.0':
        return credentials(scope, parts.ask);
      case 'kernel:task/random@0.1.0':
        return random(scope);
      case 'kernel:task/log@0.1.0':
        return log(taskLog(scope, parts.journal, parts.driver));
      case 'kernel:program/programs@0.1.0':
        return programs(parts, level);
      default:
        return wasi(name, parameters);
    }
  };
}
