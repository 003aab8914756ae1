/**
 * Worlds for tests of components: `import { openWorld } from 'atrium/testing'`.
 *
 *     const world = await openWorld({ component: '.' });
 *     const ann = await world.connect('Ann');
 *     assert.deepEqual(await ann.does('ring bell'), ['You ring the bell.']);
 *     await world.stop();
 *
 * Or of a component alone, for whatever world it is made:
 *
 *     const { exports } = await openComponent('.', { imports: { 'test:bells/tower@1.0.0': { strike: () => 'ding' } } });
 *     assert.equal(exports['test:bells/hours@1.0.0'].next(), 'ding');
 */
export { openWorld, TestWorld } from './world.ts';
export type { WorldOptions } from './world.ts';
export { CommandFailed, Person } from './person.ts';
export type { Room } from './person.ts';
export { openComponent } from './component.ts';
export type { ComponentOptions } from './component.ts';
