import { createHash } from 'node:crypto';

import { ComponentError, DEFAULT_LIMITS, describeComponent, loadComponent } from '../../component/index.ts';
import type { InterfaceDescription, Limits } from '../../component/index.ts';
import { decodeComponent } from '../../component/decode.ts';
import { elaborate } from '../../component/elaborate.ts';
import { readOutline, type ModuleOutline, type Producers } from './sections.ts';

/** What `atrium inspect --json` writes. */
export interface InspectionReport {
  readonly file: string;
  /** As the binary says; null when it says none. */
  readonly name: string | null;
  readonly sizeBytes: number;
  /** 64 hexadecimal characters. */
  readonly sha256: string;
  /** Types are printed as WIT. Null when this runtime cannot read them; then `wit` has them. */
  readonly imports: readonly InterfaceDescription[] | null;
  readonly exports: readonly InterfaceDescription[] | null;
  /** The world as WIT, when `imports` and `exports` are null; otherwise null. */
  readonly wit: string | null;
  readonly modules: readonly ModuleOutline[];
  readonly producers: Producers;
  /** What an instance has from its start, and what it may have by default. Null when this runtime cannot tell. */
  readonly needs: Readonly<Record<NeededLimit, { readonly least: number; readonly limit: number }>> | null;
  readonly runs: { readonly ok: true } | { readonly ok: false; readonly reason: string };
}

type NeededLimit = 'memoryPages' | 'tableElements' | 'instances' | 'memories';

/** Reads a component; compiles it, so as to tell whether it runs, but runs nothing of it. Throws `ComponentError` for what is none. */
export async function inspect(file: string, bytes: Uint8Array): Promise<InspectionReport> {
  const outline = readOutline(bytes);
  const whole = {
    file,
    name: outline.name,
    sizeBytes: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    modules: outline.modules,
    producers: outline.producers,
  };
  try {
    const { imports, exports } = describeComponent(bytes);
    const needs = needsOf(bytes, outline.modules);
    return { ...whole, imports, exports, wit: null, needs, runs: await tryToLoad(file, bytes, needs) };
  } catch (error) {
    if (!(error instanceof ComponentError)) throw error;
    const wit = await witOf(bytes, error);
    return { ...whole, imports: null, exports: null, wit, needs: null, runs: { ok: false, reason: error.message } };
  }
}

function needsOf(bytes: Uint8Array, modules: readonly ModuleOutline[]): NonNullable<InspectionReport['needs']> {
  const { steps, parents, modules: planned } = elaborate(bytes, decodeComponent(bytes));
  const largest = (bounds: readonly { minimum: number }[]): number =>
    Math.max(0, ...bounds.map(({ minimum }) => minimum));
  const need = (limit: keyof Limits, least: number) => ({ least, limit: DEFAULT_LIMITS[limit] });
  return {
    memoryPages: need('memoryPages', largest(modules.flatMap(({ memories }) => memories))),
    tableElements: need('tableElements', largest(modules.flatMap(({ tables }) => tables))),
    instances: need('instances', steps.length + parents.length),
    memories: need(
      'memories',
      steps.reduce((sum, { module }) => sum + planned[module]!.memories, 0),
    ),
  };
}

async function tryToLoad(
  name: string,
  bytes: Uint8Array,
  needs: NonNullable<InspectionReport['needs']>,
): Promise<InspectionReport['runs']> {
  for (const [limit, { least, limit: most }] of Object.entries(needs)) {
    if (least > most) return { ok: false, reason: `it begins with ${least}, over the limit ${limit} of ${most}` };
  }
  try {
    await loadComponent(bytes, { name });
    return { ok: true };
  } catch (error) {
    if (error instanceof ComponentError) return { ok: false, reason: error.message };
    throw error;
  }
}

/** The world of a component that this runtime cannot read: of a feature it does not have. Throws `reason` for what nobody can read. */
async function witOf(bytes: Uint8Array, reason: ComponentError): Promise<string> {
  const { componentWit } = await import('@bytecodealliance/jco');
  try {
    return await componentWit(bytes);
  } catch {
    throw reason;
  }
}
