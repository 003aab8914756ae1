import type { ExecutionContext } from 'ava';
import { inspect } from 'node:util';
import {
  ComponentError,
  hostResource,
  LimitExceeded,
  loadComponent,
  Meter,
  OutOfFuel,
  Trap,
  type Component,
  type ImportedInterface,
  type Instance,
  type Limits,
} from '../../host/component/index.ts';
import { ALLOCATOR, buildComponent, parseComponent, type Source } from './build.ts';

export const HOST = 'test:hostile/host@1.0.0';
export const SAFE = 'test:hostile/safe@1.0.0';

/** What no guest may see: the number behind each `safe` of the keeper, and a text in the keeper's memory. */
export const SECRET = 0x5ec_2e7;
const SECRET_TEXT = 'the keeper’s own words';

const INTERFACES = `
  interface host {
    resource key { turn: func() -> u32; }
    resource lock { turn: func() -> u32; }
    new-key: func() -> key;
    new-lock: func() -> lock;
    take-key: func(k: key);
    try-key: func(k: borrow<key>);
    fit: func(a: borrow<key>, b: key);
    say: func(text: string);
    ask: func() -> string;
    call: func();
  }
  interface safe {
    resource safe { weigh: func() -> u32; }
    open: func() -> safe;
    shut: func(s: safe);
    hold: func(s: borrow<safe>);
  }`;

const IMPORTS = `
  (import "${HOST}" "[method]key.turn" (func $key-turn (param i32) (result i32)))
  (import "${HOST}" "[method]lock.turn" (func $lock-turn (param i32) (result i32)))
  (import "${HOST}" "[resource-drop]key" (func $drop-key (param i32)))
  (import "${HOST}" "[resource-drop]lock" (func $drop-lock (param i32)))
  (import "${HOST}" "new-key" (func $new-key (result i32)))
  (import "${HOST}" "new-lock" (func $new-lock (result i32)))
  (import "${HOST}" "take-key" (func $take-key (param i32)))
  (import "${HOST}" "try-key" (func $try-key (param i32)))
  (import "${HOST}" "fit" (func $fit (param i32 i32)))
  (import "${HOST}" "say" (func $say (param i32 i32)))
  (import "${HOST}" "ask" (func $ask (param i32)))
  (import "${HOST}" "call" (func $call))
  (import "${SAFE}" "[method]safe.weigh" (func $weigh (param i32) (result i32)))
  (import "${SAFE}" "[resource-drop]safe" (func $drop-safe (param i32)))
  (import "${SAFE}" "open" (func $open (result i32)))
  (import "${SAFE}" "shut" (func $shut (param i32)))
  (import "${SAFE}" "hold" (func $hold (param i32)))`;

export interface GuestOptions {
  /** Core code: `attack` must be exported as the world says, and whatever else it needs. */
  code: string;
  /** What the world exports besides `fine`. */
  exports?: string;
  /** Memory and `cabi_realloc`, where the usual ones will not do. */
  memory?: string;
  /** Declarations of an interface `types`, all used by the world. */
  types?: string;
  encoding?: NonNullable<Source['encoding']>;
}

/** A guest written as one core module, with all of the host and the keeper to import. */
export function guest(options: GuestOptions): Source {
  const { code, exports = 'export attack: func();', memory = ALLOCATOR, types = '', encoding = 'utf8' } = options;
  const names = [...types.matchAll(/(?:record|variant|enum|flags|type) ([\w-]+)/g)].map((match) => match[1]);
  const use = names.length === 0 ? '' : `use types.{${names.join(', ')}};`;
  return {
    encoding,
    wit: `package test:hostile@1.0.0; ${INTERFACES} interface types { ${types} }
      world w { import host; import safe; ${use} ${exports} export fine: func() -> u32; }`,
    wat: `(module ${IMPORTS} ${memory} ${code} (func (export "fine") (result i32) (i32.const 7)))`,
  };
}

class Key {
  readonly number = SECRET;
}

class Lock {
  readonly number = SECRET;
}

/** Implements `safe`, keeping its secrets in its own memory. */
export const keeper: Component = await loadComponent(
  await buildComponent({
    encoding: 'utf8',
    wit: `package test:hostile@1.0.0; ${INTERFACES}
      world w { export safe; export words: func() -> string; export shuts: func() -> u32; }`,
    wat: `(module
      (import "[export]${SAFE}" "[resource-new]safe" (func $new (param i32) (result i32)))
      (import "[export]${SAFE}" "[resource-drop]safe" (func $drop (param i32)))
      ${ALLOCATOR}
      (data (i32.const 16) "${SECRET_TEXT}")
      (global $shuts (mut i32) (i32.const 0))
      (func $known (param i32) (if (i32.ne (local.get 0) (i32.const ${SECRET})) (then (unreachable))))
      (func (export "${SAFE}#[dtor]safe") (param i32)
        (call $known (local.get 0)) (global.set $shuts (i32.add (global.get $shuts) (i32.const 1))))
      (func (export "${SAFE}#[method]safe.weigh") (param i32) (result i32) (call $known (local.get 0)) (i32.const 1))
      (func (export "${SAFE}#open") (result i32) (call $new (i32.const ${SECRET})))
      (func (export "${SAFE}#shut") (param i32) (call $drop (local.get 0)))
      (func (export "${SAFE}#hold") (param i32) (call $known (local.get 0)))
      (func (export "words") (result i32)
        (i32.store (i32.const 0) (i32.const 16)) (i32.store (i32.const 4) (i32.const ${Buffer.byteLength(SECRET_TEXT)}))
        (i32.const 0))
      (func (export "shuts") (result i32) (global.get $shuts)))`,
  }),
  { name: 'keeper' },
);

/** Everything that an attempt is made with. */
export class Scene {
  readonly meter: Meter;
  readonly keeper: Instance = keeper.instantiate({ imports: {} });
  /** What the guest told the host. */
  readonly said: string[] = [];
  /** What methods of the host were called on. */
  readonly receivers: unknown[] = [];
  /** Runs when the guest calls `call`. */
  onCall: () => void = () => {};
  answer: unknown = 'answer';
  /** Keys and locks that came back. */
  dropped = 0;
  /** Runs when one does. */
  onDrop: () => void = () => {};
  readonly imports: Record<string, ImportedInterface>;

  constructor(fuel: number) {
    this.meter = new Meter(fuel);
    const turn = (expected: typeof Key | typeof Lock) => (self: unknown) => {
      this.receivers.push(self);
      if (!(self instanceof expected)) throw new Error('a method of the host got a receiver that is none');
      return 1;
    };
    const drop = () => {
      this.dropped++;
      this.onDrop();
    };
    const host = {
      key: hostResource({ name: 'key', drop }),
      lock: hostResource({ name: 'lock', drop }),
      '[method]key.turn': turn(Key),
      '[method]lock.turn': turn(Lock),
      'new-key': () => new Key(),
      'new-lock': () => new Lock(),
      'take-key': turn(Key),
      'try-key': turn(Key),
      fit: (a: unknown, b: unknown) => {
        turn(Key)(a);
        turn(Key)(b);
      },
      say: (text: string) => void this.said.push(text),
      ask: () => this.answer,
      call: () => this.onCall(),
    };
    this.imports = { [HOST]: host, [SAFE]: this.keeper.exports[SAFE] };
  }

  instantiate(component: Component, limits: Partial<Limits> = {}, imports: object = this.imports): Instance {
    return component.instantiate({ imports: imports as typeof this.imports, meter: this.meter, limits });
  }

  /** Nothing of the host or the keeper was seen or changed. */
  check(t: ExecutionContext, seen: readonly unknown[]): void {
    t.is(this.keeper.exports['words'](), SECRET_TEXT, 'the keeper’s memory was changed');
    const safe = this.keeper.exports[SAFE].open();
    t.is(this.keeper.exports[SAFE]['[method]safe.weigh'](safe), 1, 'the keeper no longer works');
    t.true(
      this.receivers.every((each) => each instanceof Key || each instanceof Lock),
      'a method of the host got a fabricated receiver',
    );
    for (const each of [...this.said, ...seen].map((value) => inspect(value))) {
      t.false(each.includes(SECRET_TEXT) || each.includes(String(SECRET)), `a secret was seen: ${each.slice(0, 80)}`);
    }
  }
}

export interface Attempt {
  /** What it tries. */
  readonly tries: string;
  /** The component: a guest, or one written out whole, or its bytes. A whole one that exports `fine` is called like a guest. */
  readonly component: Source | string | Uint8Array;
  /**
   * What stops it, and where: `loading` it, `linking` it, while it `starts`, or in a `call`; or it stops nowhere and this is what
   * it gets for its trouble.
   */
  readonly stopped:
    | { readonly at: 'loading' | 'linking' | 'starting' | 'call'; readonly by: RegExp; readonly error?: ErrorClass }
    | 'nowhere';
  /** Calls the guest; otherwise its `attack` is called. */
  readonly run?: (stage: {
    scene: Scene;
    instance: Instance;
    guest: Instance['exports'];
    component: Component;
  }) => unknown;
  /** What must hold afterwards besides. */
  readonly after?: (t: ExecutionContext, scene: Scene) => void;
  /** What that returns, when nothing stops it. */
  readonly gets?: unknown;
  readonly limits?: Partial<Limits>;
  /** What it is given to import, where that is not what the others get. */
  readonly imports?: (scene: Scene) => Record<string, unknown>;
  readonly fuel?: number;
  /** Its instance stays usable: what was refused is the host's call, not the guest's. */
  readonly spared?: boolean;
  /** Where the stack ends is for the engine to say, so its fuel differs from run to run. */
  readonly endsWithTheStack?: boolean;
}

type ErrorClass = new (...args: never[]) => Error;

const FUEL = 1_000_000;

async function bytesOf(component: Attempt['component']): Promise<Uint8Array> {
  if (component instanceof Uint8Array) return component;
  return typeof component === 'string' ? parseComponent(component) : buildComponent(component);
}

/** What is said of fuel and limits is also told by the error's class. */
function checkClass(t: ExecutionContext, error: unknown): void {
  const { message } = error as Error;
  if (message.endsWith('out of fuel')) t.true(error instanceof OutOfFuel);
  const limit = /\blimit (\w+)/.exec(message)?.[1];
  if (limit === undefined) return;
  t.true(error instanceof LimitExceeded || error instanceof ComponentError);
  t.is((error as LimitExceeded | ComponentError).limit, limit as keyof Limits);
}

/** Makes the attempt twice over, and after each that everything else goes on. */
export async function expectStopped(t: ExecutionContext, attempt: Attempt): Promise<void> {
  const { stopped } = attempt;
  const at = stopped === 'nowhere' ? undefined : stopped.at;
  const expectation = (standard: ErrorClass) =>
    stopped === 'nowhere' ? {} : { message: stopped.by, instanceOf: stopped.error ?? standard };
  const bytes = await bytesOf(attempt.component);
  if (at === 'loading') {
    await t.throwsAsync(loadComponent(bytes, { name: 'hostile' }), expectation(ComponentError));
    return;
  }
  const component = await loadComponent(bytes, { name: 'hostile' });
  const fuel = attempt.fuel ?? FUEL;
  const burnt: number[] = [];
  for (let round = 0; round < 2; round++) {
    const scene = new Scene(fuel);
    if (at === 'linking' || at === 'starting') {
      const error = t.throws(
        () => scene.instantiate(component, attempt.limits, attempt.imports?.(scene)),
        expectation(at === 'linking' ? ComponentError : Trap),
      );
      checkClass(t, error);
      attempt.after?.(t, scene);
      scene.check(t, [error]);
      continue;
    }
    const witness = scene.instantiate(component, attempt.limits);
    const instance = scene.instantiate(component, attempt.limits);
    scene.meter.remaining = fuel;
    const run = attempt.run ?? ((stage) => stage.guest['attack']());
    const act = () => run({ scene, instance, guest: instance.exports, component });
    const seen = stopped === 'nowhere' ? act() : t.throws(act, expectation(Trap));
    burnt.push(scene.meter.remaining);
    if (stopped !== 'nowhere') checkClass(t, seen);
    if (stopped === 'nowhere' && 'gets' in attempt) t.deepEqual(seen, attempt.gets);
    t.is(instance.poisoned, stopped !== 'nowhere' && attempt.spared !== true, 'poisoned, or not, against the rules');
    scene.meter.remaining = fuel;
    if (instance.poisoned) t.throws(() => instance.exports['fine'](), { instanceOf: Trap, message: /trapped before/ });
    attempt.after?.(t, scene);
    scene.check(t, [seen]);
    t.is(witness.exports['fine'](), 7, 'another instance was harmed');
    t.is(scene.instantiate(component, attempt.limits).exports['fine'](), 7, 'the component was harmed');
  }
  if (attempt.endsWithTheStack !== true) t.is(burnt[0], burnt[1], 'the same input burnt other fuel');
}
