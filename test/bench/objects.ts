import { loadComponent, MAX_FUEL, Meter } from '../../host/component/index.ts';
import { interleaved, interleavedLoops, type Contender } from './interleaved.ts';
import { buildGuests } from './objects-guests.ts';
import { BenchWorld, shippedImage, type Player } from './objects-world.ts';
import { figure, type Figure } from './report.ts';

const VERB_COUNTS = [10, 1_000, 10_000];
const ROLES = ['a', 'b', 'c'];
/** Verbs that send to the next one. */
const CHAIN_DEPTH = 10;
const THINGS_IN_A_ROOM = [10, 1_000];
const PLAYERS = 1_000;
const ROOMS = 100;
/** What one of them says. */
const LINE = 'say The tide is out.';

/** Most that a message to an empty verb in another component may cost, as a ratio to a bare call of a component. */
const DISPATCH_AIM = { atMost: 3 };

const OBJECTS = 'driver:objects/objects@0.1.0';
const CALL = 'driver:objects/call@0.1.0';
const ENTRY = 'kernel:program/entry@0.1.0';
const LINES = 'bench:worlds/lines@1.0.0';

type Guests = Awaited<ReturnType<typeof buildGuests>>;
type Functions = Record<string, (...values: unknown[]) => unknown>;

/** The component that does nothing: alone, and with the program that loops linked to it as it is to the driver. */
class Bare {
  readonly lines: Functions;
  readonly #loop: Functions;
  readonly #meter: Meter;
  #order = '';

  private constructor(lines: Functions, link: (order: () => string) => Functions, meter: Meter) {
    this.lines = lines;
    this.#loop = link(() => this.#order);
    this.#meter = meter;
  }

  static async of({ bare, looper }: Guests): Promise<Bare> {
    const meter = new Meter(MAX_FUEL);
    const [driver, program] = await Promise.all([
      loadComponent(bare, { name: 'bare' }),
      loadComponent(looper, { name: 'looper' }),
    ]);
    const instance = (order: () => string) => {
      const imports = { 'bench:worlds/order@1.0.0': { text: order }, 'bench:worlds/ears@1.0.0': { tell: () => {} } };
      return driver.instantiate({ imports, meter }).exports as Record<string, Functions>;
    };
    const link = (order: () => string): Functions => {
      const exports = instance(order);
      const imports = { [OBJECTS]: exports[OBJECTS]!, [CALL]: exports[CALL]! };
      return program.instantiate({ imports, meter }).exports[ENTRY] as Functions;
    };
    return new Bare(instance(() => '')[LINES] as Functions, link, meter);
  }

  /** A loop of the program over the calls of the component. */
  loop(what: string): Contender {
    return {
      args: [],
      before: () => this.refill(),
      call: (count) => {
        this.#order = `${what} ${Number(count)}`;
        this.#loop.run!();
      },
    };
  }

  /** A call of the component by the host. */
  line(name: string, ...args: unknown[]): Contender {
    return { args, before: () => this.refill(), call: this.lines[name]! };
  }

  refill(): void {
    this.#meter.remaining = MAX_FUEL;
  }
}

function loop(player: Player, what: string): Contender {
  return { args: [], call: (count) => player.says(`loop ${what} ${Number(count)} on widget`) };
}

/** Nanoseconds of one round of a loop in the world, and of one beside. */
function rounds(player: Player, bare: Bare, what: string, beside = what): [number, number] {
  const contenders = [loop(player, what), bare.loop(beside)];
  return interleavedLoops(contenders, [loop(player, 'nothing'), bare.loop('nothing')]) as [number, number];
}

/** Dispatch, properties and whole commands, beside a bare call of a component of the same shape. */
export async function* objects(): AsyncGenerator<Figure> {
  const guests = await buildGuests();
  const bare = await Bare.of(guests);
  for (const count of VERB_COUNTS) yield* sends(guests, bare, count);
  yield* handles(guests, bare);
  for (const count of THINGS_IN_A_ROOM) yield* looks(bare, count);
  yield* talk(bare);
}

async function worldOf(guests: Guests, image: string): Promise<{ world: BenchWorld; player: Player }> {
  const programs = [
    { name: 'looper', binary: guests.looper },
    { name: 'empty', binary: guests.empty },
  ];
  const world = await BenchWorld.of([{ path: 'bench.world', text: image }], programs);
  const player = await world.guest();
  return { world, player };
}

async function* sends(guests: Guests, bare: Bare, verbs: number): AsyncGenerator<Figure> {
  for (let roles = 1; roles <= ROLES.length; roles++) {
    const { world, player } = await worldOf(guests, imageOf(roles, verbs));
    const [ours, beside] = rounds(player, bare, `send-${roles}`);
    yield figure(`send, ${roles} ${roles === 1 ? 'role' : 'roles'}, ${verbs} verbs`, ours, 'ns', beside, DISPATCH_AIM);
    await world.end();
  }
}

async function* handles(guests: Guests, bare: Bare): AsyncGenerator<Figure> {
  const { world, player } = await worldOf(guests, imageOf(1, 1));
  const [send, call] = rounds(player, bare, 'send-0');
  yield figure('send, no role', send, 'ns', call, DISPATCH_AIM);
  yield figure('property get', ...beside(rounds(player, bare, 'get')));
  yield figure('property get, a default', ...beside(rounds(player, bare, 'get-default', 'get')));
  yield figure('property set', ...beside(rounds(player, bare, 'set')));
  const [chain] = rounds(player, bare, 'chain', 'send-0');
  yield figure(
    `chain of ${CHAIN_DEPTH} verbs beside ${CHAIN_DEPTH} calls`,
    chain,
    'ns',
    call * CHAIN_DEPTH,
    DISPATCH_AIM,
  );
  await world.end();
}

function beside([ours, bare]: [number, number]): [number, string, number] {
  return [ours, 'ns', bare];
}

async function* looks(bare: Bare, things: number): AsyncGenerator<Figure> {
  const all = Array.from({ length: things }, (_, i) => `object pebble-${i} is thing\n  name: pebble ${i}\n  at: bay`);
  const bay = 'object bay is room\n  name: Bay\n  description: A wide bay.';
  const text = [bay, ...all, wayTo('bay')].join('\n');
  const world = await BenchWorld.of([...shippedImage(), { path: 'bay.world', text }], []);
  const player = await world.guest();
  player.says('go bay');
  await world.kernel.settled();
  const look: Contender = { args: ['look'], call: (line) => player.says(line as string) };
  player.says('look');
  const units = player.last.length;
  const [ours, call] = interleaved([look, bare.line('answer', 'look', units)]) as [number, number];
  yield figure(`look at ${things} things`, ours, 'ns', call);
  await world.end();
}

async function* talk(bare: Bare): AsyncGenerator<Figure> {
  const bays = Array.from(
    { length: ROOMS },
    (_, i) => `object bay-${i} is room\n  name: Bay ${i}\n${wayTo(`bay-${i}`)}`,
  );
  const world = await BenchWorld.of([...shippedImage(), { path: 'bays.world', text: bays.join('\n') }], []);
  const players: Player[] = [];
  for (let i = 0; i < PLAYERS; i++) {
    const player = await world.guest();
    player.says(`go bay-${i % ROOMS}`);
    players.push(player);
  }
  await world.kernel.settled();
  let next = 0;
  const say: Contender = { args: [], call: () => players[next++ % PLAYERS]!.says(LINE) };
  const spread = bare.line('spread', LINE, PLAYERS / ROOMS);
  const [ours, call] = interleaved([say, spread]) as [number, number];
  yield figure(`say, ${PLAYERS} players in ${ROOMS} rooms`, ours, 'ns', call);
  await world.end();
}

/** An exit to a place, from where people begin. */
function wayTo(place: string): string {
  return `object way-to-${place} is exit\n  name: ${place}\n  at: atrium\n  exit/to: ${place}`;
}

const BASICS = `
prototype thing
  name: thing
prototype player is thing
  name: player
prototype guest is player
  name: guest
prototype room is thing
  name: room
prototype gadget is thing
  name: gadget
  property shine: integer = 1, readable
  property glow: integer = 1, readable
object hall is room
  name: Hall
object widget is gadget, p0
  name: widget
  at: hall
verb loop:on:
  roles: actor @ player, loop @ text, on @ gadget
  command: loop <loop> on <on>
  run: looper loop
verb look
  command: look
  run: empty look
verb idle
  run: empty idle
verb chain-1
  run: empty chain
world
  title: A world of loops
  start: hall
  player: player
  guest: guest
  guest-names: Ash
`;

/** A world in which a selector has a number of verbs, one of which answers for the widget. */
function imageOf(keywords: number, verbs: number): string {
  const prototypes = Math.ceil(Math.sqrt(verbs));
  const kinds = Array.from({ length: prototypes }, (_, p) => `prototype p${p} is thing\n  name: kind ${p}`);
  const chain = Array.from(
    { length: CHAIN_DEPTH - 1 },
    (_, i) => `verb chain-${i + 2}\n  roles: actor @ player\n  run: looper chain-${i + 1}`,
  );
  return [BASICS, ...kinds, ...chain, selectorOf(keywords, verbs)].join('\n');
}

/** So many verbs for a selector: each with another prototype for some of its roles. With one keyword the actor tells most apart. */
function selectorOf(keywords: number, verbs: number): string {
  const roles = keywords === 1 ? ['a', 'actor'] : ROLES.slice(0, keywords);
  const base = Math.ceil(verbs ** (1 / roles.length));
  const selector = ROLES.slice(0, keywords)
    .map((role) => `${role}:`)
    .join('');
  return Array.from({ length: verbs }, (_, index) => {
    const restrictions = roles.map((role, at) => `${role} @ p${Math.floor(index / base ** at) % base}`);
    // The actor is none of the kinds: the verbs that leave it open are those that can answer.
    const named = restrictions.filter((restriction) => restriction !== 'actor @ p0');
    return `verb ${selector}\n  roles: ${named.join(', ')}\n  run: empty v${index}`;
  }).join('\n');
}
