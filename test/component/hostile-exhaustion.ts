import { ALLOCATOR } from './build.ts';
import { binaryComponent, code, func, leb, section, vector } from './hostile-binary.ts';
import { guest, type Attempt } from './hostile-world.ts';

/** An allocator in more than the one page that it usually has. */
const roomy = (pages: number): string => ALLOCATOR.replace('"memory") 1)', `"memory") ${pages})`);

/** Spends all its fuel. */
const spins = (tries: string, body: string, extra = '', fuel = 1_000_000): Attempt => ({
  tries,
  component: guest({ code: `${extra} (func $attack (export "attack") ${body})` }),
  fuel,
  stopped: { at: 'call', by: /out of fuel/ },
});

/** Fills the stack. */
const nests = (tries: string, component: Attempt['component']): Attempt => ({
  tries,
  component,
  fuel: 100_000_000,
  endsWithTheStack: true,
  stopped: { at: 'call', by: /limit callDepth/ },
});

/** Two components in one, the first calling the second; both may be called again and again. */
const PAIR = (body: string): string => `(component
  (component $callee
    (core module $main (func (export "work")))
    (core instance $main (instantiate $main))
    (func (export "work") (canon lift (core func $main "work"))))
  (instance $callee (instantiate $callee))
  (core func $work (canon lower (func $callee "work")))
  (core module $main
    (import "callee" "work" (func $work))
    (func (export "attack") ${body})
    (func (export "fine") (result i32) (i32.const 7)))
  (core instance $main (instantiate $main (with "callee" (instance (export "work" (func $work))))))
  (func (export "attack") (canon lift (core func $main "attack")))
  (func (export "fine") (result u32) (canon lift (core func $main "fine"))))`;

/** A component that calls itself, not as core code would, but through its own lowered function. */
const SELF = `(component
  (core module $table
    (table (export "table") 1 funcref)
    (func (export "attack") (call_indirect (i32.const 0))) (func (export "fine") (result i32) (i32.const 7)))
  (core instance $table (instantiate $table))
  (func $attack (canon lift (core func $table "attack")))
  (core func $lowered (canon lower (func $attack)))
  (core module $fill
    (import "table" "table" (table 1 funcref)) (import "self" "attack" (func $attack))
    (elem (table 0) (i32.const 0) func $attack))
  (core instance (instantiate $fill (with "table" (instance $table)) (with "self" (instance (export "attack" (func $lowered))))))
  (export "attack" (func $attack))
  (func (export "fine") (result u32) (canon lift (core func $table "fine"))))`;

/** A list of lists, each element of which is the same span of memory, so that each level multiplies. */
const shares = (type: string, levels: number): Attempt => ({
  tries: `to return ${type} from a few bytes, each list the same span of memory`,
  component: guest({
    exports: `export attack: func() -> ${type};`,
    // At 8 the result: 60 elements at 1024. Each of them is again 60 elements: of the next level, or the same ones.
    code: `(func (export "attack") (result i32) (local $level i32) (local $at i32)
      (i32.store (i32.const 8) (i32.const 1024)) (i32.store (i32.const 12) (i32.const 60))
      (loop $levels
        (local.set $at (i32.const 0))
        (loop $elements
          (i32.store
            (i32.add (i32.add (i32.const 1024) (i32.mul (local.get $level) (i32.const 512))) (local.get $at))
            (i32.add (i32.const 1536) (i32.mul (local.get $level) (i32.const 512))))
          (i32.store
            (i32.add (i32.add (i32.const 1028) (i32.mul (local.get $level) (i32.const 512))) (local.get $at))
            (i32.const 60))
          (br_if $elements (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 8))) (i32.const 480))))
        (br_if $levels
          (i32.lt_u (local.tee $level (i32.add (local.get $level) (i32.const 1))) (i32.const ${levels}))))
      (i32.const 8))`,
  }),
  fuel: 100_000_000,
  stopped: { at: 'call', by: /limit (listElements|stringBytes)/ },
});

/** Returns lists of large elements, few in number, that lie in memory once and are returned many times over. */
const large = (what: string, type: string, declaration: string, count: number): Attempt => ({
  tries: `to fill the host’s memory with lists of ${what}`,
  component: guest({
    types: declaration,
    exports: `export attack: func() -> list<list<${type}>>;`,
    memory: roomy(160),
    code: `(func (export "attack") (result i32) (local $at i32)
      (i32.store (i32.const 8) (i32.const 1024)) (i32.store (i32.const 12) (i32.const 100))
      (loop $elements
        (i32.store (i32.add (i32.const 1024) (local.get $at)) (i32.const 4096))
        (i32.store (i32.add (i32.const 1028) (local.get $at)) (i32.const ${count}))
        (br_if $elements (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 8))) (i32.const 800))))
      (i32.const 8))`,
  }),
  fuel: 100_000_000,
  stopped: { at: 'call', by: /limit listElements/ },
});

const loading = (tries: string, component: Attempt['component'], by: RegExp): Attempt => ({
  tries,
  component,
  stopped: { at: 'loading', by },
});

/** Components each of which instantiates the one before it twice. */
function doubling(levels: number): string {
  let text = '(component $c0 (core module $m) (core instance (instantiate $m)))';
  for (let level = 1; level <= levels; level++) {
    text += `(component $c${level} (alias outer $root $c${level - 1} (component $c))
      (instance (instantiate $c)) (instance (instantiate $c)))`;
  }
  return `(component $root ${text} (instance (instantiate $c${levels})))`;
}

/** Types each of which holds the one before it twice. */
function doublingTypes(levels: number): string {
  let text = '(type $t0 (tuple u8 u8))';
  for (let level = 1; level <= levels; level++) text += `(type $t${level} (tuple $t${level - 1} $t${level - 1}))`;
  return `(component ${text})`;
}

/** Types of instances each of which exports the one before it twice. */
function doublingInstances(levels: number): string {
  let text = '(type $t0 (instance (export "x" (func))))';
  for (let level = 1; level <= levels; level++) {
    text += `(type $t${level} (instance (alias outer 1 $t${level - 1} (type $t))
      (export "x" (instance (type $t))) (export "y" (instance (type $t)))))`;
  }
  return `(component ${text} (import "test:hostile/host@1.0.0" (instance (type $t${levels}))))`;
}

/** Functions each of which is lifted from the lowered one before it. */
function liftedFromEachOther(count: number): string {
  let text = '';
  for (let index = 0; index < count; index++) {
    text += `(func $f${index} (canon lift (core func $c${index}))) (core func $c${index + 1} (canon lower (func $f${index})))`;
  }
  return `(component (core module $m (func (export "f"))) (core instance $m (instantiate $m))
    (alias core export $m "f" (core func $c0)) ${text})`;
}

/** A component with one core module of these sections. */
const core = (...sections: Uint8Array[]): Uint8Array => binaryComponent(sections);

const TYPES = section(1, vector([[0x60, 0, 0]]));
const ONE_FUNCTION = section(3, vector([[0]]));
const HUGE = leb(0xffff_ffff);

export const exhaustion: readonly Attempt[] = [
  spins('to spin', '(loop $on (br $on))'),
  spins('to spin in a loop inside a loop', '(loop $out (loop $in (br_if $in (i32.const 0))) (br $out))'),
  spins('to call itself last, without end', '(return_call $attack)'),
  spins(
    'to call two functions in turn, last, without end',
    '(return_call $other)',
    '(func $other (return_call $attack))',
  ),
  spins(
    'to call itself last through a table, without end',
    '(return_call_indirect (i32.const 0))',
    '(table 1 funcref) (elem (i32.const 0) func $attack)',
  ),
  spins('to grow its memory without end', '(loop $on (drop (memory.grow (i32.const 1))) (br $on))'),
  spins('to grow its memory by nothing without end', '(loop $on (drop (memory.grow (i32.const 0))) (br $on))'),
  spins(
    'to grow a table without end',
    '(loop $on (drop (table.grow 0 (ref.null func) (i32.const 1000))) (br $on))',
    '(table 0 funcref)',
  ),
  spins(
    'to copy memory without end',
    '(loop $on (memory.copy (i32.const 0) (i32.const 1) (i32.const 65000)) (br $on))',
  ),
  spins('to call the host without end', '(loop $on (call $call) (br $on))'),
  spins('to make and drop keys without end', '(loop $on (call $drop-key (call $new-key)) (br $on))'),
  spins('to open and shut safes without end', '(loop $on (call $shut (call $open)) (br $on))'),
  spins(
    'to tell the host one long text without end',
    '(loop $on (call $say (i32.const 0) (i32.const 60000)) (br $on))',
  ),
  {
    tries: 'to spin by calling another component without end',
    component: PAIR('(loop $on (call $work) (br $on))'),
    stopped: { at: 'call', by: /out of fuel/ },
  },
  nests('to call itself without end', guest({ code: '(func $attack (export "attack") (call $attack) (call $call))' })),
  nests(
    'to call two functions in turn without end',
    guest({ code: '(func $a (export "attack") (call $b) (call $call)) (func $b (call $a) (call $call))' }),
  ),
  nests(
    'to call itself through a table without end',
    guest({
      code: `(table 1 funcref) (elem (i32.const 0) func $attack)
        (func $attack (export "attack") (call_indirect (i32.const 0)) (call $call))`,
    }),
  ),
  nests(
    'to call itself with a frame of a thousand locals without end',
    guest({
      code: `(func $attack (export "attack") (local ${'i64 '.repeat(1000)})
        ${Array.from({ length: 1000 }, (_, index) => `(local.set ${index} (i64.load (i32.const ${index * 8})))`).join(' ')}
        (call $attack)
        ${Array.from({ length: 1000 }, (_, index) => `(i64.store (i32.const ${index * 8}) (local.get ${index}))`).join(' ')})`,
    }),
  ),
  nests('to call itself through its own lowered function without end', SELF),
  shares('list<list<list<list<list<u8>>>>>', 4),
  shares('list<list<list<list<string>>>>', 4),
  shares('list<list<list<list<list<tuple<u32, u32>>>>>>', 4),
  large('tuples of a thousand truths', `tuple<${Array(1000).fill('bool').join(', ')}>`, '', 10_000),
  large(
    'records of five hundred fields',
    'wide',
    `record wide { ${Array.from({ length: 500 }, (_, index) => `field-${index}: bool`).join(', ')} }`,
    16_000,
  ),
  large('flags', 'many', `flags many { ${Array.from({ length: 32 }, (_, index) => `f${index}`).join(', ')} }`, 100_000),
  {
    tries: 'to return one text a thousand times over',
    component: guest({
      exports: 'export attack: func() -> list<string>;',
      memory: roomy(4),
      code: `(func (export "attack") (result i32) (local $at i32)
        (i32.store (i32.const 8) (i32.const 1024)) (i32.store (i32.const 12) (i32.const 1000))
        (loop $elements
          (i32.store (i32.add (i32.const 1024) (local.get $at)) (i32.const 131072))
          (i32.store (i32.add (i32.const 1028) (local.get $at)) (i32.const 60000))
          (br_if $elements (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 8))) (i32.const 8000))))
        (i32.const 8))`,
    }),
    fuel: 100_000_000,
    stopped: { at: 'call', by: /limit stringBytes/ },
  },
  loading('to double itself twenty times', doubling(20), /over 500000 definitions|more than \d+ core instances/),
  loading(
    'to lift a function from its lowered self twenty thousand times',
    liftedFromEachOther(20_000),
    /more than 50 functions lifted from each other/,
  ),
  loading('to double the type of an instance sixty times', doublingInstances(60), /over \d+ types to compare/),
  loading('to double a type forty times', doublingTypes(40), /a type holds over 10000 types/),
  loading(
    'to nest a type a hundred and fifty levels deep',
    `(component (type $t0 (list u8)) ${Array.from({ length: 150 }, (_, level) => `(type $t${level + 1} (list $t${level}))`).join(' ')})`,
    /a type is nested deeper than 100/,
  ),
  loading('to nest components sixty levels deep', '(component '.repeat(60) + ')'.repeat(60), /nested deeper than/),
  loading(
    'to take 1,001 parameters',
    `(component (type (func ${Array.from({ length: 1001 }, (_, index) => `(param "p${index}" u8)`).join(' ')})))`,
    /over 1000 parameters/,
  ),
  loading(
    'to have nine memories',
    `(component (core module $m (memory 1)) ${'(core instance (instantiate $m))'.repeat(9)})`,
    /more than 8 memories/,
  ),
  loading('to announce 2^32 - 1 core types', core(section(1, HUGE)), /4294967295 core types are announced/),
  loading('to announce 2^32 - 1 functions', core(TYPES, section(3, HUGE)), /4294967295 core functions are announced/),
  loading(
    'to announce 2^32 - 1 bodies',
    core(TYPES, ONE_FUNCTION, section(10, HUGE)),
    /4294967295 function bodies are announced/,
  ),
  loading(
    'to announce 2^32 - 1 data segments',
    core(section(5, vector([[0, 1]])), section(11, HUGE)),
    /4294967295 data segments are announced/,
  ),
  loading(
    'to announce a data segment of 2^32 - 1 bytes',
    core(section(5, vector([[0, 1]])), section(11, vector([[1, ...HUGE]]))),
    /ends inside a data segment/,
  ),
  loading(
    'to announce 2^32 - 1 elements',
    core(section(4, vector([[0x70, 0, 1]])), section(9, vector([[1, 0, ...HUGE]]))),
    /4294967295 elements are announced/,
  ),
  loading(
    'to have 2^32 - 1 locals',
    core(TYPES, ONE_FUNCTION, code([func([[...HUGE, 0x7f]], [])])),
    /a core module is invalid: .*local/,
  ),
  loading(
    'to have 2^32 - 1 locals twice',
    core(
      TYPES,
      ONE_FUNCTION,
      code([
        func(
          [
            [...HUGE, 0x7f],
            [...HUGE, 0x7f],
          ],
          [],
        ),
      ]),
    ),
    /a core module is invalid: .*local/,
  ),
  loading(
    'to have 2^32 - 1 groups of locals',
    core(TYPES, ONE_FUNCTION, code([[...HUGE, 0x0b]])),
    /ends where a value type should be/,
  ),
  loading(
    'to branch to 2^32 - 1 places',
    core(TYPES, ONE_FUNCTION, code([func([], [0x41, 0, 0x0e, ...HUGE])])),
    /4294967295 branch targets are announced/,
  ),
  loading(
    'to give a module a name of 2^32 - 1 bytes',
    core(section(2, [...leb(1), ...HUGE])),
    /ends inside the module of a core import/,
  ),
  {
    tries: 'to start with 4 GiB of memory',
    component: guest({ memory: roomy(65_536), code: '(func (export "attack"))' }),
    stopped: { at: 'linking', by: /a memory starts at 65536, over the limit memoryPages of 1024/ },
  },
  {
    tries: 'to start with ten million table elements',
    component: guest({ code: '(table 10000000 funcref) (func (export "attack"))' }),
    stopped: { at: 'linking', by: /a table starts at 10000000, over the limit tableElements of 100000/ },
  },
];
