import { readFile } from 'node:fs/promises';
import {
  componentEmbed,
  componentNew,
  parse,
  preview1AdapterCommandPath,
  preview1AdapterReactorPath,
} from '@bytecodealliance/jco';

const PREVIEW1 = 'wasi_snapshot_preview1';

/** The functions of WASI's first preview that the core modules of the tests import, and a way to write text. */
const PRELUDE = `
  (import "${PREVIEW1}" "fd_write" (func $fd_write (param i32 i32 i32 i32) (result i32)))
  (import "${PREVIEW1}" "fd_read" (func $fd_read (param i32 i32 i32 i32) (result i32)))
  (import "${PREVIEW1}" "clock_time_get" (func $clock_time_get (param i32 i64 i32) (result i32)))
  (import "${PREVIEW1}" "random_get" (func $random_get (param i32 i32) (result i32)))
  (import "${PREVIEW1}" "args_sizes_get" (func $args_sizes_get (param i32 i32) (result i32)))
  (import "${PREVIEW1}" "args_get" (func $args_get (param i32 i32) (result i32)))
  (import "${PREVIEW1}" "environ_sizes_get" (func $environ_sizes_get (param i32 i32) (result i32)))
  (import "${PREVIEW1}" "environ_get" (func $environ_get (param i32 i32) (result i32)))
  (import "${PREVIEW1}" "poll_oneoff" (func $poll_oneoff (param i32 i32 i32 i32) (result i32)))
  (import "${PREVIEW1}" "proc_exit" (func $proc_exit (param i32)))
  (memory (export "memory") 4)
  (global $next (mut i32) (i32.const 65536))
  (func $realloc (export "cabi_realloc") (param i32 i32) (param $align i32) (param $size i32) (result i32)
    (local $at i32)
    (local.set $at (i32.and
      (i32.add (global.get $next) (i32.sub (local.get $align) (i32.const 1)))
      (i32.sub (i32.const 0) (local.get $align))))
    (global.set $next (i32.add (local.get $at) (local.get $size)))
    (if (i32.gt_u (global.get $next) (i32.const 262144)) (then (unreachable)))
    (local.get $at))
  (func $expect-0 (param i32) (if (local.get 0) (then (unreachable))))
  (func $write (param $fd i32) (param $at i32) (param $size i32)
    (i32.store (i32.const 0) (local.get $at))
    (i32.store (i32.const 4) (local.get $size))
    (call $expect-0 (call $fd_write (local.get $fd) (i32.const 0) (i32.const 1) (i32.const 8)))
    (if (i32.ne (i32.load (i32.const 8)) (local.get $size)) (then (unreachable))))
  (func $newline (param $fd i32)
    (i32.store8 (i32.const 12) (i32.const 10))
    (call $write (local.get $fd) (i32.const 12) (i32.const 1)))
  ;; As 16 hexadecimal digits.
  (func $hex (param $value i64)
    (local $at i32)
    (local.set $at (i32.const 48))
    (loop $digits
      (local.set $at (i32.sub (local.get $at) (i32.const 1)))
      (i32.store8 (local.get $at) (i32.load8_u offset=64 (i32.wrap_i64 (i64.and (local.get $value) (i64.const 15)))))
      (local.set $value (i64.shr_u (local.get $value) (i64.const 4)))
      (br_if $digits (i32.gt_u (local.get $at) (i32.const 32))))
    (call $write (i32.const 1) (i32.const 32) (i32.const 16))
    (call $newline (i32.const 1)))
  (data (i32.const 64) "0123456789abcdef")`;

/** A command (`wasi:cli/run`) as compilers for WASI make one: a core module that starts at `_start`, behind the adapter. */
export async function buildCommand(wat: string): Promise<Uint8Array> {
  const core = await parse(`(module ${PRELUDE} ${wat})`);
  return componentNew(core, [[PREVIEW1, await readFile(preview1AdapterCommandPath())]]);
}

/** A component with exports of its own and a core module that uses WASI's first preview, behind the adapter. */
export async function buildReactor(wit: string, wat: string): Promise<Uint8Array> {
  const core = await parse(`(module ${PRELUDE} ${wat})`);
  const embedded = await componentEmbed({ witSource: wit, binary: core, stringEncoding: 'utf8', world: 'w' });
  return componentNew(embedded, [[PREVIEW1, await readFile(preview1AdapterReactorPath())]]);
}
