import { hostResource, loadComponent, MAX_FUEL, Meter } from '../../host/component/index.ts';
import { instantiateWithJco } from '../component/jco.ts';
import { HandWritten, type Binding } from './component-binding.ts';
import {
  buildGuest,
  CALLS,
  FUNCTIONS,
  GLUE,
  LIST_LENGTH,
  someEntries,
  TEXT,
  THINGS,
  TOKENS,
  type FunctionName,
  type Guest,
} from './component-guest.ts';
import { componentInstances, componentLoads } from './component-loads.ts';
import { interleaved, interleavedLoops, type Contender } from './interleaved.ts';
import { figure, type Figure } from './report.ts';

/** Most that a call may cost, as a ratio to the binding written by hand. */
const CALL_AIM = { atMost: 1.5 };
const TEXT_AIM = { atMost: 1.2 };
/** Most that a call between two components may cost, as a ratio to a direct chain of JavaScript calls. */
const CHAIN_AIM = { atMost: 2 };
/** Most that making, using and dropping a resource may take. */
const RESOURCE_AIM = { atMost: 1_000 };

const aimOf = (name: FunctionName) => (name === 'text' ? TEXT_AIM : CALL_AIM);

const ENCODINGS = ['utf16', 'utf8'] as const;
type Encoding = (typeof ENCODINGS)[number];

/** What the host answers with: what it got. */
const HOST: Binding = {
  add: (a, b) => (a + b) >>> 0,
  text: (value) => value,
  bytes: (value) => value,
  entries: (value) => value,
};

const ARGUMENTS: Readonly<Record<FunctionName, readonly unknown[]>> = {
  add: [1, 2],
  text: [TEXT],
  bytes: [Uint8Array.from({ length: LIST_LENGTH }, (_, index) => index)],
  entries: [someEntries(LIST_LENGTH)],
};

const NAMES: Readonly<Record<FunctionName, (encoding: Encoding) => string>> = {
  add: () => 'integers',
  text: (encoding) => `${TEXT.length} characters (${encoding})`,
  bytes: () => `list of ${LIST_LENGTH} u8`,
  entries: () => `list of ${LIST_LENGTH} records`,
};

class Token {
  readonly #n: number;

  constructor(n: number) {
    this.#n = n;
  }

  get(): number {
    return this.#n;
  }
}

const token = hostResource<Token>({ name: 'token' });

type Functions = Record<string, (...values: unknown[]) => unknown>;
/** The exported interfaces of one instance. */
type Exports = Record<string, Functions>;

const TOKEN_IMPORTS = {
  token,
  '[constructor]token': (n: number) => new Token(n),
  '[method]token.get': (self: Token) => self.get(),
};

/** One guest in every way that it is called. */
class Contenders {
  readonly encoding: Encoding;
  readonly ours: Exports;
  readonly #chained: Exports;
  readonly #hand: HandWritten;
  readonly #handChained: HandWritten;
  readonly #jco: Exports;
  readonly #meter: Meter;

  private constructor(encoding: Encoding, meter: Meter, ours: [Exports, Exports], guest: Guest, jco: Exports) {
    this.encoding = encoding;
    this.#meter = meter;
    [this.ours, this.#chained] = ours;
    this.#hand = new HandWritten(guest.core, encoding, HOST);
    this.#handChained = new HandWritten(guest.core, encoding, this.#hand.glue);
    this.#jco = jco;
  }

  static async make(encoding: Encoding): Promise<Contenders> {
    const guest = await buildGuest(encoding);
    const component = await loadComponent(guest.component, { name: 'bench' });
    const meter = new Meter(MAX_FUEL);
    const near = component.instantiate({ imports: { [GLUE]: HOST, [TOKENS]: TOKEN_IMPORTS }, meter }).exports;
    const far = component.instantiate({ imports: { [GLUE]: near[GLUE], [TOKENS]: TOKEN_IMPORTS }, meter }).exports;
    const jco = await instantiateWithJco(guest.component, {
      [GLUE.replace(/@.*/, '')]: HOST,
      [TOKENS.replace(/@.*/, '')]: { Token },
    });
    return new Contenders(encoding, meter, [near, far], guest, jco as unknown as Exports);
  }

  /** Ours first, then by hand, then jco's; each call is one of the host into the guest. */
  calls(name: FunctionName): Contender[] {
    const args = ARGUMENTS[name];
    const refill = () => this.refill();
    return [
      { call: this.ours[GLUE]![name]!, args, before: refill },
      { call: this.#hand.glue[name] as never, args },
      { call: this.#jco[GLUE]![name]!, args },
    ];
  }

  /** The loops of the guest that call an import, or call nothing. */
  loops(name: FunctionName | 'token' | 'nothing'): Contender[] {
    return [
      this.#ourLoop(this.ours, name),
      { call: this.#hand.core[`${CALLS}#${name}`] as never, args: [] },
      { call: this.#jco[CALLS]![name]!, args: [] },
    ];
  }

  /** The same loops where the import is another instance of the guest. */
  chains(name: FunctionName | 'nothing'): Contender[] {
    return [
      this.#ourLoop(this.#chained, name),
      { call: this.#handChained.core[`${CALLS}#${name}`] as never, args: [] },
    ];
  }

  /** Makes, uses and drops a resource of the guest. */
  things(): Contender[] {
    const { '[constructor]thing': make, '[method]thing.get': get } = this.ours[THINGS] as Record<
      string,
      (value: unknown) => never
    >;
    const { Thing } = this.#jco[THINGS] as never as { Thing: new (n: number) => Token & Disposable };
    return [
      {
        args: [7],
        before: () => this.refill(),
        call: (n) => {
          const thing: Disposable = make!(n);
          const got = get!(thing);
          thing[Symbol.dispose]();
          return got;
        },
      },
      {
        args: [7],
        call: (n) => {
          const thing = new Thing(n as number);
          const got = thing.get();
          thing[Symbol.dispose]();
          return got;
        },
      },
    ];
  }

  refill(): void {
    this.#meter.remaining = MAX_FUEL;
  }

  #ourLoop(exports: Exports, name: string): Contender {
    return { call: exports[CALLS]![name]!, args: [], before: () => this.refill() };
  }
}

/** Our runtime beside a binding written by hand and beside jco's transpiled glue, on one component in one run. */
export async function* component(): AsyncGenerator<Figure> {
  yield* componentInstances();
  for (const encoding of ENCODINGS) {
    const contenders = await Contenders.make(encoding);
    // Only strings depend on the encoding.
    const names = encoding === ENCODINGS[0] ? FUNCTIONS : (['text'] as const);
    yield* calls(contenders, names);
    yield* imports(contenders, names);
    yield* chains(contenders, names);
    if (encoding === ENCODINGS[0]) yield* resources(contenders);
  }
  yield* componentLoads();
}

function* calls(contenders: Contenders, names: readonly FunctionName[]): Generator<Figure> {
  for (const name of names) {
    const [ours, hand, jco] = interleaved(contenders.calls(name)) as [number, number, number];
    const what = `call, ${NAMES[name](contenders.encoding)} in and out`;
    yield figure(`${what}: by hand`, ours, 'ns', hand, aimOf(name));
    yield figure(`${what}: jco`, ours, 'ns', jco);
  }
}

function* imports(contenders: Contenders, names: readonly FunctionName[]): Generator<Figure> {
  for (const name of names) {
    const [ours, hand, jco] = interleavedLoops(contenders.loops(name), contenders.loops('nothing')) as [
      number,
      number,
      number,
    ];
    const what = `import, ${NAMES[name](contenders.encoding)} out and in`;
    yield figure(`${what}: by hand`, ours, 'ns', hand, aimOf(name));
    yield figure(`${what}: jco`, ours, 'ns', jco);
  }
}

function* chains(contenders: Contenders, names: readonly FunctionName[]): Generator<Figure> {
  for (const name of names) {
    const [ours, hand] = interleavedLoops(contenders.chains(name), contenders.chains('nothing')) as [number, number];
    const what = `between components, ${NAMES[name](contenders.encoding)}: by hand`;
    yield figure(what, ours, 'ns', hand, CHAIN_AIM);
  }
}

function* resources(contenders: Contenders): Generator<Figure> {
  const [things, jcoThings] = interleaved(contenders.things()) as [number, number];
  yield figure("guest's resource: make, use, drop", things, 'ns', null, RESOURCE_AIM);
  yield figure("guest's resource: make, use, drop: jco", things, 'ns', jcoThings);
  const [tokens, , jcoTokens] = interleavedLoops(contenders.loops('token'), contenders.loops('nothing')) as [
    number,
    number,
    number,
  ];
  yield figure("host's resource: make, use, drop", tokens, 'ns', null, RESOURCE_AIM);
  yield figure("host's resource: make, use, drop: jco", tokens, 'ns', jcoTokens);
}
