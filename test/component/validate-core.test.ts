import { testRows, type Row } from './validation.ts';

/** A module that exports `a` and one that imports it, glued together. */
const glued = (exported: string, wanted: string) =>
  `(core module $a ${exported}) (core instance $a (instantiate $a)) (core module $b (import "m" "x" ${wanted}))
   (core instance (instantiate $b (with "m" (instance $a))))`;

const INSTANCES: readonly Row[] = [
  [
    'a function for a function',
    glued('(func (export "x") (param i32 f64) (result i64) unreachable)', '(func (param i32 f64) (result i64))'),
    'valid',
  ],
  [
    'a function of another parameter',
    glued('(func (export "x") (param i32))', '(func (param i64))'),
    /is a func \(i64\) -> \(\), and a func \(i32\) -> \(\) is given/,
  ],
  [
    'a function of another result',
    glued('(func (export "x") (result i32) unreachable)', '(func)'),
    /is a func \(\) -> \(\), and a func \(\) -> \(i32\) is given/,
  ],
  [
    'a memory for a function',
    glued('(memory (export "x") 1)', '(func)'),
    /is a func \(\) -> \(\), and a memory of 1 or more pages is given/,
  ],
  ['a memory that is large enough', glued('(memory (export "x") 3 5)', '(memory 2 6)'), 'valid'],
  [
    'a memory that is too small',
    glued('(memory (export "x") 1)', '(memory 2)'),
    /is a memory of 2 or more pages, and a memory of 1 or more pages is given/,
  ],
  [
    'a memory without the wanted bound',
    glued('(memory (export "x") 2)', '(memory 1 2)'),
    /is a memory of 1 to 2 pages, and a memory of 2 or more pages is given/,
  ],
  [
    'a memory that may grow too far',
    glued('(memory (export "x") 2 9)', '(memory 1 8)'),
    /and a memory of 2 to 9 pages is given/,
  ],
  ['a table that fits', glued('(table (export "x") 3 funcref)', '(table 2 funcref)'), 'valid'],
  [
    'a table of other elements',
    glued('(table (export "x") 3 externref)', '(table 2 funcref)'),
    /is a table of 0x70, 2 or more, and a table of 0x6f, 3 or more is given/,
  ],
  [
    'a table that is too small',
    glued('(table (export "x") 1 funcref)', '(table 2 funcref)'),
    /and a table of 0x70, 1 or more is given/,
  ],
  ['a global that fits', glued('(global (export "x") (mut i32) (i32.const 1))', '(global (mut i32))'), 'valid'],
  [
    'a constant for a mutable global',
    glued('(global (export "x") i32 (i32.const 1))', '(global (mut i32))'),
    /is a mutable global of i32, and a global of i32 is given/,
  ],
  [
    'a mutable global for a constant',
    glued('(global (export "x") (mut i32) (i32.const 1))', '(global i32)'),
    /is a global of i32, and a mutable global of i32 is given/,
  ],
  [
    'a global of another type',
    glued('(global (export "x") i64 (i64.const 1))', '(global i32)'),
    /is a global of i32, and a global of i64 is given/,
  ],
  ['what is not exported', glued('(func (export "y"))', '(func)'), /core import "m" "x" is not given/],
  [
    'a module without its argument',
    '(core module $m (import "m" "x" (func))) (core instance (instantiate $m))',
    /core import "m" "x" is not given/,
  ],
  ['a module that is not there', '(core instance (instantiate 2))', /there is no core module 2/],
  [
    'an argument twice',
    '(core module $m) (core instance $i (instantiate $m)) (core instance (instantiate $m (with "a" (instance $i)) (with "a" (instance $i))))',
    /core argument "a" is given twice/,
  ],
  [
    'an argument that nobody wants',
    '(core module $m) (core instance $i (instantiate $m)) (core instance (instantiate $m (with "a" (instance $i))))',
    'valid',
  ],
  [
    'an instance made of exports',
    `(core module $m (func (export "f")) (memory (export "m") 1) (table (export "t") 1 funcref) (global (export "g") i32 (i32.const 0)))
     (core instance $i (instantiate $m))
     (core instance (export "a" (func $i "f")) (export "b" (memory $i "m")) (export "c" (table $i "t")) (export "d" (global $i "g")))`,
    'valid',
  ],
  [
    'an instance with an export twice',
    '(core module $m (func (export "f"))) (core instance $i (instantiate $m)) (core instance (export "a" (func $i "f")) (export "a" (func $i "f")))',
    /a core instance exports "a" twice/,
  ],
  [
    'an instance of a function that is not there',
    '(core instance (export "a" (func 0)))',
    /there is no core function 0/,
  ],
  [
    'an alias of what a module does not export',
    '(core module $m) (core instance $i (instantiate $m)) (alias core export $i "f" (core func))',
    /core instance 0 does not export "f"/,
  ],
  [
    'an alias of another core sort',
    '(core module $m (func (export "f"))) (core instance $i (instantiate $m)) (alias core export $i "f" (core memory))',
    /core export "f" is a core func, not a core memory/,
  ],
  [
    'an alias of a core instance that is not there',
    '(alias core export 0 "f" (core func))',
    /there is no core instance 0/,
  ],
  [
    'a module that imports one thing twice',
    '(core module (import "a" "b" (func)) (import "a" "b" (func)))',
    /"b" is imported twice from core module "a"/,
  ],
  [
    'a module that exports one name twice',
    '(core module (func (export "a")) (func (export "a")))',
    /a core module exports "a" twice/,
  ],
  ['a module that exports what it has not', '(core module (export "f" (func 3)))', /there is no core func 3/],
  [
    'a module nobody instantiates, deep inside, that has what it has not',
    '(component (component (core module (export "f" (memory 0)))))',
    /there is no core memory 0/,
  ],
];

const MODULE_TYPES: readonly Row[] = [
  [
    'every form of declaration',
    `(core type $f (func (param i32) (result i64)))
     (core type (module (alias outer 1 $f (type $g)) (type $h (func)) (import "a" "b" (func (type $g))) (import "a" "m" (memory 1 2))
       (export "f" (func (type $h))) (export "t" (table 1 funcref)) (export "g" (global (mut f32)))))`,
    'valid',
  ],
  [
    'an import twice',
    '(core type (module (import "a" "b" (func)) (import "a" "b" (memory 1))))',
    /"b" is imported twice/,
  ],
  [
    'an export twice',
    '(core type (module (export "a" (func)) (export "a" (memory 1))))',
    /a module type exports "a" twice/,
  ],
  ['a type that is not there', '(core type (module (import "a" "b" (func (type 2)))))', /there is no core type 2/],
  [
    'an alias of a scope that is not there',
    '(core type (module (alias outer 7 0 (type))))',
    /there is no scope 6 levels further out/,
  ],
  [
    'an alias of a module type',
    '(core type $m (module)) (core type (module (alias outer 1 $m (type))))',
    /core type 0 is a module type, which no module holds/,
  ],
  [
    'a memory that is smaller than it is',
    '(core type (module (import "a" "b" (memory 3 2))))',
    /a memory is at least 3 and at most 2/,
  ],
  [
    'a memory of too many pages',
    '(core type (module (import "a" "b" (memory 65537))))',
    /a memory has more than 65536 pages/,
  ],
  [
    'a module type inside an instance type',
    '(type (instance (core type $m (module)) (export "m" (core module (type $m)))))',
    'valid',
  ],
  [
    'a function type where a module type is wanted',
    '(core type $f (func)) (component (core type $f (func)) (import "m" (core module (type $f))))',
    /core type 0 is no module type/,
  ],
  [
    'a module for a module type',
    `(component $c (core type $t (module (import "a" "b" (func)) (import "a" "c" (func)) (export "f" (func)))) (import "m" (core module $m (type $t))))
     (core module $m (import "a" "b" (func)) (func (export "f")) (func (export "g")))
     (instance (instantiate $c (with "m" (core module $m))))`,
    'valid',
  ],
  [
    'a module that imports more',
    `(component $c (core type $t (module)) (import "m" (core module $m (type $t)))) (core module $m (import "a" "b" (func)))
     (instance (instantiate $c (with "m" (core module $m))))`,
    /import "m" has the core import "a" "b", which the one needed has not/,
  ],
  [
    'a module that exports less',
    `(component $c (core type $t (module (export "f" (func)))) (import "m" (core module $m (type $t)))) (core module $m)
     (instance (instantiate $c (with "m" (core module $m))))`,
    /import "m" lacks the core export "f"/,
  ],
  [
    'a module that imports another type',
    `(component $c (core type $t (module (import "a" "b" (memory 1)))) (import "m" (core module $m (type $t)))) (core module $m (import "a" "b" (memory 2)))
     (instance (instantiate $c (with "m" (core module $m))))`,
    /core import "a" "b" is a memory of 2 or more pages, not a memory of 1 or more pages/,
  ],
  [
    'a module that was given, instantiated by its type',
    `(component $c (core type $t (module (import "a" "b" (func)) (export "f" (func)))) (import "m" (core module $m (type $t)))
       (core module $n (func (export "b"))) (core instance $n (instantiate $n)) (core instance $i (instantiate $m (with "a" (instance $n))))
       (alias core export $i "f" (core func)))`,
    'valid',
  ],
  [
    'an alias of what a given module is not said to export',
    `(component $c (core type $t (module)) (import "m" (core module $m (type $t))) (core instance $i (instantiate $m)) (alias core export $i "f" (core func)))`,
    /core instance 0 does not export "f"/,
  ],
];

const MODULE = `(core module $m (memory (export "m") 1)
  (func (export "r") (param i32 i32 i32 i32) (result i32) unreachable)
  (func (export "none")) (func (export "i") (param i32)) (func (export "ii") (param i32 i32)) (func (export "ri") (result i32) unreachable)
  (func (export "ii-ri") (param i32 i32) (result i32) unreachable))
  (core instance $i (instantiate $m))`;

const lift = (type: string, core: string, options = '') =>
  `${MODULE} (func ${type} (canon lift (core func $i "${core}") ${options}))`;
const lower = (type: string, options = '') =>
  `${MODULE} (import "f" (func $f ${type})) (core func (canon lower (func $f) ${options}))`;
const MEMORY = '(memory (core memory $i "m"))';
const REALLOC = '(realloc (core func $i "r"))';
const many = (count: number) => Array.from({ length: count }, (_, index) => `(param "p${index}" u32)`).join(' ');

const CANONS: readonly Row[] = [
  ['a lift', lift('(param "a" u32)', 'i'), 'valid'],
  [
    'a lift of another signature',
    lift('(param "a" u64)', 'i'),
    /canon lift takes \(i64\) -> \(\) and is given \(i32\) -> \(\)/,
  ],
  ['a lift of a record', `${lift('(result u8)', 'ri')}`, 'valid'],
  ['a lift of a string', lift('(param "a" string)', 'ii', `${MEMORY} ${REALLOC}`), 'valid'],
  ['a lift of a string without memory', lift('(param "a" string)', 'ii'), /canon lift needs a memory/],
  ['a lift of a string without realloc', lift('(param "a" string)', 'ii', MEMORY), /canon lift needs a realloc/],
  ['a lift that returns a string', lift('(result string)', 'ri', MEMORY), 'valid'],
  ['a lift that returns a string without memory', lift('(result string)', 'ri'), /canon lift needs a memory/],
  ['a lift that returns a pair without memory', lift('(result (tuple u32 u32))', 'ri'), /canon lift needs a memory/],
  ['a lift of 17 parameters through memory', lift(many(17), 'i', `${MEMORY} ${REALLOC}`), 'valid'],
  ['a lift of 17 parameters without realloc', lift(many(17), 'i', MEMORY), /canon lift needs a realloc/],
  ['a lift of 16 parameters as one', lift(many(16), 'i', `${MEMORY} ${REALLOC}`), /canon lift takes \(i32 i32/],
  ['a realloc without memory', lift('(param "a" u32)', 'i', REALLOC), /canon lift has a realloc and no memory/],
  [
    'a realloc of another signature',
    lift('(param "a" string)', 'ii', `${MEMORY} (realloc (core func $i "i"))`),
    /realloc is \(i32\) -> \(\), not/,
  ],
  ['a post-return', lift('(result string)', 'ri', `${MEMORY} (post-return (core func $i "i"))`), 'valid'],
  [
    'a post-return of another signature',
    lift('(result string)', 'ri', `${MEMORY} (post-return (core func $i "none"))`),
    /post-return is \(\) -> \(\), not \(i32\) -> \(\)/,
  ],
  ['a post-return after nothing', lift('', 'none', '(post-return (core func $i "none"))'), 'valid'],
  ['a memory that is not there', lift('(result string)', 'ri', '(memory 3)'), /there is no core memory 3/],
  [
    'an encoding twice',
    lift('', 'none', 'string-encoding=utf8 string-encoding=utf16'),
    /string-encoding is given twice/,
  ],
  ['a memory twice', lift('', 'none', `${MEMORY} ${MEMORY}`), /canonical option memory is given twice/],
  [
    'a lift of a type that is no function',
    `${MODULE} (type $t (list u8)) (func (type $t) (canon lift (core func $i "none")))`,
    /type 0 is a value type, not a function type/,
  ],
  ['a lower', lower('(param "a" u32)'), 'valid'],
  ['a lower of a string without memory', lower('(param "a" string)'), /canon lower needs a memory/],
  ['a lower of a string', lower('(param "a" string)', MEMORY), 'valid'],
  ['a lower that returns a string without realloc', lower('(result string)', MEMORY), /canon lower needs a realloc/],
  ['a lower that returns a string', lower('(result string)', `${MEMORY} ${REALLOC}`), 'valid'],
  ['a lower that returns a pair without memory', lower('(result (tuple u32 u32))'), /canon lower needs a memory/],
  ['a lower of 17 parameters without memory', lower(many(17)), /canon lower needs a memory/],
  ['a lower with a post-return', lower('', '(post-return (core func $i "none"))'), /canon lower has a post-return/],
  ['a lower of what is not there', '(core func (canon lower (func 4)))', /there is no function 4/],
  [
    'a lowered function as a core argument of another type',
    `(import "f" (func $f (param "a" u64))) (core func $g (canon lower (func $f))) (core module $n (import "a" "g" (func (param i32))))
     (core instance (instantiate $n (with "a" (instance (export "g" (func $g))))))`,
    /is a func \(i32\) -> \(\), and a func \(i64\) -> \(\) is given/,
  ],
];

testRows([...INSTANCES, ...MODULE_TYPES, ...CANONS]);
