import type { TemplateOptions } from './index.ts';

export function readme({ name, world, language }: TemplateOptions, isProgram: boolean): string {
  const source = language === 'javascript' ? 'src/' : 'assembly/';
  return `# ${name}

A component for the world \`${world.id}\`, written in ${language === 'javascript' ? 'JavaScript' : 'AssemblyScript'}.

    atrium build                 # build/${name}.component.wasm
    atrium check                 # types and world only
    atrium inspect build/${name}.component.wasm

| file                | what it is                                        |
| ------------------- | ------------------------------------------------- |
| \`component.json\`    | the world it is made for                          |
| \`${`${source}\``.padEnd(19)}| what it does: this is what you write              |
${language === 'javascript' ? '' : '| `bindings/`         | how the world looks in AssemblyScript: generated  |\n'}${
    isProgram ? `| \`${`world/${name}.world\``.padEnd(19)}| what it brings into the world, and its verbs      |\n` : ''
  }`;
}
