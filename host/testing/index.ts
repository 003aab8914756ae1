/**
 * Worlds for tests of components: `import { openWorld } from 'atrium/testing'`.
 *
 *     const world = await openWorld({ component: '.' });
 *     const ann = await world.connect('Ann');
 *     assert.deepEqual(await ann.does('ring bell'), ['You ring the bell.']);
 *     await world.stop();
 */
export { openWorld, TestWorld } from './world.ts';
export type { WorldOptions } from './world.ts';
export { CommandFailed, Person } from './person.ts';
export type { Room } from './person.ts';
