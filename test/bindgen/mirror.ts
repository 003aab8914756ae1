import { hostResource, loadComponent, type Component, type Instance, type Limits } from '../../host/component/index.ts';
import type { Runtime } from '../../host/bindgen/runtimes.ts';
import { buildFixture } from './fixture.ts';

export const ECHO = 'test:shapes/echo@1.2.3';
export const THINGS = 'test:shapes/things@1.2.3';

/** What the host holds for an imported `thing`. */
export interface HostThing {
  name: string;
}

/** A thing that is lent so many times. */
interface Use {
  readonly times: number;
  readonly of: HostThing;
}

type Lending =
  | { readonly tag: 'nothing' }
  | { readonly tag: 'one'; readonly val: HostThing }
  | { readonly tag: 'more'; readonly val: readonly Use[] };

function lengthsOfUses(
  all: readonly Use[],
  last: readonly [string, HostThing] | undefined,
  more: readonly Lending[],
): number {
  let sum = all.reduce((before, { times, of }) => before + times * of.name.length, 0);
  if (last) sum += last[0].length * last[1].name.length;
  for (const one of more) {
    if (one.tag === 'one') sum += one.val.name.length;
    if (one.tag === 'more') sum += lengthsOfUses(one.val, undefined, []);
  }
  return sum;
}

/** The mirror component, and what its host sees of it. */
export interface Mirror {
  readonly instance: Instance;
  /** Imported things that were made and not dropped. */
  readonly alive: Set<HostThing>;
}

const components = new Map<Runtime, Promise<Component>>();

async function loadMirror(runtime: Runtime): Promise<Component> {
  return loadComponent(await buildFixture('mirror', runtime), { name: 'mirror' });
}

/** An instance of the mirror whose imports answer with what they are given, but for `others`. */
export async function startMirror(
  limits: Partial<Limits> = {},
  runtime: Runtime = 'minimal',
  others: Record<string, unknown> = {},
): Promise<Mirror> {
  const loaded = components.get(runtime) ?? loadMirror(runtime);
  components.set(runtime, loaded);
  const component = await loaded;
  const alive = new Set<HostThing>();
  const make = (name: string): HostThing => {
    const thing = { name };
    alive.add(thing);
    return thing;
  };
  const echo: Record<string, unknown> = {};
  for (const { name, functions } of component.imports) {
    if (name !== ECHO) continue;
    for (const fn of functions) echo[fn.name] = (a: unknown) => a;
  }
  Object.assign(echo, {
    many: (...values: unknown[]) => values,
    new: (...values: unknown[]) => values.join(' '),
  });
  const things = {
    thing: hostResource<HostThing>({ name: 'thing', drop: (thing) => alive.delete(thing) }),
    '[constructor]thing': make,
    '[method]thing.name': (self: HostThing) => self.name,
    '[method]thing.rename': (self: HostThing, name: string) => void (self.name = name),
    '[method]thing.same': (self: HostThing, other: HostThing) => self === other,
    '[method]thing.copy': (self: HostThing) => make(self.name),
    '[method]thing.drop': () => ({ x: 1, y: 2.5 }),
    '[method]thing.many': (self: HostThing, ...parts: string[]) => self.name + parts.join(''),
    '[static]thing.join': (a: HostThing, b: HostThing) => {
      alive.delete(a);
      alive.delete(b);
      return make(a.name + b.name);
    },
    '[static]thing.alive': () => alive.size,
    'give-back': (a: HostThing) => a,
    anything: (a: unknown) => a,
    trade: (_: unknown, names: unknown) => names,
    uses: lengthsOfUses,
    'tell-apart': (a: HostThing, b: HostThing | undefined, c: Use, d: string[], ...others: string[]) => {
      if (b === undefined) return { tag: 'err', val: [a.name, c.of.name, ...d, others.join('')].join(' ') };
      // The same handle cannot be given twice: its twin is.
      return { tag: 'ok', val: { first: b, second: c.times === 2 ? make(b.name) : undefined } };
    },
  };
  const imports = { [ECHO]: echo, [THINGS]: things, add: (a: number, b: number) => (a + b) >>> 0, ...others };
  return { instance: component.instantiate({ imports: imports as never, limits }), alive };
}
