import { F32, Ref, Uuid, Versionstamp, type Element } from '../../host/store/tuple.ts';
import { bytes, fromHex } from './keys.ts';

/*
 * Elements and how they are packed, in hexadecimal: written by hand from the descriptions of the encoding, and true of the packer of
 * the store and of the one of the driver.
 */

// From the specification (design/tuple.md) and its examples.
export const STANDARD: readonly (readonly [Element, string])[] = [
  [null, '00'],
  [bytes('foo\0bar'), '01666f6f00ff62617200'],
  [bytes(''), '0100'],
  ['FÔO\0bar', '0246c3944f00ff62617200'],
  ['', '0200'],
  ['\u{10437}', '02f09090b700'],
  ['\0\0', '0200ff00ff00'],
  ['\ufeff', '02efbbbf00'],
  [bytes('\0'), '0100ff00'],
  [Uint8Array.of(0xff, 0, 0xff), '01ff00ffff00'],
  [[bytes('foo\0bar'), null, []], '0501666f6f00ff6261720000ff050000'],
  [[], '0500'],
  [[[[null]]], '05050500ff000000'],
  [['', 0n, false], '050200142600'],
  [0n, '14'],
  [1n, '1501'],
  [-1n, '13fe'],
  [255n, '15ff'],
  [256n, '160100'],
  [-255n, '1300'],
  [-256n, '12feff'],
  [-5_551_212n, '11ab4b93'],
  [(1n << 64n) - 1n, '1cffffffffffffffff'],
  [-((1n << 64n) - 1n), '0c0000000000000000'],
  [1n << 64n, '1d09010000000000000000'],
  [-(1n << 64n), '0bf6feffffffffffffffff'],
  [(1n << 63n) - 1n, '1c7fffffffffffffff'],
  [-(1n << 63n), '0c7fffffffffffffff'],
  [1n << 63n, '1c8000000000000000'],
  [65_535n, '16ffff'],
  [-65_535n, '120000'],
  [-65_536n, '11feffff'],
  [(1n << 2_040n) - 1n, `1dff${'ff'.repeat(255)}`],
  [1n - (1n << 2_040n), `0b00${'00'.repeat(255)}`],
  [-42, '213fbaffffffffffff'],
  [new F32(-42), '203dd7ffff'],
  [0, '218000000000000000'],
  [-0, '217fffffffffffffff'],
  [1.5, '21bff8000000000000'],
  [new F32(1.5), '20bfc00000'],
  [Infinity, '21fff0000000000000'],
  [-Infinity, '21000fffffffffffff'],
  [Number.MIN_VALUE, '218000000000000001'],
  [new F32(Infinity), '20ff800000'],
  [new F32(-0), '207fffffff'],
  [false, '26'],
  [true, '27'],
  [new Uuid(fromHex('00112233445566778899aabbccddeeff')), '3000112233445566778899aabbccddeeff'],
  [new Versionstamp(fromHex('000102030405060708090a0b')), '33000102030405060708090a0b'],
];

// Our own kinds, in the codes left to users.
export const OWN: readonly (readonly [Element, string])[] = [
  [new Ref(0n), '400000000000000000'],
  [new Ref((1n << 64n) - 1n), '40ffffffffffffffff'],
  [{ kind: 'i32', value: -1 }, '417fffffff'],
  [{ kind: 'i32', value: 2 }, '4180000002'],
  [{ kind: 'u32', value: 4_294_967_295 }, '42ffffffff'],
  [{ kind: 'i64', value: -(1n << 63n) }, '430000000000000000'],
  [{ kind: 'u64', value: 7n }, '440000000000000007'],
  [{ kind: 'v128', value: fromHex('000102030405060708090a0b0c0d0e0f') }, '45000102030405060708090a0b0c0d0e0f'],
  [Int32Array.of(-1, 1), '46017fffffff018000000100'],
  [Uint32Array.of(1), '47010000000100'],
  [BigInt64Array.of(0n), '4801800000000000000000'],
  [BigUint64Array.of(), '4900'],
  [Float32Array.of(1.5), '4a01bfc0000000'],
  [Float64Array.of(-42), '4b013fbaffffffffffff00'],
];
