import { Reader } from '../../host/component/reader.ts';
import { ALLOCATOR, buildComponent, parseComponent } from './build.ts';
import { echoComponent } from './echo.ts';
import { DRIVER, PROGRAM } from './objects.ts';
import { DECLARATIONS, DECLARED, SCALARS } from './values.ts';

const NESTED = `(component
  (type $point (record (field "x" s32) (field "y" s32)))
  (type $shape (variant (case "dot" $point) (case "path" (list $point)) (case "none")))
  (import "a:b/shapes@1.2.3" (instance $shapes
    (alias outer 1 $point (type $p)) (export "point" (type $q (eq $p)))
    (export "canvas" (type $canvas (sub resource)))
    (export "[constructor]canvas" (func (param "size" $q) (result (own $canvas))))
    (export "[method]canvas.draw" (func (param "self" (borrow $canvas)) (param "at" (list $q)) (result (result u32 (error string)))))
    (export "[static]canvas.all" (func (result (list (own $canvas)))))))
  (alias export $shapes "canvas" (type $canvas))
  (component $inner
    (import "canvas" (type $canvas (sub resource)))
    (import "open" (func $open (result (own $canvas))))
    (core module $m (import "host" "open" (func (result i32))) (import "host" "drop" (func (param i32)))
      (func (export "run") (call 1 (call 0))))
    (core func $open (canon lower (func $open)))
    (core func $drop (canon resource.drop $canvas))
    (core instance $i (instantiate $m (with "host" (instance (export "open" (func $open)) (export "drop" (func $drop))))))
    (func $run (canon lift (core func $i "run")))
    (export "run" (func $run))
    (type $made (resource (rep i32)))
    (export "made" (type $made)))
  (import "open" (func $open (result (own $canvas))))
  (instance $one (instantiate $inner (with "canvas" (type $canvas)) (with "open" (func $open))))
  (instance $two (instantiate $inner (with "canvas" (type $canvas)) (with "open" (func $open))))
  (alias export $one "run" (func $run))
  (export "run" (func $run))
  (instance $both (export "one" (instance $one)) (export "run" (func $run)))
  (export "a:b/both" (instance $both) (instance (export "run" (func)))))`;

const HIGHER = `(component
  (core type $step (func (param i32) (result i32)))
  (core type $machine (module (alias outer 1 $step (type $s)) (import "next" "step" (func (type $s))) (import "next" "memory" (memory 1 4))
    (export "step" (func (type $s))) (export "count" (global (mut i32))) (export "table" (table 1 funcref))))
  (component $runner
    (core type $step (func (param i32) (result i32)))
    (core type $machine (module (alias outer 1 $step (type $s)) (import "next" "step" (func (type $s))) (import "next" "memory" (memory 1 4))
      (export "step" (func (type $s)))))
    (import "machine" (core module $machine (type $machine)))
    (import "maker" (component $maker (import "n" (func (param "n" u32) (result u32))) (export "r" (type (sub resource)))))
    (import "n" (func $n (param "n" u32) (result u32)))
    (core module $base (memory (export "memory") 2 3) (func (export "step") (param i32) (result i32) (local.get 0)))
    (core instance $base (instantiate $base))
    (core instance $i (instantiate $machine (with "next" (instance $base))))
    (instance $made (instantiate $maker (with "n" (func $n))))
    (alias export $made "r" (type $r))
    (export "r" (type $r))
    (func $f (param "n" u32) (result u32) (canon lift (core func $i "step")))
    (export "f" (func $f)))
  (core module $machine (import "next" "step" (func (param i32) (result i32))) (import "next" "memory" (memory 1))
    (global (export "count") (mut i32) (i32.const 0)) (table (export "table") 2 funcref)
    (func (export "step") (param i32) (result i32) (call 0 (local.get 0))))
  (component $maker (type $r (resource (rep i32))) (export "r" (type $r)) (import "n" (func (param "n" u32) (result u32))))
  (import "n" (func $n (param "n" u32) (result u32)))
  (instance $i (instantiate $runner (with "machine" (core module $machine)) (with "maker" (component $maker)) (with "n" (func $n))))
  (export "i" (instance $i)))`;

const OPTIONS = `(component
  (type $mode (enum "read" "write")) (type $set (flags "a" "b" "c"))
  (import "mode" (type $m (eq $mode))) (import "set" (type $s (eq $set)))
  (import "log" (func $log (param "text" string) (param "mode" $m) (result (tuple string $s))))
  (core module $m ${ALLOCATOR} (func (export "post") (param i32)) (func (export "say") (param i32 i32) (result i32) (local.get 0))
    (func (export "drop") (param i32)))
  (core instance $i (instantiate $m))
  (core func (canon lower (func $log) string-encoding=utf16 (memory (core memory $i "memory")) (realloc (core func $i "cabi_realloc"))))
  (type $r (resource (rep i32) (dtor (core func $i "drop"))))
  (core func (canon resource.new $r)) (core func (canon resource.rep $r)) (core func (canon resource.drop $r))
  (func (export "say") (param "text" string) (result (list u8)) (canon lift (core func $i "say") string-encoding=latin1+utf16
    (memory (core memory $i "memory")) (realloc (core func $i "cabi_realloc")) (post-return (core func $i "post")))))`;

/** Valid components that between them have every section, sort and form of type that we carry out. */
export async function seeds(): Promise<Uint8Array[]> {
  return Promise.all([
    buildComponent(echoComponent([...SCALARS, ...DECLARED], DECLARATIONS)),
    buildComponent(DRIVER),
    buildComponent(PROGRAM),
    ...[NESTED, HIGHER, OPTIONS].map(parseComponent),
  ]);
}

/** Whole numbers below a bound, the same for the same seed (a linear congruential generator). */
export function randomFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff;
    return Math.floor((state / 0x8000_0000) * below);
  };
}

/** An unsigned LEB128 number, in no fewer than `least` bytes. */
export function leb(value: number, least = 1): number[] {
  const bytes: number[] = [];
  let rest = value;
  do {
    bytes.push(rest & 0x7f);
    rest >>>= 7;
  } while (rest > 0);
  while (bytes.length < least) bytes.push(0);
  return bytes.map((byte, index) => (index < bytes.length - 1 ? byte | 0x80 : byte));
}

/** What is put in place of an index or a count. */
const EDGES: readonly number[] = [0, 1, 2, 127, 128, 255, 16_383, 65_536, 0x7fff_ffff, 0xffff_ffff];

/** Changes bytes without regard to what they mean; `other` is spliced in now and then. */
export function mutateBytes(seed: Uint8Array, other: Uint8Array, random: (below: number) => number): Uint8Array {
  let bytes = seed;
  const replace = (at: number, count: number, by: ArrayLike<number>) => {
    const from = Math.min(at + count, bytes.length);
    const replaced = new Uint8Array(bytes.length - (from - at) + by.length);
    replaced.set(bytes.subarray(0, at));
    replaced.set(by, at);
    replaced.set(bytes.subarray(from), at + by.length);
    bytes = replaced;
  };
  for (let change = random(3); change >= 0; change--) {
    const at = random(bytes.length);
    switch (random(8)) {
      case 0:
        replace(at, 1, [random(256)]);
        break;
      case 1:
        replace(at, 1, [bytes[at]! ^ (1 << random(8))]);
        break;
      case 2:
        replace(at, 1, [bytes[at]! + (random(2) === 0 ? 1 : 255)]);
        break;
      case 3:
        replace(at, random(6), []);
        break;
      case 4:
        replace(at, 0, bytes.slice(at, at + random(40)));
        break;
      case 5:
        replace(at, 1, leb(EDGES[random(EDGES.length)]!, 1 + random(5)));
        break;
      case 6: {
        const from = random(other.length);
        replace(at, random(30), other.slice(from, from + random(60)));
        break;
      }
      default:
        if (random(8) === 0) bytes = bytes.slice(0, at);
        else replace(at, 0, [random(256)]);
    }
    if (bytes.length === 0) return bytes;
  }
  return bytes;
}

const PREAMBLE_BYTES = 8;
const CORE_MODULE_SECTION = 1;
const COMPONENT_SECTION = 4;

interface Section {
  readonly id: number;
  /** Where its id is, where its content starts and where it ends. */
  readonly start: number;
  readonly content: number;
  readonly end: number;
}

function sectionsOf(bytes: Uint8Array, start: number, end: number): Section[] {
  const sections: Section[] = [];
  const reader = new Reader(bytes, start + PREAMBLE_BYTES, end);
  while (!reader.done) {
    const at = reader.offset;
    const id = reader.byte('a section');
    const body = reader.section(reader.u32('the size of a section'), 'a section');
    sections.push({ id, start: at, content: body.offset, end: body.end });
  }
  return sections;
}

/** Every sequence of sections in a component: its own, and those of the components in it. */
function sequencesOf(bytes: Uint8Array, start = 0, end = bytes.length): Section[][] {
  const sections = sectionsOf(bytes, start, end);
  const inner = sections.filter((each) => each.id === COMPONENT_SECTION);
  return [sections, ...inner.flatMap((each) => sequencesOf(bytes, each.content, each.end))];
}

const NAME_BYTES = [...Buffer.from('abrsz-AZ019.:/@[]_')];

/**
 * Changes one thing and keeps the sections whole: an index, a primitive type or a byte of a name, or the order of two sections.
 * Core modules stay as they are.
 */
export function mutateStructure(seed: Uint8Array, random: (below: number) => number): Uint8Array {
  const bytes = seed.slice();
  const sequences = sequencesOf(seed).filter((each) => each.length > 1);
  const sections = sequences[random(sequences.length)]!;
  if (random(12) === 0) {
    const first = random(sections.length - 1);
    const [a, b] = [sections[first]!, sections[first + 1]!];
    bytes.set(seed.subarray(b.start, b.end), a.start);
    bytes.set(seed.subarray(a.start, a.end), a.start + b.end - b.start);
    return bytes;
  }
  const own = sections.filter(({ id }) => id !== CORE_MODULE_SECTION && id !== COMPONENT_SECTION && id !== 0);
  const section = own[random(own.length)]!;
  for (let change = random(2); change >= 0; change--) {
    const at = section.content + random(section.end - section.content);
    const byte = bytes[at]!;
    if (byte < 0x20) bytes[at] = random(3) === 0 ? random(0x10) : Math.max(0, byte + random(5) - 2);
    else if (byte >= 0x73 && byte <= 0x7f && random(2) === 0) bytes[at] = 0x73 + random(13);
    else bytes[at] = NAME_BYTES[random(NAME_BYTES.length)]!;
  }
  return bytes;
}
