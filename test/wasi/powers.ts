import * as wasi from '../../host/wasi/index.ts';

/** 2026-01-01T00:00:00.000000001Z */
export const NEW_YEAR_NS = 1_767_225_600_000_000_001n;

export interface Powers {
  readonly wallNs?: () => bigint;
  readonly steadyNs?: () => bigint;
  readonly sleep?: wasi.Sleep;
  readonly random?: wasi.RandomSource;
  readonly input?: string;
  readonly variables?: Record<string, string>;
  readonly arguments?: string[];
}

/** All of WASI that there is, with the powers given, and the lines that come out: standard output as they are, errors after `! `. */
export function everything(powers: Powers = {}): {
  imports: wasi.WasiImports;
  lines: string[];
  end: () => void;
} {
  const lines: string[] = [];
  const output = new wasi.LineOutput((line) => lines.push(line));
  const errors = new wasi.LineOutput((line) => lines.push(`! ${line}`));
  const source = powers.random ?? ((length) => new Uint8Array(length).fill(0xab));
  const clock = (nowNs: () => bigint): wasi.Clock => ({ nowNs, resolutionNs: 1000n });
  const imports = {
    ...wasi.wallClock(clock(powers.wallNs ?? (() => NEW_YEAR_NS))),
    ...wasi.monotonicClock(clock(powers.steadyNs ?? (() => 5n))),
    ...wasi.random(source),
    ...wasi.insecureRandom(source),
    ...wasi.insecureSeed(source),
    ...wasi.error(),
    ...wasi.poll(powers.sleep),
    ...wasi.streams(),
    ...wasi.environment({
      variables: new Map(Object.entries(powers.variables ?? {})),
      arguments: powers.arguments ?? [],
    }),
    ...wasi.exit(),
    ...wasi.stdin(powers.input === undefined ? undefined : Buffer.from(powers.input)),
    ...wasi.stdout(output),
    ...wasi.stderr(errors),
    ...wasi.terminals(),
    ...wasi.emptyFilesystem(),
  };
  return {
    imports,
    lines,
    end: () => {
      output.end();
      errors.end();
    },
  };
}
