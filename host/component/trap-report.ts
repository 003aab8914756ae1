import { printable } from './printable.ts';

/**
 * How a guest says why it stops itself. A core module may export two globals of type i32, each 0 or the address, in the memory it
 * exports as `memory`, of a text: its length in bytes (u32), then UTF-8. They are read once, after `unreachable`.
 */
export const MESSAGE_EXPORT = 'trap-message';
/** The place in the guest's source: `assembly/tower.ts:12:5`. */
export const PLACE_EXPORT = 'trap-place';

/** As much as a line of a log bears; what is longer is cut. */
const MAX_TEXT_BYTES = 1_024;

export interface TrapReport {
  readonly message: string | undefined;
  readonly place: string | undefined;
}

export type CoreExports = Readonly<Record<string, WebAssembly.ExportValue>>;

/** What the core instances of a guest that stopped have left; nothing they say is trusted to be what it should be. */
export function readTrapReport(cores: readonly CoreExports[]): TrapReport {
  for (const exports of cores) {
    const message = textAt(exports, MESSAGE_EXPORT);
    const place = textAt(exports, PLACE_EXPORT);
    if (message !== undefined || place !== undefined) return { message, place };
  }
  return { message: undefined, place: undefined };
}

function textAt(exports: CoreExports, name: string): string | undefined {
  const global = exports[name];
  const memory = exports['memory'];
  if (!(global instanceof WebAssembly.Global) || !(memory instanceof WebAssembly.Memory)) return undefined;
  const address: unknown = global.value;
  if (typeof address !== 'number' || !Number.isInteger(address) || address === 0) return undefined;
  const { buffer } = memory;
  const at = address >>> 0;
  if (at + 4 > buffer.byteLength) return undefined;
  const sizeBytes = new DataView(buffer).getUint32(at, true);
  const end = Math.min(at + 4 + Math.min(sizeBytes, MAX_TEXT_BYTES), buffer.byteLength);
  const text = printable(new TextDecoder().decode(new Uint8Array(buffer, at + 4, end - at - 4))).trim();
  return text === '' ? undefined : text;
}
