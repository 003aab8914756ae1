// @ts-nocheck: AssemblyScript
import { Option, Result, Tuple1, Tuple20, Tuple3, Tuple4, Unit } from '../bindings/types';
import * as imported from '../bindings/test-shapes/echo';
import { Compass, Everything, Nine, Oid, Point, Rights, ThirtyTwo, Value } from '../bindings/exported/test-shapes/echo';
import { throughImports } from './world';

export function bools(a: bool): bool {
  return throughImports ? imported.bools(a) : a;
}

export function u8s(a: u8): u8 {
  return throughImports ? imported.u8s(a) : a;
}

export function s8s(a: i8): i8 {
  return throughImports ? imported.s8s(a) : a;
}

export function u16s(a: u16): u16 {
  return throughImports ? imported.u16s(a) : a;
}

export function s16s(a: i16): i16 {
  return throughImports ? imported.s16s(a) : a;
}

export function u32s(a: u32): u32 {
  return throughImports ? imported.u32s(a) : a;
}

export function s32s(a: i32): i32 {
  return throughImports ? imported.s32s(a) : a;
}

export function u64s(a: u64): u64 {
  return throughImports ? imported.u64s(a) : a;
}

export function s64s(a: i64): i64 {
  return throughImports ? imported.s64s(a) : a;
}

export function f32s(a: f32): f32 {
  return throughImports ? imported.f32s(a) : a;
}

export function f64s(a: f64): f64 {
  return throughImports ? imported.f64s(a) : a;
}

export function chars(a: u32): u32 {
  return throughImports ? imported.chars(a) : a;
}

export function strings(a: string): string {
  return throughImports ? imported.strings(a) : a;
}

export function oids(a: Oid): Oid {
  return throughImports ? imported.oids(a) : a;
}

export function compasses(a: Compass): Compass {
  return throughImports ? imported.compasses(a) : a;
}

export function rightses(a: Rights): Rights {
  return throughImports ? imported.rightses(a) : a;
}

export function nines(a: Nine): Nine {
  return throughImports ? imported.nines(a) : a;
}

export function thirtyTwos(a: ThirtyTwo): ThirtyTwo {
  return throughImports ? imported.thirtyTwos(a) : a;
}

export function points(a: Point): Point {
  return throughImports ? imported.points(a) : a;
}

export function everythings(a: Everything): Everything {
  return throughImports ? imported.everythings(a) : a;
}

export function values(a: Value): Value {
  return throughImports ? imported.values(a) : a;
}

export function listBool(a: Array<bool>): Array<bool> {
  return throughImports ? imported.listBool(a) : a;
}

export function listU8(a: Uint8Array): Uint8Array {
  return throughImports ? imported.listU8(a) : a;
}

export function listS8(a: Int8Array): Int8Array {
  return throughImports ? imported.listS8(a) : a;
}

export function listU16(a: Uint16Array): Uint16Array {
  return throughImports ? imported.listU16(a) : a;
}

export function listS16(a: Int16Array): Int16Array {
  return throughImports ? imported.listS16(a) : a;
}

export function listU32(a: Uint32Array): Uint32Array {
  return throughImports ? imported.listU32(a) : a;
}

export function listS32(a: Int32Array): Int32Array {
  return throughImports ? imported.listS32(a) : a;
}

export function listU64(a: Uint64Array): Uint64Array {
  return throughImports ? imported.listU64(a) : a;
}

export function listS64(a: Int64Array): Int64Array {
  return throughImports ? imported.listS64(a) : a;
}

export function listF32(a: Float32Array): Float32Array {
  return throughImports ? imported.listF32(a) : a;
}

export function listF64(a: Float64Array): Float64Array {
  return throughImports ? imported.listF64(a) : a;
}

export function listChar(a: Array<u32>): Array<u32> {
  return throughImports ? imported.listChar(a) : a;
}

export function listString(a: Array<string>): Array<string> {
  return throughImports ? imported.listString(a) : a;
}

export function listList(a: Array<Array<string>>): Array<Array<string>> {
  return throughImports ? imported.listList(a) : a;
}

export function listCompass(a: Array<Compass>): Array<Compass> {
  return throughImports ? imported.listCompass(a) : a;
}

export function listRights(a: Array<Rights>): Array<Rights> {
  return throughImports ? imported.listRights(a) : a;
}

export function listEverything(a: Array<Everything>): Array<Everything> {
  return throughImports ? imported.listEverything(a) : a;
}

export function listValue(a: Array<Value>): Array<Value> {
  return throughImports ? imported.listValue(a) : a;
}

export function listOption(a: Array<string | null>): Array<string | null> {
  return throughImports ? imported.listOption(a) : a;
}

export function optionU8(a: Option<u8>): Option<u8> {
  return throughImports ? imported.optionU8(a) : a;
}

export function optionString(a: string | null): string | null {
  return throughImports ? imported.optionString(a) : a;
}

export function optionOption(a: Option<string | null>): Option<string | null> {
  return throughImports ? imported.optionOption(a) : a;
}

export function optionCompass(a: Option<Compass>): Option<Compass> {
  return throughImports ? imported.optionCompass(a) : a;
}

export function optionEverything(a: Everything | null): Everything | null {
  return throughImports ? imported.optionEverything(a) : a;
}

export function resultNone(a: Result<Unit, Unit>): Result<Unit, Unit> {
  return throughImports ? imported.resultNone(a) : a;
}

export function resultOk(a: Result<string, Unit>): Result<string, Unit> {
  return throughImports ? imported.resultOk(a) : a;
}

export function resultErr(a: Result<Unit, Compass>): Result<Unit, Compass> {
  return throughImports ? imported.resultErr(a) : a;
}

export function resultBoth(a: Result<Value, string>): Result<Value, string> {
  return throughImports ? imported.resultBoth(a) : a;
}

export function resultOption(a: Result<string | null, u64>): Result<string | null, u64> {
  return throughImports ? imported.resultOption(a) : a;
}

export function tupleOne(a: Tuple1<u16>): Tuple1<u16> {
  return throughImports ? imported.tupleOne(a) : a;
}

export function tupleThree(a: Tuple3<string, f32, Point>): Tuple3<string, f32, Point> {
  return throughImports ? imported.tupleThree(a) : a;
}

type Twenty = Tuple20<
  u8,
  u16,
  u32,
  u64,
  i8,
  i16,
  i32,
  i64,
  f32,
  f64,
  u32,
  bool,
  string,
  Uint8Array,
  Option<u8>,
  Result<u8, Unit>,
  Compass,
  Rights,
  Point,
  Tuple1<u8>
>;

export function tupleTwenty(a: Twenty): Twenty {
  return throughImports ? imported.tupleTwenty(a) : a;
}

export function ping(): void {
  if (throughImports) imported.ping();
}

export function many(a: Everything, b: u8, c: Array<string>, d: Value): Tuple4<Everything, u8, Array<string>, Value> {
  if (throughImports) return imported.many(a, b, c, d);
  return new Tuple4<Everything, u8, Array<string>, Value>(a, b, c, d);
}

export function new_(function_: u32, load_: u32, store_: string, this_: string): string {
  if (throughImports) return imported.new_(function_, load_, store_, this_);
  return `${function_} ${load_} ${store_} ${this_}`;
}
