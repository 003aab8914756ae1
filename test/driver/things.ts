import type { ExecutionContext } from 'ava';
import { World, type Person } from './world.ts';

/** Verbs that run a script with some authority, and things to try it on. */
export const THINGS = `
prototype lamp is thing
  name: lamp
  property shine: integer = 3, readable
  property fuel: integer = 10, private
  property mate: object, readable
  property maker: text, readable
  property parts: texts = wick, glass, readable
  property weight: number = 0.5, readable
  property friends: objects, readable
prototype oil-lamp is lamp
  name: oil lamp
  lamp/shine: 5
  property oil: truth = yes, private
prototype purse is thing
  name: purse
  property coins: integer = 7, private

object brass is oil-lamp
  name: brass lamp
  aliases: light
  at: hall
object bag is purse
  name: bag
  at: hall
object trunk is container
  name: trunk
  at: hall

verb use:do:
  roles: actor @ player, use @ lamp, do @ text
  command: use <use> do <do>
  run: probe script
verb oil:do:
  roles: actor @ player, oil @ oil-lamp, do @ text
  command: oil <oil> do <do>
  run: probe script
verb see:do:
  roles: actor @ player, see @ anything, do @ text
  command: see <see> do <do>
  run: probe script
verb pack:in:do:
  roles: pack @ thing, in @ container, do @ text
  command: pack <pack> in <in> do <do>
  run: probe script
verb build:
  roles: actor @ builder, build @ text
  command: build <build>
  run: probe build
verb build:do:
  roles: actor @ builder, build @ anything, do @ text
  command: build <build> do <do>
  run: probe script
verb found:do:
  roles: actor @ builder, found @ text, do @ text
  command: found <found> do <do>
  run: probe script
verb walk:do:
  roles: actor @ player, here @ room, walk @ text, do @ text
  command: walk <walk> do <do>
  run: probe script
`;

/** Tells a story in a world of those things, to its first player. */
export async function inWorld(t: ExecutionContext, story: (ann: Person, world: World) => Promise<void>): Promise<void> {
  const world = await World.of(THINGS);
  const ann = await world.player('Ann');
  await story(ann, world);
  t.false(world.log.some((line) => line.includes('the driver gave up') && !line.includes('a program used a handle')));
  await world.end();
}

/** What a builder does with `l`, a handle on the prototype lamp with the owner's authority, and what came of it but for that. */
export async function withLamp(person: Person, script: string): Promise<string[]> {
  const [named, claimed, ...rest] = await person.does(`build brass do named lamp l; claim l l; ${script}`);
  if (named !== 'named: ok' || claimed !== 'claim: ok') throw new Error(`${named}, ${claimed}`);
  return rest;
}
