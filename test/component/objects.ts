import { ALLOCATOR, type Source } from './build.ts';

export const OBJECTS = 'test:objects/objects@1.0.0';

const INTERFACE = `interface objects {
  resource handle { name: func() -> string; }
  open: func(n: u32) -> handle;
  join: func(a: borrow<handle>, b: handle) -> u32;
  join-backwards: func(a: handle, b: borrow<handle>) -> u32;
  close: func(h: handle);
  all: func(n: u32) -> list<handle>;
  dropped: func() -> u32;
}`;

/**
 * Implements `handle`: the representation is 100 + n, its name the letter with that offset from `A`, and `dropped` counts runs of the
 * destructor.
 */
export const DRIVER: Source = {
  wit: `package test:objects@1.0.0; ${INTERFACE} world w { export objects; }`,
  wat: `(module
    (import "[export]${OBJECTS}" "[resource-new]handle" (func $new (param i32) (result i32)))
    (import "[export]${OBJECTS}" "[resource-rep]handle" (func $rep (param i32) (result i32)))
    (import "[export]${OBJECTS}" "[resource-drop]handle" (func $drop (param i32)))
    ${ALLOCATOR}
    (global $dropped (mut i32) (i32.const 0))
    (func $known (param $rep i32) (result i32)
      (if (i32.lt_u (local.get $rep) (i32.const 100)) (then (unreachable)))
      (if (i32.gt_u (local.get $rep) (i32.const 200)) (then (unreachable)))
      (local.get $rep))
    (func (export "${OBJECTS}#open") (param i32) (result i32) (call $new (i32.add (i32.const 100) (local.get 0))))
    (func (export "${OBJECTS}#[method]handle.name") (param i32) (result i32)
      (i32.store16 (i32.const 16) (i32.sub (call $known (local.get 0)) (i32.const 35)))
      (i32.store (i32.const 0) (i32.const 16))
      (i32.store (i32.const 4) (i32.const 1))
      (i32.const 0))
    (func $join (export "${OBJECTS}#join") (param i32 i32) (result i32) (local $sum i32)
      (local.set $sum (i32.add (call $known (local.get 0)) (call $known (call $rep (local.get 1)))))
      (call $drop (local.get 1))
      (local.get $sum))
    (func (export "${OBJECTS}#join-backwards") (param i32 i32) (result i32) (call $join (local.get 1) (local.get 0)))
    (func (export "${OBJECTS}#close") (param i32) (call $drop (local.get 0)))
    (func (export "${OBJECTS}#all") (param $n i32) (result i32) (local $at i32)
      (i32.store (i32.const 0) (i32.const 32))
      (i32.store (i32.const 4) (local.get $n))
      (block $done (loop $next
        (br_if $done (i32.eq (local.get $at) (local.get $n)))
        (i32.store
          (i32.add (i32.const 32) (i32.mul (local.get $at) (i32.const 4)))
          (call $new (i32.add (i32.const 100) (local.get $at))))
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (br $next)))
      (i32.const 0))
    (func (export "${OBJECTS}#dropped") (result i32) (global.get $dropped))
    (func (export "${OBJECTS}#[dtor]handle") (param i32)
      (drop (call $known (local.get 0)))
      (global.set $dropped (i32.add (global.get $dropped) (i32.const 1)))))`,
};

/**
 * Uses `handle` through functions that take and return the bare numbers of its handle table, so that a test can forge, reuse and
 * mix them up.
 */
export const PROGRAM: Source = {
  wit: `package test:program@1.0.0;
    world w {
      import ${OBJECTS};
      export open: func(n: u32) -> u32;
      export name: func(h: u32) -> string;
      export close: func(h: u32);
      export join: func(a: u32, b: u32) -> u32;
      export join-backwards: func(a: u32, b: u32) -> u32;
      export release: func(h: u32);
    }
    package test:objects@1.0.0 { ${INTERFACE} }`,
  wat: `(module
    (import "${OBJECTS}" "open" (func $open (param i32) (result i32)))
    (import "${OBJECTS}" "[method]handle.name" (func $name (param i32 i32)))
    (import "${OBJECTS}" "close" (func $close (param i32)))
    (import "${OBJECTS}" "join" (func $join (param i32 i32) (result i32)))
    (import "${OBJECTS}" "join-backwards" (func $join-backwards (param i32 i32) (result i32)))
    (import "${OBJECTS}" "[resource-drop]handle" (func $drop (param i32)))
    ${ALLOCATOR}
    (func (export "open") (param i32) (result i32) (call $open (local.get 0)))
    (func (export "name") (param i32) (result i32) (call $name (local.get 0) (i32.const 8)) (i32.const 8))
    (func (export "close") (param i32) (call $close (local.get 0)))
    (func (export "join") (param i32 i32) (result i32) (call $join (local.get 0) (local.get 1)))
    (func (export "join-backwards") (param i32 i32) (result i32) (call $join-backwards (local.get 0) (local.get 1)))
    (func (export "release") (param i32) (call $drop (local.get 0))))`,
};
