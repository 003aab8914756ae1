import test from 'ava';
import { hostResource, loadComponent, Trap } from '../../host/component/index.ts';
import { parseComponent } from './build.ts';
import { LOWERING_ROWS } from './canonical-memory.ts';
import { LIFTING_ROWS, type Row } from './canonical-values.ts';
import { guestHandles, hostHandles } from './canonical.ts';

/*
 * The traps of CanonicalABI.md, each under the function of the specification whose `trap_if` it is, on every border it can be met
 * at. Those of async functions, streams, futures, threads, waitables and error contexts are left out: a component with any of these is
 * refused when it is loaded. What guards entering and leaving an instance is in `traps-guards.test.ts`.
 */

const handleRows = (by: string, what: string, body: string, message: RegExp): Row[] => [
  { by, what: `${what}, of the host`, component: hostHandles(body), message },
  { by, what: `${what}, of another component`, component: guestHandles(body), message },
];

const MAKE = '(local.set $h (call $make))';

const HANDLE_ROWS: readonly Row[] = [
  ...handleRows(
    'Table.get, in lift_borrow',
    'a handle past the end',
    '(call $lend (i32.const 9))',
    /there is no handle 9/,
  ),
  ...handleRows('Table.get, in lift_borrow', 'handle 0', '(call $lend (i32.const 0))', /there is no handle 0/),
  ...handleRows(
    'Table.get, in lift_borrow',
    'a handle that was removed',
    `${MAKE} (call $take (local.get $h)) (call $lend (local.get $h))`,
    /there is no handle 1/,
  ),
  ...handleRows(
    'Table.get, in lift_own',
    'a handle past the end',
    '(call $take (i32.const 9))',
    /there is no handle 9/,
  ),
  ...handleRows(
    'Table.get, in lift_own',
    'a handle that was removed',
    `${MAKE} (call $take (local.get $h)) (call $take (local.get $h))`,
    /there is no handle 1/,
  ),
  ...handleRows(
    'Table.get, in canon_resource_drop',
    'a handle past the end',
    '(call $drop (i32.const 9))',
    /there is no handle 9/,
  ),
  ...handleRows(
    'Table.get, in canon_resource_drop',
    'a handle that was removed',
    `${MAKE} (call $drop (local.get $h)) (call $drop (local.get $h))`,
    /there is no handle 1/,
  ),
  ...handleRows(
    'lift_borrow',
    'a handle of another type',
    '(call $lend (call $make-other))',
    /handle 1 is of resource other, not thing/,
  ),
  ...handleRows(
    'lift_own: type',
    'a handle of another type',
    '(call $take (call $make-other))',
    /handle 1 is of resource other, not thing/,
  ),
  ...handleRows(
    'lift_own: lends',
    'a handle that is lent',
    `${MAKE} (call $both (local.get $h) (local.get $h))`,
    /handle 1 is lent and cannot be given away/,
  ),
  ...handleRows(
    'canon_resource_drop: type',
    'a handle of another type',
    '(call $drop (call $make-other))',
    /handle 1 is of resource other, not thing/,
  ),
];

const things = () => {
  const things = {
    thing: hostResource({ name: 'thing' }),
    other: hostResource({ name: 'other' }),
    make: () => ({}),
    'make-other': () => ({}),
    take: () => {},
    lend: () => {},
    both: () => {},
  };
  return { ...things, f: () => [1, 1] };
};

for (const { by, what, component, message, run = (guest: Record<string, any>) => guest['attack']() } of [
  ...LIFTING_ROWS,
  ...LOWERING_ROWS,
  ...HANDLE_ROWS,
]) {
  test(`${by}: ${what}`, async (t) => {
    const loaded = await loadComponent(await parseComponent(component), { name: 'trapper' });
    const instance = loaded.instantiate({ imports: things() as never });
    const error = t.throws(() => run(instance.exports), { instanceOf: Trap, message });
    t.is(error.component, 'trapper');
    t.true(instance.poisoned);
    t.throws(() => run(instance.exports), { instanceOf: Trap, message: /trapped before/ });
  });
}
