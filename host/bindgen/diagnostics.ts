import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { hintOf, type HintContext } from './hints.ts';
import type { Problem } from './problem.ts';

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

/** The compiler's messages as problems of the component: where they are in its files, and what would mend them. */
export function problemsOf(diagnostics: readonly Diagnostic[], context: HintContext): Problem[] {
  const isOfEntry = ({ range }: Diagnostic): boolean => range?.source?.normalizedPath.startsWith(ENTRY_FOLDER) ?? false;
  const others = diagnostics.filter((one) => !isOfEntry(one));
  // What the generated code then finds wrong with what the author wrote follows from what is wrong in it.
  const told = others.some(({ category }) => category === ERROR) ? others : diagnostics;
  return told.map((diagnostic) => problemOf(diagnostic, context));
}

function problemOf(diagnostic: Diagnostic, context: HintContext): Problem {
  const { folder } = context;
  const { code, category, message, range, relatedRange } = diagnostic;
  const severity = category === ERROR ? 'error' : 'warning';
  const hint = hintOf(diagnostic, context);
  const text = `${hint === undefined ? message : `${message.replace(/\.$/, '')}: ${hint}`} (${code < FIRST_TYPESCRIPT_CODE ? 'AS' : 'TS'}${code})`;
  const place = range && placeOf(range, folder);
  if (!place) return { severity, place: { file: folder }, message: text };
  if (place.path.startsWith(ENTRY_FOLDER)) {
    const expected = expectationAbove(place);
    const [, file = '', rest = ''] = /^(\S+): (.*)$/.exec(expected ?? '') ?? [];
    if (expected) return { severity, place: { file: join(folder, file) }, message: `${rest} (${message})` };
  }
  const related = relatedRange && placeOf(relatedRange, folder);
  const { path, line, column } = place;
  return {
    severity,
    place: line === 0 ? { file: path } : { file: join(folder, path), line, column },
    message: text,
    ...(line === 0 ? {} : { source: place.text }),
    ...(related ? { see: position(related, folder) } : {}),
  };
}

interface Place {
  /** Inside the component's folder, or, with line 0, something that is in no file of it. */
  readonly path: string;
  readonly lines: readonly string[];
  readonly line: number;
  readonly column: number;
  readonly text: string;
}

function placeOf(range: DiagnosticRange, folder: string): Place | undefined {
  const path = range.source?.normalizedPath;
  if (path === undefined) return undefined;
  const file = join(folder, path);
  // Of the library, or one of those that are held against what the author wrote and are in no file.
  if (!existsSync(file)) return { path, lines: [], line: 0, column: 0, text: '' };
  const source = readFileSync(file, 'utf8');
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
