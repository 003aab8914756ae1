/** One measured figure and the neighbour it stands beside. */
export interface Figure {
  /** What was measured, unique in a run. */
  bench: string;
  value: number;
  unit: string;
  /** The same measure of the neighbour, in the same run and unit; null where there is none. */
  beside: number | null;
  /** `value / beside`. */
  ratio: number | null;
  /** What `ratio` (or `value`, where there is no neighbour) should be; null for a figure without an aim. */
  aim: string | null;
  holds: boolean | null;
}

export interface Aim {
  /** `ratio` is judged when there is a neighbour, otherwise `value`. */
  atLeast?: number;
  atMost?: number;
}

export function figure(bench: string, value: number, unit: string, beside: number | null = null, aim?: Aim): Figure {
  const ratio = beside === null ? null : value / beside;
  const judged = ratio ?? value;
  const holds = aim ? judged >= (aim.atLeast ?? -Infinity) && judged <= (aim.atMost ?? Infinity) : null;
  const wanted = aim?.atLeast !== undefined ? `>= ${aim.atLeast}` : aim ? `<= ${aim.atMost}` : null;
  return {
    bench,
    value: round(value),
    unit,
    beside: beside === null ? null : round(beside),
    ratio: ratio === null ? null : round(ratio),
    aim: wanted,
    holds,
  };
}

/** The middle value; machines are noisy and a mean believes every hiccup. */
export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

/** The value that `share` of all values do not exceed. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const at = Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1));
  return sorted[at] ?? Number.NaN;
}

function round(value: number): number {
  return Number(value.toPrecision(4));
}

export function asLine(figure: Figure): string {
  const beside = figure.ratio === null ? '' : `  beside ${figure.beside} = ratio ${figure.ratio}`;
  const aim = figure.aim === null ? '' : `  aim ${figure.aim} ${figure.holds ? 'holds' : 'MISSED'}`;
  return `${figure.bench.padEnd(44)} ${String(figure.value).padStart(10)} ${figure.unit}${beside}${aim}`;
}
