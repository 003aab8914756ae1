import { stronglyConnected } from './components.ts';
import { inferDependencies, type Dependencies, type Reason } from './dependencies.ts';
import type { Anomaly, AnomalyKind, History } from './history.ts';

/** The cycles that are looked for, in order: a later one is only called so when no earlier one is in the same component. */
const CYCLES: readonly { readonly kind: AnomalyKind; readonly closing: Reason; readonly through: readonly Reason[] }[] =
  [
    { kind: 'G0', closing: 'ww', through: ['ww'] },
    { kind: 'G1c', closing: 'wr', through: ['ww', 'wr'] },
    { kind: 'G-single', closing: 'rw', through: ['ww', 'wr'] },
    { kind: 'G2-item', closing: 'rw', through: ['ww', 'wr', 'rw'] },
    { kind: 'G2', closing: 'phantom', through: ['ww', 'wr', 'rw', 'phantom'] },
    { kind: 'realtime', closing: 'realtime', through: ['ww', 'wr', 'rw', 'phantom', 'realtime'] },
  ];

/** What in a history no strictly serialisable store could have shown; one cycle for each knot of transactions. */
export function findAnomalies(history: History): Anomaly[] {
  const { dependencies, anomalies } = inferDependencies(history);
  const found = [...anomalies];
  for (const members of stronglyConnected(dependencies)) {
    const cycle = findCycle(dependencies, members);
    if (cycle !== undefined) found.push(cycle);
  }
  return found;
}

function findCycle(dependencies: Dependencies, members: readonly number[]): Anomaly | undefined {
  const within = new Set(members);
  for (const { kind, closing, through } of CYCLES) {
    const allowed = new Set(through);
    for (const from of members) {
      for (const { to, reason } of dependencies[from]!) {
        if (reason !== closing || !within.has(to)) continue;
        const way = shortestWay(dependencies, to, from, within, allowed);
        if (way !== undefined) return { kind, text: `T${from} -${reason}-> ${way}` };
      }
    }
  }
  return undefined;
}

/** The shortest way over edges of the reasons allowed, in words. */
function shortestWay(
  dependencies: Dependencies,
  from: number,
  to: number,
  within: ReadonlySet<number>,
  allowed: ReadonlySet<Reason>,
): string | undefined {
  const cameBy = new Map<number, { before: number; reason: Reason } | undefined>([[from, undefined]]);
  for (const node of cameBy.keys()) {
    if (node === to) break;
    for (const edge of dependencies[node]!) {
      if (!within.has(edge.to) || !allowed.has(edge.reason) || cameBy.has(edge.to)) continue;
      cameBy.set(edge.to, { before: node, reason: edge.reason });
    }
  }
  if (!cameBy.has(to)) return undefined;
  let text = `T${to}`;
  for (let step = cameBy.get(to); step !== undefined; step = cameBy.get(step.before)) {
    text = `T${step.before} -${step.reason}-> ${text}`;
  }
  return text;
}
