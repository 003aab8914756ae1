import { guest, HOST, keeper, SAFE, type Attempt, type Scene } from './hostile-world.ts';

const CALLS = guest({ code: '(func (export "attack") (call $shut (call $open)))' });

const linking = (tries: string, imports: (scene: Scene) => Record<string, unknown>, by: RegExp): Attempt => ({
  tries,
  component: CALLS,
  imports,
  stopped: { at: 'linking', by },
});

/** The host's interface with something else in it. */
const hostWith =
  (members: object) =>
  (scene: Scene): Record<string, unknown> => ({ ...scene.imports, [HOST]: { ...scene.imports[HOST], ...members } });

/** The host's interface under another name. */
const hostAs =
  (name: string) =>
  (scene: Scene): Record<string, unknown> => ({ [SAFE]: scene.imports[SAFE], [name]: scene.imports[HOST] });

const NOT_GIVEN = /import test:hostile\/host@1\.0\.0 is not given/;

/** Imports one interface by this name, with a function named like what JavaScript’s own objects inherit. */
const importing = (name: string, member: string): string => `(component
  (import "${name}" (instance (export "${member}" (func)))))`;

class Host {
  attack(): void {}
}

export const linkage: readonly Attempt[] = [
  linking('to import what it was not granted', (scene) => ({ [SAFE]: scene.imports[SAFE] }), NOT_GIVEN),
  linking('to take a version that is not the one', hostAs('test:hostile/host@2.0.0'), NOT_GIVEN),
  linking('to take an earlier version that is not compatible', hostAs('test:hostile/host@0.9.0'), NOT_GIVEN),
  linking('to take a prerelease for the release', hostAs('test:hostile/host@1.0.0-evil'), NOT_GIVEN),
  linking('to take a build for the release', hostAs('test:hostile/host@1.0.0+evil'), NOT_GIVEN),
  linking('to take a name without a version', hostAs('test:hostile/host'), NOT_GIVEN),
  linking('to take a name with a space after it', hostAs('test:hostile/host@1.0.0 '), NOT_GIVEN),
  linking('to take a namesake of another package', hostAs('evil:hostile/host@1.0.0'), NOT_GIVEN),
  linking('to take a number for an interface', (scene) => ({ ...scene.imports, [HOST]: 7 }), NOT_GIVEN),
  linking('to take a text for a function', hostWith({ say: 'say' }), /lacks function say/),
  linking('to take nothing for a function', hostWith({ say: undefined }), /lacks function say/),
  linking('to take an object for a function', hostWith({ say: { call: () => {} } }), /lacks function say/),
  linking('to take a function for a resource', hostWith({ key: () => {} }), /lacks resource key/),
  linking(
    'to take another object of the same looks for a resource',
    hostWith({ key: { type: { name: 'key' } } }),
    /lacks resource key/,
  ),
  linking(
    'to take functions that an interface only inherits',
    (scene) => ({ ...scene.imports, [HOST]: Object.create(scene.imports[HOST]!) }),
    /lacks (resource|function)/,
  ),
  linking(
    'to take whatever a proxy makes up',
    (scene) => ({ ...scene.imports, [HOST]: new Proxy({}, { get: () => () => {} }) }),
    /lacks (resource|function)/,
  ),
  linking(
    'to take a copy of another component’s exports, which has no resource',
    (scene) => ({ ...scene.imports, [SAFE]: { ...scene.imports[SAFE] } }),
    /lacks resource safe/,
  ),
  linking(
    'to take another interface of a component for the one it needs',
    (scene) => ({ ...scene.imports, [HOST]: scene.imports[SAFE] }),
    /import test:hostile\/host@1\.0\.0.* lacks (resource|function)/,
  ),
  ...['call', 'apply', 'bind', 'constructor'].map((member): Attempt => ({
    tries: `to import the ${member} that every function inherits`,
    component: importing('test:hostile/other@1.0.0', member),
    imports: () => ({ 'test:hostile/other@1.0.0': Host }),
    stopped: { at: 'linking', by: new RegExp(`lacks function ${member}`) },
  })),
  ...['get', 'clear', 'keys'].map((member): Attempt => ({
    tries: `to import the ${member} that every map inherits`,
    component: importing('test:hostile/other@1.0.0', member),
    imports: () => ({ 'test:hostile/other@1.0.0': new Map() }),
    stopped: { at: 'linking', by: new RegExp(`lacks function ${member}`) },
  })),
  {
    tries: 'to import a prerelease where the release is given',
    component: importing('test:hostile/host@1.0.0-evil', 'call'),
    stopped: { at: 'linking', by: /import test:hostile\/host@1\.0\.0-evil is not given/ },
  },
  {
    tries: 'to import under the name of what every object inherits',
    component: '(component (import "constructor" (func)))',
    stopped: { at: 'linking', by: /import constructor is not given/ },
  },
  {
    tries: 'to call a component that was disposed of',
    component: CALLS,
    run: ({ scene, component }) => {
      const other = keeper.instantiate({ imports: {} });
      const instance = scene.instantiate(component, {}, { ...scene.imports, [SAFE]: other.exports[SAFE] });
      other.dispose();
      instance.exports['attack']();
    },
    stopped: { at: 'call', by: /keeper: .*open: the instance was disposed of/ },
    spared: true,
  },
  {
    tries: 'to call a component that trapped',
    component: CALLS,
    run: ({ scene, component }) => {
      const other = keeper.instantiate({ imports: {} });
      const instance = scene.instantiate(component, {}, { ...scene.imports, [SAFE]: other.exports[SAFE] });
      try {
        other.exports[SAFE]['[method]safe.weigh'](undefined);
      } catch {
        instance.exports['attack']();
      }
    },
    stopped: { at: 'call', by: /keeper: .*open: the instance trapped before/ },
    spared: true,
  },
  {
    tries: 'to pass the safe of one keeper to another',
    component: CALLS,
    run: ({ scene }) => {
      const other = keeper.instantiate({ imports: {} });
      other.exports[SAFE].shut(scene.keeper.exports[SAFE].open());
    },
    stopped: { at: 'call', by: /shut parameter s: expected a handle of resource safe, got one of another resource/ },
    spared: true,
  },
];
