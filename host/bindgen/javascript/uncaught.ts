import { parse } from '@bytecodealliance/jco';

import { Reader } from '../../component/reader.ts';
import { MESSAGE_EXPORT, PLACE_EXPORT } from '../../component/trap-report.ts';
import { Writer } from '../../component/writer.ts';
import type { Interface, Package, World, WorldItem } from '../wit/model.ts';
import { parseSources } from '../wit/packages.ts';

/** Where the entry calls `stop` with what nobody has caught. */
export const UNCAUGHT = 'atrium:javascript/uncaught';

/** Characters of a message that are passed on: with its place they always fit into the memory of the reporter. */
export const MAX_MESSAGE_UNITS = 1_000;

const WIT = `package atrium:javascript;
interface uncaught { stop: func(message: string, place: string); }
`;

/**
 * Stops with a report: keeps each text that it is given behind its length, names their addresses in the globals that a host reads, and
 * traps. It is called once in its life.
 */
const REPORTER = `(component
  (core module $reporter
    (memory (export "memory") 1)
    (global $message (export "${MESSAGE_EXPORT}") (mut i32) (i32.const 0))
    (global $place (export "${PLACE_EXPORT}") (mut i32) (i32.const 0))
    (global $free (mut i32) (i32.const 8))
    (func (export "allocate") (param $old i32) (param $old-size i32) (param $align i32) (param $size i32) (result i32)
      (local $at i32)
      (local.set $at (i32.add (global.get $free) (i32.const 4)))
      (global.set $free (i32.and (i32.add (i32.add (local.get $at) (local.get $size)) (i32.const 3)) (i32.const -4)))
      (local.get $at))
    (func (export "stop") (param $message i32) (param $message-size i32) (param $place i32) (param $place-size i32)
      (i32.store (i32.sub (local.get $message) (i32.const 4)) (local.get $message-size))
      (global.set $message (i32.sub (local.get $message) (i32.const 4)))
      (i32.store (i32.sub (local.get $place) (i32.const 4)) (local.get $place-size))
      (global.set $place (i32.sub (local.get $place) (i32.const 4)))
      unreachable))
  (core instance $core (instantiate $reporter))
  (type $stop (func (param "message" string) (param "place" string)))
  (alias core export $core "memory" (core memory $memory))
  (alias core export $core "allocate" (core func $allocate))
  (alias core export $core "stop" (core func $core-stop))
  (func $stop (type $stop)
    (canon lift (core func $core-stop) (memory $memory) (realloc $allocate) string-encoding=utf8))
  (export "stop" (func $stop)))
`;

/** A world that imports `UNCAUGHT` as well, and its packages. */
export function withUncaught(
  world: World,
  packages: readonly Package[],
): { readonly world: World; readonly packages: readonly Package[] } {
  const own = parseSources([[{ path: UNCAUGHT, text: WIT }]])[0]!;
  const target: Interface = own.interfaces.get('uncaught')!;
  const { name, docs, location } = target;
  const item: WorldItem = { name, docs, location, target };
  const wider: World = { ...world, imports: new Map([...world.imports, [target.id, item]]) };
  const widened: Package = { ...world.package, worlds: new Map([...world.package.worlds, [world.name, wider]]) };
  const others = packages.map((one) => (one === world.package ? widened : one));
  return { world: { ...wider, package: widened }, packages: [...others, own] };
}

const PREAMBLE_BYTES = 8;
const INSTANCE_SECTION = 5;
const COMPONENT_SECTION = 4;
const IMPORT_SECTION = 10;
const INSTANTIATE = 0;
const COMPONENT_SORT = 4;

/**
 * Puts the reporter into a component, in place of its import `UNCAUGHT`: an instance where the import was, of a component that is the
 * first of all. Source of the format: Binary.md of the component model.
 */
export async function encloseReporter(component: Uint8Array): Promise<Uint8Array> {
  const reporter = await parse(REPORTER);
  const reader = new Reader(component, PREAMBLE_BYTES);
  const writer = new Writer(component.length + reporter.length);
  const section = (id: number, content: () => void): void => {
    writer.byte(id);
    writer.sized(content);
  };
  writer.bytes(component, 0, PREAMBLE_BYTES);
  section(COMPONENT_SECTION, () => writer.bytes(reporter));
  while (!reader.done) {
    const start = reader.offset;
    const id = reader.byte('a section');
    const body = reader.section(reader.u32('the size of a section'), 'a section');
    if (id === INSTANCE_SECTION) section(id, () => copyInstances(body, writer));
    else if (id === IMPORT_SECTION) copyImports(body, writer, section);
    else writer.bytes(component, start, body.end);
  }
  return writer.finish();
}

/** Copies instances; the components that they are of have one more before them. */
function copyInstances(body: Reader, writer: Writer): void {
  const count = body.u32('the number of instances');
  writer.u32(count);
  for (let index = 0; index < count; index++) {
    const form = body.byte('an instance');
    writer.byte(form);
    if (form === INSTANTIATE) writer.u32(body.u32('a component') + 1);
    const items = body.u32('the number of items');
    writer.u32(items);
    for (let item = 0; item < items; item++) copyItem(body, writer, form !== INSTANTIATE);
  }
}

/** Copies an argument or, with the marks of a name, an export. */
function copyItem(body: Reader, writer: Writer, isExport: boolean): void {
  if (isExport) copyNameMark(body, writer);
  writer.name(body.name('a name'));
  const sort = body.byte('a sort');
  writer.byte(sort);
  if (sort === 0) writer.byte(body.byte('a core sort'));
  const index = body.u32('an index');
  writer.u32(sort === COMPONENT_SORT ? index + 1 : index);
}

function copyNameMark(body: Reader, writer: Writer): void {
  const mark = body.byte('the form of a name');
  if (mark > 1) body.fail('a name of an unknown form');
  writer.byte(mark);
}

/** Copies imports but for the one of `UNCAUGHT`, in whose place the reporter is instantiated. */
function copyImports(body: Reader, writer: Writer, section: (id: number, content: () => void) => void): void {
  const parts: { readonly name: string; readonly start: number; readonly end: number }[] = [];
  const count = body.u32('the number of imports');
  for (let index = 0; index < count; index++) {
    const start = body.offset;
    body.skip(1, 'the form of a name');
    const name = body.name('a name');
    const sort = body.byte('a sort');
    // Of a type the bound comes first, of a core module one byte more.
    if (sort === 0) body.skip(1, 'a core sort');
    const isBare = sort === 3 && body.byte('a bound') === 1;
    if (!isBare) body.u32('a type');
    parts.push({ name, start, end: body.offset });
  }
  body.expectEnd('the import section');
  const copy = (some: typeof parts): void => {
    if (some.length === 0) return;
    section(IMPORT_SECTION, () => {
      writer.u32(some.length);
      for (const { start, end } of some) writer.bytes(body.bytes, start, end);
    });
  };
  const at = parts.findIndex(({ name }) => name === UNCAUGHT);
  if (at < 0) return copy(parts);
  copy(parts.slice(0, at));
  section(INSTANCE_SECTION, () => {
    writer.u32(1);
    writer.byte(INSTANTIATE);
    writer.u32(0);
    writer.u32(0);
  });
  copy(parts.slice(at + 1));
}
