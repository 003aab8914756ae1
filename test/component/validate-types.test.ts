import { MAX_FLAGS } from '../../host/component/types.ts';
import { testRows, type Row } from './validation.ts';

const flags = (count: number) => Array.from({ length: count }, (_, index) => `"f${index}"`).join(' ');

const DEFINITIONS: readonly Row[] = [
  [
    'every form of value type',
    `(type $r (record (field "a" u8) (field "b-c" string))) (type (variant (case "x") (case "y" $r)))
     (type (list $r)) (type (tuple u8 s64 char f32 f64 bool)) (type (flags "a" "b")) (type (enum "a" "B"))
     (type (option $r)) (type (result)) (type (result $r)) (type (result (error string))) (type (result u8 (error u16)))`,
    'valid',
  ],
  ['a field that is no label', '(type (record (field "a_b" u8)))', /"a_b" is no label of a record/],
  ['a field with a lone hyphen', '(type (record (field "a-" u8)))', /"a-" is no label of a record/],
  ['a field that starts with a digit', '(type (record (field "1a" u8)))', /"1a" is no label of a record/],
  ['a word of both cases', '(type (record (field "aB" u8)))', /"aB" is no label of a record/],
  ['an empty label', '(type (enum ""))', /"" is no label of a enum/],
  ['words of each case, and of digits', '(type (record (field "a-B-2-c3-D4" u8)))', 'valid'],
  ['a field twice', '(type (record (field "a" u8) (field "a" u8)))', /"a" is in a record twice/],
  ['a field twice in another case', '(type (record (field "ab" u8) (field "AB" u8)))', /"AB" is in a record twice/],
  ['a case twice', '(type (variant (case "a") (case "A" u8)))', /"A" is in a variant twice/],
  ['an enum case twice', '(type (enum "a-b" "a-B"))', /"a-B" is in a enum twice/],
  ['a flag twice', '(type (flags "a" "b" "a"))', /"a" is in a flags type twice/],
  ['a parameter twice', '(type (func (param "a" u8) (param "A" u8)))', /"A" is in a function type twice/],
  ['a parameter that is no label', '(type (func (param "A b" u8)))', /"A b" is no label of a function type/],
  ['a field twice but for a hyphen', '(type (record (field "a1" u8) (field "a-1" u8)))', /"a-1" is in a record twice/],
  ['a record without fields', '(type (record))', /a record has no fields/],
  ['a variant without cases', '(type (variant))', /a variant has no cases/],
  ['flags without labels', '(type (flags))', /flags is empty/],
  ['an enum without cases', '(type (enum))', /an enum is empty/],
  ['a tuple of nothing', '(type (tuple))', /a tuple is empty/],
  ['32 flags', `(type (flags ${flags(32)}))`, 'valid'],
  ['33 flags', `(type (flags ${flags(33)}))`, 'valid', 'wasm-tools keeps to the later bound of 32 flags'],
  ['too many flags', `(type (flags ${flags(MAX_FLAGS + 1)}))`, /a flags type has more than \d+ labels/],
  ['a type that is not there', '(type (list 7))', /there is no type 7: 0 are defined so far/],
  ['a type that comes later', '(type (list 1)) (type (tuple u8))', /there is no type 1/],
  ['a list of a function type', '(type $f (func)) (type (list $f))', /type 0 is a func type, not a value type/],
  [
    'a parameter of a resource type',
    '(type $r (resource (rep i32))) (type (func (param "a" $r)))',
    /type 0 is a resource type, not a value type/,
  ],
  [
    'a handle to a record',
    '(type $r (record (field "a" u8))) (type (own $r))',
    /type 0 is a value type, not a resource type/,
  ],
  [
    'a borrow of an instance type',
    '(type $i (instance)) (type (borrow $i))',
    /type 0 is a instance type, not a resource type/,
  ],
  [
    'a function that takes a borrow',
    '(type $r (resource (rep i32))) (type (func (param "a" (list (borrow $r)))))',
    'valid',
  ],
  [
    'a function that returns a borrow',
    '(type $r (resource (rep i32))) (type (func (result (borrow $r))))',
    /a function returns a borrow/,
  ],
  [
    'a function that returns a borrow deep inside',
    '(type $r (resource (rep i32))) (type (func (result (tuple u8 (option (list (borrow $r)))))))',
    /a function returns a borrow/,
  ],
  ['a function that returns an own', '(type $r (resource (rep i32))) (type (func (result (own $r))))', 'valid'],
];

const RESOURCES: readonly Row[] = [
  [
    'a resource type inside an instance type',
    '(type (instance (type (resource (rep i32)))))',
    /a resource is defined inside/,
  ],
  [
    'a resource type inside a component type',
    '(type (component (type (resource (rep i32)))))',
    /a resource is defined inside/,
  ],
  [
    'a destructor of one i32',
    `(core module $m (func (export "d") (param i32))) (core instance $i (instantiate $m))
     (type (resource (rep i32) (dtor (core func $i "d"))))`,
    'valid',
  ],
  [
    'a destructor that returns',
    `(core module $m (func (export "d") (param i32) (result i32) unreachable)) (core instance $i (instantiate $m))
     (type (resource (rep i32) (dtor (core func $i "d"))))`,
    /a destructor is no core function from i32 to nothing/,
  ],
  [
    'a destructor of an i64',
    `(core module $m (func (export "d") (param i64))) (core instance $i (instantiate $m))
     (type (resource (rep i32) (dtor (core func $i "d"))))`,
    /a destructor is no core function from i32 to nothing/,
  ],
  [
    'the functions of an own resource type',
    `(type $r (resource (rep i32))) (core func (canon resource.new $r)) (core func (canon resource.rep $r))
     (core func (canon resource.drop $r))`,
    'valid',
  ],
  [
    'resource.new of an imported resource type',
    '(import "r" (type $r (sub resource))) (core func (canon resource.new $r))',
    /resource\.new is for a resource type of another component/,
  ],
  [
    'resource.rep of an imported resource type',
    '(import "r" (type $r (sub resource))) (core func (canon resource.rep $r))',
    /resource\.rep is for a resource type of another component/,
  ],
  [
    'resource.drop of an imported one',
    '(import "r" (type $r (sub resource))) (core func (canon resource.drop $r))',
    'valid',
  ],
  [
    'resource.new of the resource type of an inner component',
    `(component $c (type $r (resource (rep i32))) (export "r" (type $r))) (instance $i (instantiate $c))
     (alias export $i "r" (type $r)) (core func (canon resource.new $r))`,
    /resource\.new is for a resource type of another component/,
  ],
  [
    'resource.rep under the exported name of an own resource type',
    '(type $r (resource (rep i32))) (export $x "r" (type $r)) (core func (canon resource.rep $x))',
    'valid',
  ],
  [
    'resource.rep under a name that hides what it stands for',
    '(type $r (resource (rep i32))) (export $x "r" (type $r) (type (sub resource))) (core func (canon resource.rep $x))',
    /resource\.rep is for a resource type of another component/,
  ],
  [
    'resource.drop of a value type',
    '(type $r (list u8)) (core func (canon resource.drop $r))',
    /type 0 is a value type, not a resource type/,
  ],
];

const SCOPES: readonly Row[] = [
  [
    'an outer alias of a record',
    '(type $r (record (field "a" u8))) (component (alias outer 1 $r (type $s)) (export "s" (type $s)))',
    'valid',
  ],
  [
    'an outer alias of a resource type into a component',
    '(type $r (resource (rep i32))) (component (alias outer 1 0 (type)))',
    /type 0 mentions a resource type without a name of a component further out/,
  ],
  [
    'an outer alias of a type that mentions a resource type',
    '(import "r" (type $r (sub resource))) (type $l (list (own $r))) (component (alias outer 1 $l (type)))',
    /mentions the resource type r of a component further out/,
  ],
  [
    'an outer alias of a resource type into a component type',
    `(import "r" (type $r (sub resource)))
     (type (component (alias outer 1 $r (type $s)) (import "f" (func (param "a" (own $s))))))`,
    /the type of f mentions a own type that is not imported/,
  ],
  [
    'an outer alias of a resource type into an instance type',
    '(import "r" (type $r (sub resource))) (import "i" (instance (alias outer 1 $r (type $s)) (export "f" (func (param "a" (own $s))))))',
    'valid',
  ],
  [
    'an outer alias with a scope too many',
    '(component (alias outer 2 0 (type)))',
    /there is no scope 2 levels further out/,
  ],
  ['an outer alias of what is not there', '(component (alias outer 1 0 (type)))', /there is no type 0/],
  ['an outer alias from its own scope', '(type $t (list u8)) (alias outer 0 $t (type $u)) (type (option $u))', 'valid'],
  [
    'an outer alias of a component and of a core module',
    '(component $c) (core module $m) (component (alias outer 1 $c (component)) (alias outer 1 $m (core module)))',
    'valid',
  ],
  [
    'an alias of a function inside an instance type',
    '(type (instance (export "i" (instance $i (export "f" (func)))) (alias export $i "f" (func))))',
    /an alias of a func inside a instance type/,
  ],
  [
    'an alias of a type inside an instance type',
    '(type (instance (export "i" (instance $i (export "t" (type (sub resource))))) (alias export $i "t" (type $t)) (export "f" (func (param "a" (own $t))))))',
    'valid',
  ],
  [
    'an export of an instance by a type that is none',
    '(type $f (func)) (type (instance (export "i" (instance (type 7)))))',
    /there is no type 7/,
  ],
  [
    'an import of a function by an instance type',
    '(type $i (instance)) (import "f" (func (type $i)))',
    /type 0 is a instance type, not a function type/,
  ],
  [
    'an import of an instance by a function type',
    '(type $f (func)) (import "i" (instance (type $f)))',
    /type 0 is a func type, not an instance type/,
  ],
  [
    'an import of a component by an instance type',
    '(type $i (instance)) (component (type $j (instance)) (import "c" (component (type $j))))',
    /type 0 is a instance type, not a component type/,
  ],
  ['an unused component type with a mistake', '(type (component (import "f" (func (type 3)))))', /there is no type 3/],
  [
    'an unused instance type with a mistake',
    '(type (instance (export "a" (func)) (export "a" (func))))',
    /the name a is used twice/,
  ],
  [
    'a component that nothing instantiates, with a mistake',
    '(component (component (type (list 9))))',
    /there is no type 9/,
  ],
];

const NAMED: readonly Row[] = [
  [
    'an import that mentions an imported record',
    '(type $r (record (field "a" u8))) (import "r" (type $s (eq $r))) (import "f" (func (param "a" $s)))',
    'valid',
  ],
  [
    'an import that mentions a record without a name',
    '(type $r (record (field "a" u8))) (import "f" (func (param "a" $r)))',
    /the type of f mentions a record type that is not imported/,
  ],
  [
    'an import that mentions a record by its first index',
    '(type $r (record (field "a" u8))) (import "r" (type $s (eq $r))) (import "f" (func (param "a" $r)))',
    /the type of f mentions a record type that is not imported/,
  ],
  [
    'an import that returns a variant without a name',
    '(type $v (variant (case "a"))) (import "f" (func (result (list $v))))',
    /mentions a variant type that is not imported/,
  ],
  [
    'an import that takes an enum without a name',
    '(type $v (enum "a")) (import "f" (func (param "a" (option $v))))',
    /mentions a enum type that is not imported/,
  ],
  [
    'an import that takes flags without a name',
    '(type $v (flags "a")) (import "f" (func (param "a" (tuple u8 $v))))',
    /mentions a flags type that is not imported/,
  ],
  [
    'an import of lists, options, results and tuples',
    '(import "f" (func (param "a" (list (option (tuple u8 string)))) (result (result (error string)))))',
    'valid',
  ],
  [
    'an imported record that mentions one without a name',
    '(type $a (record (field "a" u8))) (type $b (record (field "a" $a))) (import "b" (type (eq $b)))',
    /the type of b mentions a record type that is not imported/,
  ],
  [
    'an import that mentions an own resource type',
    '(type $r (resource (rep i32))) (import "f" (func (param "a" (own $r))))',
    /mentions a own type that is not imported/,
  ],
  [
    'an import that mentions an exported type',
    '(type $r (record (field "a" u8))) (export $s "r" (type $r)) (import "f" (func (param "a" $s)))',
    /mentions a record type that is not imported/,
  ],
  [
    'an export that mentions an imported type',
    '(import "r" (type $r (sub resource))) (import "f" (func $f (param "a" (own $r)))) (export "g" (func $f))',
    'valid',
  ],
  [
    'an export that mentions a resource type of its own without a name',
    `(core module $m (func (export "f") (result i32) unreachable)) (core instance $i (instantiate $m))
     (type $r (resource (rep i32))) (func $f (result (own $r)) (canon lift (core func $i "f"))) (export "f" (func $f))`,
    /the type of f mentions a own type that is not exported/,
  ],
  [
    'an export that mentions an exported resource type',
    `(core module $m (func (export "f") (result i32) unreachable)) (core instance $i (instantiate $m))
     (type $r (resource (rep i32))) (export $x "r" (type $r)) (func $f (result (own $x)) (canon lift (core func $i "f"))) (export "f" (func $f))`,
    'valid',
  ],
  [
    'an export ascribed a type that mentions the exported name',
    `(core module $m (func (export "f") (result i32) unreachable)) (core instance $i (instantiate $m))
     (type $r (resource (rep i32))) (func $f (result (own $r)) (canon lift (core func $i "f")))
     (export $x "r" (type $r)) (export "f" (func $f) (func (result (own $x))))`,
    'valid',
  ],
  [
    'an import of an instance whose function mentions what it does not export',
    '(import "i" (instance (type $r (record (field "a" u8))) (export "f" (func (param "a" $r)))))',
    /the type of i f mentions a record type that is not imported/,
  ],
  [
    'an import that mentions a type exported by an imported instance',
    '(import "i" (instance $i (export "r" (type (sub resource))))) (alias export $i "r" (type $r)) (import "f" (func (param "a" (borrow $r))))',
    'valid',
  ],
  [
    'an instance type nobody uses, whose function mentions what has no name',
    '(type (instance (type $r (record (field "a" u8))) (export "f" (func (param "a" $r)))))',
    'valid',
  ],
  [
    'a component type whose import mentions what has no name',
    '(type (component (type $r (record (field "a" u8))) (import "f" (func (param "a" $r)))))',
    /the type of f mentions a record type that is not imported/,
  ],
  [
    'an import that mentions a resource type defined inside, through a component type',
    `(type $r (resource (rep i32)))
     (component $x (import "c" (component (export "t" (type (sub resource))))))
     (type $c (component (alias outer 1 $r (type $s)) (export "t" (type (eq $s))))) (import "c" (component (type $c)))`,
    /an import mentions a resource type without a name, which is defined inside/,
  ],
];

testRows([...DEFINITIONS, ...RESOURCES, ...SCOPES, ...NAMED]);
