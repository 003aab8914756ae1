import { testRows, type Row } from './validation.ts';

const imported = (...names: string[]) => names.map((name) => `(import "${name}" (func))`).join(' ');

const FORMS: readonly Row[] = [
  ['a label', imported('a', 'b-c', 'D', 'E-F', 'g-1', 'h2-I3'), 'valid'],
  ['an empty name', imported(''), /"" is no name/],
  ['a label with a digit first', imported('1a'), /"1a" is no name/],
  ['a label with two hyphens', imported('a--b'), /"a--b" is no name/],
  ['a label of mixed case', imported('fooBar'), /"fooBar" is no name/],
  ['a label outside ASCII', imported('é'), /is no name/],
  ['a label with a space', imported('a b'), /"a b" is no name/],
  ['an interface', imported('a:b/c', 'a-1:b-2/C-d', 'a:b/c@1.2.3', 'a:b/c@0.0.0-rc.1+build.7'), 'valid'],
  ['an interface without a package', imported('a:b'), /"a:b" is no name/],
  ['an interface without a namespace', imported('b/c'), /"b\/c" is no name/],
  ['an interface of a namespace in upper case', imported('A:b/c'), /"A:b\/c" is no name/],
  ['an interface of a package in upper case', imported('a:B/c'), /"a:B\/c" is no name/],
  ['a version of two parts', imported('a:b/c@1.2.'), /is no name/],
  ['a version with a leading zero', imported('a:b/c@1.02.3'), /is no name/],
  ['a prerelease with a leading zero', imported('a:b/c@1.2.3-01'), /is no name/],
  ['an empty prerelease', imported('a:b/c@1.2.3-'), /is no name/],
  ['an empty build', imported('a:b/c@1.2.3+'), /is no name/],
  ['a version that is a word', imported('a:b/c@one'), /is no name/],
  ['an unknown annotation', imported('[getter]a.b'), /is no name/],
  ['a method without a member', imported('[method]a'), /is no name/],
  ['a method of a method', imported('[method]a.b.c'), /is no name/],
  ['a static function of nothing', imported('[static].b'), /is no name/],
  ['a constructor of a member', imported('[constructor]a.b'), /is no name/],
  ['a plain name with a dot', imported('a.b'), /"a\.b" is no name/],
];

const UNIQUE: readonly Row[] = [
  ['an import twice', imported('a', 'a'), /the name a is used twice/],
  ['an import twice in another case', imported('ab-c', 'AB-c'), /the name AB-c is too much like ab-c/],
  ['a name that differs by a hyphen', imported('a1-b', 'a-1b'), /the name a-1b is too much like a1-b/],
  ['an interface twice', imported('a:b/c', 'a:b/c'), /the name a:b\/c is used twice/],
  ['an interface twice in another case', imported('a:b/c', 'a:b/C'), /the name a:b\/C is too much like a:b\/c/],
  [
    'an interface in two versions',
    imported('a:b/c@1.0.0', 'a:b/c@1.0.1', 'a:b/c', 'a:b/c@1.0.0-a', 'a:b/c@1.0.0-A'),
    'valid',
  ],
  ['a name that is imported and exported', '(import "a" (func $f)) (export "a" (func $f))', 'valid'],
  [
    'an export twice',
    '(import "f" (func $f)) (export "a" (func $f)) (export "a" (func $f))',
    /the name a is used twice/,
  ],
  [
    'an instance with an export twice',
    '(import "f" (func $f)) (instance (export "a" (func $f)) (export "A" (func $f)))',
    /the name A is too much like a/,
  ],
  [
    'a component type with an import twice',
    '(type (component (import "a" (func)) (import "a" (func))))',
    /the name a is used twice/,
  ],
  [
    'an argument twice',
    '(component $c) (import "f" (func $f)) (instance (instantiate $c (with "a" (func $f)) (with "a" (func $f))))',
    /a is given twice/,
  ],
  [
    'a constructor beside its resource type and another function',
    '(import "a" (type $a (sub resource))) (import "[constructor]a" (func (result (own $a)))) (import "[static]a.b" (func))',
    'valid',
  ],
  [
    'a method and a static function of one name',
    `(import "a" (type $a (sub resource))) (import "[method]a.b" (func (param "self" (borrow $a)))) (import "[static]a.b" (func))`,
    /the name \[static\]a\.b is too much like \[method\]a\.b/,
  ],
  [
    'a method named as its resource type',
    '(import "a" (type $a (sub resource))) (import "[method]a.a" (func (param "self" (borrow $a))))',
    /the name \[method\]a\.a is too much like a/,
  ],
  [
    'a constructor twice in another case',
    `(import "a" (type $a (sub resource))) (import "[constructor]a" (func (result (own $a))))
     (import "[constructor]a" (func (result (own $a))))`,
    /the name \[constructor\]a is used twice/,
  ],
];

const MEMBERS: readonly Row[] = [
  [
    'a constructor that is no function',
    '(import "a" (type (sub resource))) (import "[constructor]a" (instance))',
    /\[constructor\]a is a instance, not a function/,
  ],
  [
    'a constructor that returns nothing',
    '(import "a" (type (sub resource))) (import "[constructor]a" (func))',
    /returns neither a a nor a result with one/,
  ],
  [
    'a constructor that returns a number',
    '(import "a" (type (sub resource))) (import "[constructor]a" (func (result u32)))',
    /returns neither/,
  ],
  [
    'a constructor that may fail',
    '(import "a" (type $a (sub resource))) (import "[constructor]a" (func (param "x" u8) (result (result (own $a) (error string)))))',
    'valid',
  ],
  [
    'a constructor with the resource in the error',
    '(import "a" (type $a (sub resource))) (import "[constructor]a" (func (result (result (error (own $a))))))',
    /returns neither/,
  ],
  [
    'a constructor with the resource in an option',
    '(import "a" (type $a (sub resource))) (import "[constructor]a" (func (result (option (own $a)))))',
    /returns neither/,
  ],
  [
    'a constructor of another resource type',
    '(import "a" (type $a (sub resource))) (import "b" (type $b (sub resource))) (import "[constructor]a" (func (result (own $b))))',
    /function of the resource type a, but its type has b/,
  ],
  [
    'a constructor named in another case than its resource type',
    '(import "ab" (type $a (sub resource))) (import "[constructor]AB" (func (result (own $a))))',
    /function of the resource type AB, but its type has ab/,
  ],
  [
    'a method',
    '(import "a" (type $a (sub resource))) (import "[method]a.b" (func (param "self" (borrow $a)) (param "x" u8)))',
    'valid',
  ],
  [
    'a method without parameters',
    '(import "a" (type (sub resource))) (import "[method]a.b" (func))',
    /the first parameter of \[method\]a\.b is not called self/,
  ],
  [
    'a method whose first parameter has another name',
    '(import "a" (type $a (sub resource))) (import "[method]a.b" (func (param "this" (borrow $a))))',
    /not called self/,
  ],
  [
    'a method that owns itself',
    '(import "a" (type $a (sub resource))) (import "[method]a.b" (func (param "self" (own $a))))',
    /self of \[method\]a\.b is no borrow<a>/,
  ],
  [
    'a method of a number',
    '(import "a" (type $a (sub resource))) (import "[method]a.b" (func (param "self" u32)))',
    /is no borrow<a>/,
  ],
  [
    'a method of another resource type',
    '(import "a" (type $a (sub resource))) (import "b" (type $b (sub resource))) (import "[method]a.c" (func (param "self" (borrow $b))))',
    /of the resource type a, but its type has b/,
  ],
  ['a static function', '(import "a" (type (sub resource))) (import "[static]a.b" (func (result u8)))', 'valid'],
  [
    'a static function of an unknown resource type',
    '(import "[static]a.b" (func))',
    /named after a resource type a, which has no such name here/,
  ],
  [
    'a static function of what is no resource type',
    '(type $u (list u8)) (import "a" (type (eq $u))) (import "[static]a.b" (func))',
    /named after a resource type a/,
  ],
  [
    'a static function before its resource type',
    '(import "[static]a.b" (func)) (import "a" (type (sub resource)))',
    /named after a resource type a/,
  ],
  [
    'a static function that is a type',
    '(import "a" (type $a (sub resource))) (import "[static]a.b" (type (eq $a)))',
    /\[static\]a\.b is a type, not a function/,
  ],
  [
    'a method inside an instance type',
    '(import "i" (instance (export "a" (type $a (sub resource))) (export "[method]a.b" (func (param "self" (borrow $a))))))',
    'valid',
  ],
  [
    'a method in an instance type of a resource type from outside',
    '(import "a" (type $a (sub resource))) (import "i" (instance (alias outer 1 $a (type $b)) (export "[method]a.b" (func (param "self" (borrow $b))))))',
    /but its type has one without a name here/,
  ],
  [
    'a method of a resource type that an imported instance exports',
    `(import "i" (instance $i (export "a" (type (sub resource))))) (alias export $i "a" (type $a))
     (import "[method]a.b" (func (param "self" (borrow $a))))`,
    /but its type has one without a name here/,
  ],
  [
    'an exported method of an imported resource type',
    '(import "a" (type $a (sub resource))) (import "f" (func $f (param "self" (borrow $a)))) (export "[method]a.b" (func $f))',
    /but its type has one without a name here/,
  ],
  [
    'an exported method of a resource type exported under another name',
    `(import "a" (type $a (sub resource))) (import "f" (func $f (param "self" (borrow $a))))
     (export $b "b" (type $a)) (export "[method]b.c" (func $f) (func (param "self" (borrow $b))))`,
    'valid',
  ],
  [
    'a method in an instance made of exports',
    `(import "a" (type $a (sub resource))) (import "f" (func $f (param "self" (borrow $a))))
     (instance (export "a" (type $a)) (export "[method]a.b" (func $f)))`,
    /but its type has one without a name here/,
  ],
];

testRows([...FORMS, ...UNIQUE, ...MEMBERS]);
