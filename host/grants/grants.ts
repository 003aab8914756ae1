/** What one component may import: full interface name -> the parameters that bind it. */
export type Grant = ReadonlyMap<string, Parameters>;
/** Parameters of one granted interface, such as the bucket's name. */
export type Parameters = Readonly<Record<string, string>>;

/** Full name of an interface: `namespace:package/interface@version`. */
const INTERFACE_NAME = /^[a-z][a-z0-9-]*:[a-z][a-z0-9-]*\/[a-z][a-z0-9-]*@\d+\.\d+\.\d+(?:-[a-z0-9.-]+)?$/;

const NOTHING: Grant = new Map();

/** A file of grants says something that cannot be understood. The message names the file, the place and the mend. */
export class InvalidGrants extends Error {
  override readonly name = 'InvalidGrants';
}

/** What every component may import. Whatever is not in here is denied. Never changed: `with` makes another. */
export class Grants {
  /** The file they were read from, for messages. */
  readonly path: string;
  readonly #components: ReadonlyMap<string, Grant>;

  constructor(path: string, components: ReadonlyMap<string, Grant>) {
    this.path = path;
    this.#components = components;
  }

  of(component: string): Grant {
    return this.#components.get(component) ?? NOTHING;
  }

  /** These, and beside them what `further` has for a component. */
  with(component: string, further: Grant): Grants {
    const components = new Map(this.#components);
    components.set(component, new Map([...further, ...this.of(component)]));
    return new Grants(this.path, components);
  }
}

/** Reads `{"COMPONENT": {"INTERFACE": {"PARAMETER": "VALUE"}}}`. Throws `InvalidGrants`. */
export function parseGrants(text: string, path: string): Grants {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    throw new InvalidGrants(`${path}: ${(error as Error).message}: mend the JSON`);
  }
  const components = new Map<string, Grant>();
  for (const [component, interfaces] of entries(content, path, 'the file')) {
    components.set(component, readGrant(interfaces, path, component));
  }
  return new Grants(path, components);
}

function readGrant(interfaces: unknown, path: string, component: string): Grant {
  const grant = new Map<string, Parameters>();
  for (const [name, parameters] of entries(interfaces, path, `"${component}"`)) {
    if (!INTERFACE_NAME.test(name)) {
      throw new InvalidGrants(
        `${path}: "${component}" is granted "${name}": write the full name, as in kernel:store/slots@0.1.0`,
      );
    }
    const place = `"${name}" under "${component}"`;
    for (const [key, value] of entries(parameters, path, place)) {
      if (typeof value !== 'string') throw new InvalidGrants(`${path}: ${place}: "${key}" must be a text`);
    }
    grant.set(name, parameters as Parameters);
  }
  return grant;
}

function entries(value: unknown, path: string, place: string): [string, unknown][] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new InvalidGrants(`${path}: ${place} must be an object, {...}`);
  }
  return Object.entries(value);
}
