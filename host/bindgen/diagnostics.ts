import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A message of the AssemblyScript compiler, as it reports them (`asc.DiagnosticMessage`). */
export interface Diagnostic {
  readonly code: number;
  /** 2 for a warning, 3 for an error. */
  readonly category: number;
  readonly message: string;
  readonly range: DiagnosticRange | null;
  readonly relatedRange: DiagnosticRange | null;
}

interface DiagnosticRange {
  /** Offset into the file, in UTF-16 units. */
  readonly start: number;
  readonly source: { readonly normalizedPath: string } | null;
}

const ERROR = 3;
/** TypeScript's codes keep their prefix; the compiler's own are below 1,000. */
const FIRST_TYPESCRIPT_CODE = 1_000;
const ENTRY_FOLDER = 'bindings/entry/';
/** What the generated code says of each exported function, above it. */
const EXPECTATION = /^\/\*\* (.*) \*\/$/;

/** Formats messages for a person: the component's files with line and column, the line, and what would mend it. */
export function formatDiagnostics(diagnostics: readonly Diagnostic[], folder: string): string {
  const texts = diagnostics.map((diagnostic) => formatDiagnostic(diagnostic, folder));
  return [...new Set(texts)].join('\n');
}

function formatDiagnostic(diagnostic: Diagnostic, folder: string): string {
  const { code, category, message, range, relatedRange } = diagnostic;
  const kind = category === ERROR ? 'error' : 'warning';
  const prefix = code < FIRST_TYPESCRIPT_CODE ? 'AS' : 'TS';
  const place = range && placeOf(range, folder);
  if (!place) return `${folder}: ${kind}: ${message} (${prefix}${code})`;
  if (place.path.startsWith(ENTRY_FOLDER)) {
    const expected = expectationAbove(place);
    if (expected) return `${join(folder, expected)} (${message})`;
  }
  const related = relatedRange && placeOf(relatedRange, folder);
  return [
    `${position(place, folder)}: ${kind}: ${message} (${prefix}${code})`,
    `    ${place.text.trim()}`,
    ...(related ? [`  see ${position(related, folder)}`] : []),
  ].join('\n');
}

interface Place {
  /** Inside the component's folder, or a `~lib/` path of the compiler's library. */
  readonly path: string;
  readonly lines: readonly string[];
  readonly line: number;
  readonly column: number;
  readonly text: string;
}

function placeOf(range: DiagnosticRange, folder: string): Place | undefined {
  const path = range.source?.normalizedPath;
  if (path === undefined) return undefined;
  if (path.startsWith('~lib/')) return { path, lines: [], line: 0, column: 0, text: '' };
  const source = readFileSync(join(folder, path), 'utf8');
  const before = source.slice(0, range.start).split('\n');
  const lines = source.split('\n');
  const line = before.length;
  return { path, lines, line, column: (before.at(-1) ?? '').length + 1, text: lines[line - 1] ?? '' };
}

function position({ path, line, column }: Place, folder: string): string {
  return line === 0 ? path : `${join(folder, path)}:${line}:${column}`;
}

/** What an exported function is expected to be, from the comment above the generated code that calls it. */
function expectationAbove({ lines, line }: Place): string | undefined {
  const comments = lines.map((text) => EXPECTATION.exec(text)?.[1]);
  const isComment = (comment: string | undefined): boolean => comment !== undefined;
  return comments.slice(0, line).findLast(isComment) ?? comments.find(isComment);
}
