import { testRows, type Row } from './validation.ts';

const takes = (type: string) => `(component $c (import "x" ${type}))`;
const given = (what: string) => `(instance (instantiate $c (with "x" ${what})))`;

const ARGUMENTS: readonly Row[] = [
  [
    'a component without its argument',
    `${takes('(func)')} (instance (instantiate $c))`,
    /component 0 cannot be instantiated: lacks the import "x"/,
  ],
  ['a component that is not there', '(instance (instantiate 3))', /there is no component 3/],
  [
    'more arguments than are taken',
    '(component $c) (import "f" (func $f)) (instance (instantiate $c (with "not a name" (func $f))))',
    'valid',
  ],
  [
    'a function for a function',
    `${takes('(func (param "a" u8))')} (import "f" (func $f (param "a" u8))) ${given('(func $f)')}`,
    'valid',
  ],
  [
    'an instance for a function',
    `${takes('(func)')} (import "i" (instance $i)) ${given('(instance $i)')}`,
    /import "x" is a instance, and a func is needed/,
  ],
  [
    'a function of another parameter',
    `${takes('(func (param "a" u8))')} (import "f" (func $f (param "a" u16))) ${given('(func $f)')}`,
    /is func\(a: u16\), and func\(a: u8\) is needed/,
  ],
  [
    'a function of another parameter name',
    `${takes('(func (param "a" u8))')} (import "f" (func $f (param "b" u8))) ${given('(func $f)')}`,
    /is func\(b: u8\)/,
  ],
  [
    'a function of more parameters',
    `${takes('(func)')} (import "f" (func $f (param "b" u8))) ${given('(func $f)')}`,
    /and func\(\) is needed/,
  ],
  [
    'a function with a result',
    `${takes('(func)')} (import "f" (func $f (result u8))) ${given('(func $f)')}`,
    /is func\(\) -> u8/,
  ],
  [
    'a type for an equal type',
    `(component $c (type $u (list u8)) (import "x" (type (eq $u)))) (type $t (list u8)) ${given('(type $t)')}`,
    'valid',
  ],
  [
    'another type',
    `(component $c (type $u (list u8)) (import "x" (type (eq $u)))) (type $t (list s8)) ${given('(type $t)')}`,
    /is the type list<s8>, and list<u8> is needed/,
  ],
  [
    'a value type for a resource type',
    `${takes('(type (sub resource))')} (type $t (list s8)) ${given('(type $t)')}`,
    /is a value type, and a resource type is needed/,
  ],
  [
    'a resource type for a resource type',
    `${takes('(type (sub resource))')} (type $t (resource (rep i32))) ${given('(type $t)')}`,
    'valid',
  ],
  [
    'a function type for a value type',
    `(component $c (type $u (list u8)) (import "x" (type (eq $u)))) (type $t (func)) ${given('(type $t)')}`,
    /is a func type, and a value type is needed/,
  ],
  [
    'an instance that exports more',
    `${takes('(instance (export "a" (func)))')} (import "f" (func $f)) (instance $i (export "b" (func $f)) (export "a" (func $f))) ${given('(instance $i)')}`,
    'valid',
  ],
  [
    'an instance that exports less',
    `${takes('(instance (export "a" (func)))')} (instance $i) ${given('(instance $i)')}`,
    /import "x" lacks the export "a"/,
  ],
  [
    'an instance inside an instance that lacks something',
    `${takes('(instance (export "j" (instance (export "a" (func)))))')} (instance $j) (instance $i (export "j" (instance $j))) ${given('(instance $i)')}`,
    /import "x" export "j" lacks the export "a"/,
  ],
  [
    'what an ascribed type hides',
    `(component $d (import "f" (func $f)) (instance $i (export "a" (func $f))) (export "i" (instance $i) (instance)))
     (import "f" (func $f)) (instance $d (instantiate $d (with "f" (func $f)))) (alias export $d "i" (instance $i))
     (alias export $i "a" (func))`,
    /instance 1 does not export a/,
  ],
  [
    'an alias of what an instance does not export',
    '(import "i" (instance $i)) (alias export $i "a" (func))',
    /instance 0 does not export a/,
  ],
  [
    'an alias of another sort',
    '(import "i" (instance $i (export "a" (func)))) (alias export $i "a" (type))',
    /a is a func, not a type/,
  ],
];

const RESOURCES: readonly Row[] = [
  [
    'a function of the resource type that is given with it',
    `(component $c (import "r" (type $r (sub resource))) (import "f" (func (param "a" (own $r)))))
     (import "r" (type $r (sub resource))) (import "f" (func $f (param "a" (own $r))))
     (instance (instantiate $c (with "r" (type $r)) (with "f" (func $f))))`,
    'valid',
  ],
  [
    'a function of another resource type than is given with it',
    `(component $c (import "r" (type $r (sub resource))) (import "f" (func (param "a" (own $r)))))
     (import "r" (type $r (sub resource))) (import "s" (type $s (sub resource))) (import "f" (func $f (param "a" (own $s))))
     (instance (instantiate $c (with "r" (type $r)) (with "f" (func $f))))`,
    /import "f" is func\(a: s\), and func\(a: r\) is needed/,
  ],
  [
    'the resource types of two instances of one component',
    `(component $d (type $r (resource (rep i32))) (export "r" (type $r))) (instance $i (instantiate $d)) (instance $j (instantiate $d))
     (alias export $i "r" (type $a)) (alias export $j "r" (type $b))
     (component $c (import "a" (type $a (sub resource))) (import "b" (type (eq $a))))
     (instance (instantiate $c (with "a" (type $a)) (with "b" (type $b))))`,
    /import "b" is the resource type r, not the resource type r/,
  ],
  [
    'the resource types of one instance twice',
    `(component $d (type $r (resource (rep i32))) (export "r" (type $r))) (instance $i (instantiate $d))
     (alias export $i "r" (type $a)) (alias export $i "r" (type $b))
     (component $c (import "a" (type $a (sub resource))) (import "b" (type (eq $a))))
     (instance (instantiate $c (with "a" (type $a)) (with "b" (type $b))))`,
    'valid',
  ],
  [
    'two imported instances of one type with a resource type each',
    `(type $t (instance (export "r" (type (sub resource))))) (import "i" (instance $i (type $t))) (import "j" (instance $j (type $t)))
     (alias export $i "r" (type $a)) (alias export $j "r" (type $b))
     (component $c (import "a" (type $a (sub resource))) (import "b" (type (eq $a))))
     (instance (instantiate $c (with "a" (type $a)) (with "b" (type $b))))`,
    /import "b" is the resource type r, not the resource type r/,
  ],
  [
    'a resource type exported twice, which is one',
    `(component $d (type $r (resource (rep i32))) (export "r" (type $r)) (export "s" (type $r))) (instance $i (instantiate $d))
     (alias export $i "r" (type $a)) (alias export $i "s" (type $b))
     (component $c (import "a" (type $a (sub resource))) (import "b" (type (eq $a))))
     (instance (instantiate $c (with "a" (type $a)) (with "b" (type $b))))`,
    'valid',
  ],
  [
    'a resource type that its component gave a second name to hide that it is one',
    `(component $d (type $r (resource (rep i32))) (export "r" (type $r)) (export "s" (type $r) (type (sub resource))))
     (instance $i (instantiate $d)) (alias export $i "r" (type $a)) (alias export $i "s" (type $b))
     (component $c (import "a" (type $a (sub resource))) (import "b" (type (eq $a))))
     (instance (instantiate $c (with "a" (type $a)) (with "b" (type $b))))`,
    /import "b" is the resource type s, not the resource type r/,
  ],
  [
    'an ascription that hides which resource type it is',
    '(type $r (resource (rep i32))) (export "r" (type $r) (type (sub resource)))',
    'valid',
    'wasm-tools does not open an ascribed type',
  ],
  [
    'an ascribed instance type with a resource type of its own',
    `(type $r (resource (rep i32))) (instance $i (export "r" (type $r)))
     (export "i" (instance $i) (instance (export "r" (type $s (sub resource)))))`,
    'valid',
    'wasm-tools does not open an ascribed type',
  ],
  [
    'a component that exports the resource type it is given',
    `(component $d (import "r" (type $r (sub resource))) (export "s" (type $r)))
     (type $r (resource (rep i32))) (instance $i (instantiate $d (with "r" (type $r)))) (alias export $i "s" (type $s))
     (core func (canon resource.new $s))`,
    'valid',
  ],
  [
    'a type of an instance that keeps the name of what was given for it',
    `(component $d (type $u (record (field "a" u8))) (import "t" (type $t (eq $u))) (import "f" (func $f (param "a" $t))) (export "g" (func $f)))
     (type $u (record (field "a" u8))) (import "t" (type $t (eq $u))) (import "f" (func $f (param "a" $t)))
     (instance $i (instantiate $d (with "t" (type $t)) (with "f" (func $f)))) (alias export $i "g" (func $g)) (export "g" (func $g))`,
    'valid',
  ],
  [
    'a type of an instance for which a nameless one was given',
    `(component $d (type $u (record (field "a" u8))) (import "t" (type $t (eq $u))) (import "f" (func $f (param "a" $t))) (export "g" (func $f)))
     (type $u (record (field "a" u8))) (import "t" (type $t (eq $u))) (import "f" (func $f (param "a" $t)))
     (instance $i (instantiate $d (with "t" (type $u)) (with "f" (func $f)))) (alias export $i "g" (func $g)) (export "g" (func $g))`,
    /the type of g mentions a record type that is not exported/,
  ],
];

const component = (what: string) => `(component $c (import "x" (component ${what})))`;

const COMPONENTS: readonly Row[] = [
  [
    'a component that imports less',
    `${component('(import "a" (func))')} (component $d) ${given('(component $d)')}`,
    'valid',
  ],
  [
    'a component that imports more',
    `${component('')} (component $d (import "a" (func))) ${given('(component $d)')}`,
    /import "x" lacks the import "a"/,
  ],
  [
    'a component that needs less of its import',
    `${component('(import "a" (instance (export "f" (func))))')} (component $d (import "a" (instance))) ${given('(component $d)')}`,
    'valid',
  ],
  [
    'a component that needs more of its import',
    `${component('(import "a" (instance))')} (component $d (import "a" (instance (export "f" (func))))) ${given('(component $d)')}`,
    /import "x" import "a" lacks the export "f"/,
  ],
  [
    'a component that exports more',
    `${component('')} (component $d (import "a" (func $f)) (export "b" (func $f)))
     (import "g" (func $g)) (component $e (export "y" (component $d))) ${'(instance $e (instantiate $e))'}`,
    'valid',
  ],
  [
    'a component that exports less',
    `${component('(export "b" (func))')} (component $d) ${given('(component $d)')}`,
    /import "x" lacks the export "b"/,
  ],
  [
    'a component whose resource type stands for the wanted one',
    `${component('(export "r" (type $r (sub resource))) (export "f" (func (result (own $r))))')}
     (component $d (import "i" (instance $i (export "r" (type $r (sub resource))) (export "f" (func (result (own $r))))))
       (alias export $i "r" (type $r)) (alias export $i "f" (func $f)) (export $s "r" (type $r)) (export "f" (func $f) (func (result (own $s)))))
     ${given('(component $d)')}`,
    /import "x" lacks the import "i"/,
  ],
  [
    'a component that makes the resource type wanted of it',
    `${component('(export "r" (type $r (sub resource))) (export "f" (func (result (own $r))))')}
     (component $d (core module $m (func (export "f") (result i32) unreachable)) (core instance $m (instantiate $m))
       (type $r (resource (rep i32))) (export $s "r" (type $r)) (func $f (result (own $s)) (canon lift (core func $m "f"))) (export "f" (func $f)))
     ${given('(component $d)')}`,
    'valid',
  ],
  [
    'a component that returns another resource type than the one it exports',
    `${component('(export "r" (type $r (sub resource))) (export "s" (type $s (sub resource))) (export "f" (func (result (own $r))))')}
     (component $d (core module $m (func (export "f") (result i32) unreachable)) (core instance $m (instantiate $m))
       (type $a (resource (rep i32))) (export $r "r" (type $a)) (type $b (resource (rep i32))) (export $s "s" (type $b))
       (func $f (result (own $s)) (canon lift (core func $m "f"))) (export "f" (func $f)))
     ${given('(component $d)')}`,
    /import "x" export "f" is func\(\) -> s, and func\(\) -> r is needed/,
  ],
  [
    'an instance of a component that was given, which its type alone describes',
    `(component $c (import "x" (component $x (export "f" (func)))) (instance $i (instantiate $x)) (alias export $i "f" (func)))`,
    'valid',
  ],
  [
    'an alias of what a given component is not said to export',
    `(component $c (import "x" (component $x)) (instance $i (instantiate $x)) (alias export $i "f" (func)))`,
    /instance 0 does not export f/,
  ],
];

const ASCRIBED: readonly Row[] = [
  [
    'an export seen as less',
    '(import "i" (instance $i (export "f" (func)))) (export "j" (instance $i) (instance))',
    'valid',
  ],
  [
    'an export seen as more',
    '(import "i" (instance $i)) (export "j" (instance $i) (instance (export "f" (func))))',
    /export "j" lacks the export "f"/,
  ],
  [
    'an export seen as another function',
    '(import "f" (func $f)) (export "g" (func $f) (func (param "a" u8)))',
    /export "g" is func\(\), and func\(a: u8\) is needed/,
  ],
  [
    'an export seen as another sort',
    '(import "f" (func $f)) (export "g" (func $f) (instance))',
    /export "g" is a func, and a instance is needed/,
  ],
  [
    'an export of a type seen as an equal one',
    '(type $t (list u8)) (type $u (list u8)) (export "t" (type $t) (type (eq $u)))',
    'valid',
  ],
  [
    'an export of a type seen as another',
    '(type $t (list u8)) (type $u (list u16)) (export "t" (type $t) (type (eq $u)))',
    /export "t" is the type list<u8>, and list<u16> is needed/,
  ],
  [
    'an export of a component seen as one that takes more',
    '(component (component $c) (export "c" (component $c) (component (import "a" (func)))))',
    'valid',
  ],
  ['an export of what is not there', '(export "f" (func 0))', /there is no function 0/],
  ['an export of a core module', '(core module $m) (export "m" (core module $m))', 'valid'],
  [
    'an export that is used as what it is exported',
    '(import "i" (instance $i (export "f" (func)))) (export $j "j" (instance $i) (instance)) (alias export $j "f" (func))',
    /instance 1 does not export f/,
  ],
];

testRows([...ARGUMENTS, ...RESOURCES, ...COMPONENTS, ...ASCRIBED]);
