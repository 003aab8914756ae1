/** What a program brings into the world: a prototype, one thing of it, and the verb that uses it. */
export function image(name: string): string {
  const words = spoken(name);
  return `# What ${name} brings into the world: a thing to use, and the verb that uses it.

prototype ${name} is thing
  name: ${words}
  about: Something to try.
  property times: integer = 0, readable -- how often it was tried

object first-${name} is ${name}
  name: ${words}
  at: atrium
  description: Nobody remembers who left it here. It looks as if one might try it.

verb try:
  roles: try @ ${name}
  command: try <try>
  run: ${name} try
  help: Tries something out.
    For example: try ${words}
`;
}

/** `wishing-well` as people say it. */
export function spoken(name: string): string {
  return name.replaceAll('-', ' ');
}
