import type { ExecutionContext } from 'ava';
import { THINGS } from './things.ts';
import { World, type Person } from './world.ts';

/** What attackers find: verbs with every kind of authority that somebody could have them run with, and things of others. */
const TARGETS = `
prototype gas-lamp is lamp
  name: gas lamp
  property gas: integer = 4, private
object twin is oil-lamp, gas-lamp
  name: twin lamp
  at: hall

verb trick:do:
  roles: trick @ anything, do @ text
  command: trick <trick> do <do>
  run: probe script
verb gas:do:
  roles: gas @ gas-lamp, do @ text
  command: gas <gas> do <do>
  run: probe script
verb one:do:
  roles: one = brass, do @ text
  command: one <one> do <do>
  run: probe script
verb poke:do:
  roles: poke @ oil-lamp, do @ text
  command: poke <poke> do <do>
  run: probe script
verb poke:do:
  roles: poke @ lamp, do @ text
  run: probe script
verb admin:do:
  roles: actor @ administrator, admin @ anything, do @ text
  command: admin <admin> do <do>
  run: probe script
verb hop:do:
  roles: actor @ player, hop @ anything, do @ text
  command: hop <hop> do <do>
  run: probe script
verb give:to:do:
  roles: actor @ builder, give @ anything, to @ anything, do @ text
  command: give <give> to <to> do <do>
  run: probe script
verb wave
  roles: actor @ player
  command: wave
  run: probe wave
verb tick:
  roles: tick @ lamp
  run: probe stored
`;

/** A world in which Ben owns a lantern, Cat means harm, and Ann administers. */
export class Targets {
  readonly world: World;
  readonly ann: Person;
  readonly ben: Person;
  readonly cat: Person;

  private constructor(world: World, ann: Person, ben: Person, cat: Person) {
    this.world = world;
    this.ann = ann;
    this.ben = ben;
    this.cat = cat;
  }

  static async open(...more: string[]): Promise<Targets> {
    const world = await World.of(THINGS, TARGETS, ...more);
    const ann = await world.player('Ann');
    const ben = await world.player('Ben');
    const cat = await world.player('Cat');
    await ben.does('build bag do create lamp l lantern; move l here');
    return new Targets(world, ann, ben, cat);
  }

  /** What the audit has, the latest first. */
  async denials(): Promise<string[]> {
    const [line] = await this.ann.does('admin bag do denials 1000');
    const text = (line as string).replace('denials: ', '');
    return text === 'none' ? [] : text.split(', ');
  }

  /** What a script of Ben's does with his lantern as `c`, with all rights, and somebody as `to`. */
  async lends(whom: string, script: string): Promise<string[]> {
    return (await this.ben.does(`give lantern to ${whom} do claim give c; ${script}`)).slice(1);
  }
}

/** Tells of attacks in a world of targets. What they left in the audit, the oldest first, is `denied`. */
export async function attacked(
  t: ExecutionContext,
  story: (targets: Targets) => Promise<void>,
  denied: readonly string[],
): Promise<void> {
  const targets = await Targets.open();
  await story(targets);
  t.deepEqual((await targets.denials()).toReversed(), denied);
  // Those who look after the world have been told of each, whatever became of its task.
  for (const line of denied) {
    const [who, access] = line.split(' ', 2);
    t.true(
      targets.world.log.some((logged) => logged.includes(`denied: ${who} may not ${access}`)),
      line,
    );
  }
  await targets.world.end();
}
