import type { FunctionDescription, InterfaceDescription } from '../../component/index.ts';
import { printable } from '../../component/printable.ts';
import type { Output } from '../output.ts';
import { sizeText } from '../size-text.ts';
import type { InspectionReport } from './report.ts';
import type { Bounds } from './sections.ts';

const LABEL_COLUMNS = 10;

/** A report for a person. */
export function reportText(report: InspectionReport, output: Output): string {
  const label = (text: string): string => output.style('bold', text.padEnd(LABEL_COLUMNS));
  const { file, name, sizeBytes, sha256, modules, producers, needs, runs, imports, exports, wit } = report;
  const lines = [
    `${label('file')}${printable(file)}`,
    ...(name === null ? [] : [`${label('name')}${printable(name)}`]),
    `${label('size')}${sizeText(sizeBytes)}`,
    `${label('sha256')}${sha256}`,
    ...described('imports', imports, label),
    ...described('exports', exports, label),
    ...(wit === null ? [] : [`${label('world')}`, ...wit.trimEnd().split('\n').map(indented)]),
    `${label('modules')}${modules.length}`,
    ...modules.map((module, index) => {
      const parts = [
        sizeText(module.sizeBytes),
        ...module.memories.map((bounds) => boundsText('memory', bounds, 'pages')),
        ...module.tables.map((bounds) => boundsText('table', bounds, 'elements')),
      ];
      return indented(`${module.name === null ? index : printable(module.name)}: ${parts.join('; ')}`);
    }),
    ...Object.entries(producers).map(([field, values]) => {
      const texts = values.map((one) => printable(`${one.name} ${one.version}`.trim()));
      return `${label(PRODUCER_LABELS[field] ?? printable(field))}${texts.join(', ')}`;
    }),
  ];
  if (needs !== null) {
    const { memoryPages, tableElements, instances, memories } = needs;
    const of = ({ least, limit }: { least: number; limit: number }, what: string): string =>
      `${least} of ${limit} ${what}`;
    lines.push(
      `${label('needs')}${of(memoryPages, 'memory pages')}, ${of(tableElements, 'table elements')}, ` +
        `${of(instances, 'instances')}, ${of(memories, 'memories')}`,
    );
  }
  const verdict = runs.ok ? output.style('green', 'yes') : `${output.style('red', 'no')}: ${printable(runs.reason)}`;
  return [...lines, `${label('runs here')}${verdict}`].join('\n');
}

const PRODUCER_LABELS: Record<string, string> = { language: 'language', 'processed-by': 'made by', sdk: 'sdk' };

function described(
  title: string,
  interfaces: readonly InterfaceDescription[] | null,
  label: (text: string) => string,
): string[] {
  if (interfaces === null) return [];
  if (interfaces.length === 0) return [`${label(title)}nothing`];
  return [label(title).trimEnd(), ...interfaces.flatMap(interfaceLines)];
}

function interfaceLines({ name, functions, resources }: InterfaceDescription): string[] {
  const only = functions[0];
  // A function that the world has by itself is its own only member.
  if (functions.length === 1 && only?.name === name) return [indented(functionText(only))];
  const members = [...resources.map((resource) => `resource ${resource}`), ...functions.map(functionText)];
  return [indented(printable(name)), ...members.map((text) => indented(indented(printable(text))))];
}

function functionText({ name, parameters, result }: FunctionDescription): string {
  const list = parameters.map((parameter) => `${parameter.name}: ${parameter.type}`).join(', ');
  return `${name}: func(${list})${result === undefined ? '' : ` -> ${result}`}`;
}

function boundsText(what: string, { minimum, maximum, imported }: Bounds, unit: string): string {
  const text = maximum === null ? `from ${minimum} ${unit}` : `${minimum} to ${maximum} ${unit}`;
  return `${imported ? 'imported ' : ''}${what} ${text}`;
}

function indented(text: string): string {
  return `  ${text}`;
}
