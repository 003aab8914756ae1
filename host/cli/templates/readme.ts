import type { Language } from '../../bindgen/project.ts';
import type { TemplateOptions } from './index.ts';

const NAMES: Record<Language, string> = {
  assemblyscript: 'AssemblyScript',
  javascript: 'JavaScript',
  typescript: 'TypeScript',
};
const SOURCES: Record<Language, string> = {
  assemblyscript: 'assembly/',
  javascript: 'src/main.js',
  typescript: 'src/main.ts',
};

/** What a component's folder holds, and what to do with it. */
export function readme({ name, world, language }: TemplateOptions, isProgram: boolean): string {
  const rows: [string, string][] = [
    ['`component.json`', 'the world it is made for'],
    [`\`${SOURCES[language]}\``, 'what it does: this is what you write'],
    ...(language === 'assemblyscript'
      ? [['`bindings/`', 'what its world offers, in AssemblyScript: made by a build, read it'] as [string, string]]
      : []),
    ...(isProgram
      ? [[`\`world/${name}.world\``, 'what it brings into the world: things, and their verbs'] as [string, string]]
      : []),
    [`\`test/${name}.test.ts\``, `its tests${isProgram ? ', each in a world of its own' : ''}`],
  ];
  const lines = [
    `# ${name}`,
    '',
    `A component for the world \`${world.id}\`, in ${NAMES[language]}.`,
    '',
    `    atrium build        # makes build/${name}.component.wasm`,
    '    atrium check        # says what a build would complain of, sooner',
    '    atrium test         # runs its tests',
  ];
  if (isProgram) {
    lines.push(
      '    atrium dev --grant  # builds it and puts it into the running world, again whenever a file is saved',
    );
  }
  lines.push('', '| file | what it is |', '| --- | --- |', ...rows.map(([file, what]) => `| ${file} | ${what} |`), '');
  return lines.join('\n');
}
