import { ALLOCATOR } from './build.ts';
import { guest, type Attempt } from './hostile-world.ts';

type Encoding = 'utf8' | 'utf16' | 'compact-utf16';

/** One page, without an allocator: what is lowered into it stops the guest. */
const PAGE = '(memory (export "memory") 1)';

/** Hands the host a string that lies at an address, with a length in the units of its encoding. */
const says = (
  tries: string,
  by: RegExp,
  [address, units]: [address: string, units: string],
  encoding: Encoding = 'utf8',
  data = '',
): Attempt => ({
  tries,
  component: guest({
    encoding,
    code: `(data (i32.const 64) "${data}")
      (func (export "attack") (call $say (i32.const ${address}) (i32.const ${units})))`,
  }),
  stopped: { at: 'call', by },
});

const notUtf8 = (what: string, bytes: string): Attempt =>
  says(
    `to pass off as UTF-8 ${what}`,
    /host\.say parameter text: a string is not UTF-8/,
    ['64', `${bytes.length / 3}`],
    'utf8',
    bytes,
  );

const halfPair = (what: string, bytes: string): Attempt =>
  says(
    `to pass off as UTF-16 ${what}`,
    /host\.say parameter text: .*surrogate/,
    ['64', `${bytes.length / 6}`],
    'utf16',
    bytes,
  );

/** Asks the host for a string, to be stored through the guest's own `cabi_realloc`. */
const asks = (tries: string, realloc: string, by: RegExp, encoding: Encoding = 'utf8', area = '8'): Attempt => ({
  tries,
  component: guest({
    encoding,
    memory: `${PAGE} (global $calls (mut i32) (i32.const 0))
      (func (export "cabi_realloc") (param $old i32) (param $oldSize i32) (param $align i32) (param $size i32) (result i32)
        ${realloc})`,
    code: `(func (export "attack") (call $ask (i32.const ${area})))`,
  }),
  stopped: { at: 'call', by },
});

/** Returns a value that lies in its memory. */
const returns = (
  tries: string,
  type: string,
  data: string,
  by: RegExp | { gets: unknown },
  declaration = '',
): Attempt => ({
  tries,
  component: guest({
    types: declaration,
    exports: `export attack: func() -> ${type};`,
    code: `(data (i32.const 8) "${data}") (func (export "attack") (result i32) (i32.const 8))`,
  }),
  ...(by instanceof RegExp ? { stopped: { at: 'call', by } } : { stopped: 'nowhere', gets: by.gets }),
});

const postReturn = (tries: string, body: string, by: RegExp): Attempt => ({
  tries,
  component: guest({
    exports: 'export attack: func() -> string;',
    code: `(func (export "attack") (result i32) (i32.const 8))
      (func (export "cabi_post_attack") (param i32) ${body})`,
  }),
  stopped: { at: 'call', by },
});

export const memory: readonly Attempt[] = [
  says('to hand over a string that ends past its memory', /11 bytes at address 65530 reach past the end/, [
    '65530',
    '11',
  ]),
  says('to hand over a string that starts past its memory', /0 bytes at address 65537 reach past the end/, [
    '65537',
    '0',
  ]),
  says('to hand over a string whose end wraps around', /32 bytes at address 4294967280 reach past the end/, [
    '0xfffffff0',
    '32',
  ]),
  says('to hand over a string of 4 GiB less 1', /4294967295 bytes at address 0 reach past the end/, ['0', '-1']),
  says(
    'to hand over 2^31 + 1 units, twice which is 2 in 32 bits',
    /4294967298 bytes .* reach past/,
    ['64', '0x80000001'],
    'utf16',
  ),
  says('to hand over UTF-16 at an odd address', /address 65 is not aligned to 2/, ['65', '1'], 'utf16'),
  says('to hand over Latin-1 at an odd address', /address 65 is not aligned to 2/, ['65', '1'], 'compact-utf16'),
  says('to tag a string as UTF-16 of 2^31 - 1 units', /4294967294 bytes .* reach past/, ['64', '-1'], 'compact-utf16'),
  says('to hand over Latin-1 of 2 GiB', /2147483647 bytes .* reach past/, ['64', '0x7fffffff'], 'compact-utf16'),
  halfPair('a high surrogate alone', '\\00\\d8'),
  halfPair('a low surrogate alone', '\\00\\dc'),
  halfPair('surrogates the wrong way around', '\\00\\dc\\00\\d8'),
  halfPair('a high surrogate before a letter', '\\00\\d8a\\00'.replace('a', '\\61')),
  halfPair('a surrogate at the end of a long string', `${'\\61\\00'.repeat(100)}\\00\\d8`),
  notUtf8('a continuation alone', '\\80'),
  notUtf8('an overlong NUL', '\\c0\\80'),
  notUtf8('an overlong slash of three bytes', '\\e0\\80\\af'),
  notUtf8('an overlong letter of four bytes', '\\f0\\80\\81\\81'),
  notUtf8('a surrogate', '\\ed\\a0\\80'),
  notUtf8('what is past Unicode', '\\f4\\90\\80\\80'),
  notUtf8('a five-byte sequence', '\\f8\\88\\80\\80\\80'),
  notUtf8('a byte that never occurs', '\\ff'),
  notUtf8('a sequence cut off at its end', '\\e2\\82'),
  notUtf8('a broken sequence at the end of a long string', `${'\\61'.repeat(200)}\\e2\\82`),
  asks(
    'to have the host write its answer past the end',
    '(i32.const 16)',
    /8 bytes at address 65532 reach past/,
    'utf8',
    '65532',
  ),
  asks(
    'to have the host write its answer to a wrapped address',
    '(i32.const 16)',
    /8 bytes at address 4294967288 reach past/,
    'utf8',
    '-8',
  ),
  asks(
    'to have the host write its answer misaligned',
    '(i32.const 16)',
    /address 10 is not aligned to 4/,
    'utf8',
    '10',
  ),
  asks('to allocate past the end', '(i32.const 65534)', /6 bytes at address 65534 reach past/),
  asks('to allocate at an address that wraps around', '(i32.const -1)', /6 bytes at address 4294967295 reach past/),
  asks('to allocate misaligned', '(i32.const 17)', /address 17 is not aligned to 2/, 'utf16'),
  asks('to trap while it allocates', '(unreachable)', /unreachable/),
  asks(
    'to call the host while it allocates',
    '(call $call) (i32.const 16)',
    /host\.call: called from realloc or post-return/,
  ),
  asks(
    'to drop a key while it allocates',
    '(call $drop-key (i32.const 1)) (i32.const 16)',
    /resource\.drop key: called from realloc/,
  ),
  asks('to spin while it allocates', '(loop $on (br $on)) (i32.const 16)', /out of fuel/),
  {
    tries: 'to leave the host with stale views of its memory, by growing it while it allocates',
    component: guest({
      memory: `(memory (export "memory") 1)
        (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32)
          (i32.mul (memory.grow (i32.const 1)) (i32.const 65536)))`,
      code: `(func (export "attack") (local $round i32)
        (loop $again
          (call $ask (i32.const 8))
          (call $say (i32.load (i32.const 8)) (i32.load (i32.const 12)))
          (br_if $again (i32.lt_u (local.tee $round (i32.add (local.get $round) (i32.const 1))) (i32.const 3)))))`,
    }),
    run: ({ scene, guest: hostile }) => {
      hostile['attack']();
      return scene.said;
    },
    stopped: 'nowhere',
    gets: ['answer', 'answer', 'answer'],
  },
  {
    tries: 'to have the host write over the place of its own answer',
    component: guest({
      memory: `${PAGE} (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) (i32.const 8))`,
      code: `(func (export "attack") (call $ask (i32.const 8)) (call $say (i32.load (i32.const 8)) (i32.load (i32.const 12))))`,
    }),
    run: ({ scene, guest: hostile }) => {
      hostile['attack']();
      return scene.said;
    },
    stopped: 'nowhere',
    gets: ['\u0008\0\0\0\u0006\0'],
  },
  {
    tries: 'to have all it is given written to one address',
    component: guest({
      exports: 'export attack: func(a: list<string>) -> string;',
      memory: `${PAGE} (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) (i32.const 64))`,
      code: `(func (export "attack") (param i32 i32) (result i32) (i32.const 64))`,
    }),
    run: ({ guest: hostile }) => hostile['attack'](['first', 'second']),
    stopped: { at: 'call', by: /attack result: \d+ bytes at address \d+ reach past|not UTF-8/ },
  },
  returns(
    'to return a list of 2^29 numbers, whose bytes are 0 in 32 bits',
    'list<u64>',
    '\\00\\00\\00\\00\\00\\00\\00\\20',
    /4294967296 bytes at address 0 reach past/,
  ),
  returns(
    'to return a list of numbers misaligned',
    'list<u64>',
    '\\04\\00\\00\\00\\01\\00\\00\\00',
    /address 4 is not aligned to 8/,
  ),
  returns(
    'to return a list of strings that wraps around',
    'list<string>',
    '\\f8\\ff\\ff\\ff\\02\\00\\00\\00',
    /16 bytes at address 4294967288 reach past/,
  ),
  returns(
    'to return a list of 2^32 - 1 options',
    'list<option<u8>>',
    '\\00\\00\\00\\00\\ff\\ff\\ff\\ff',
    /a list of over 268435455 bytes/,
  ),
  returns('to return a case that there is not', 'option<u32>', '\\02\\00\\00\\00', /discriminant 2 is none of 2 cases/),
  returns(
    'to return the 256th of two cases in a list',
    'list<option<u8>>',
    '\\10\\00\\00\\00\\01\\00\\00\\00\\ff\\00',
    /discriminant 255 is none of 2 cases/,
  ),
  returns(
    'to return a surrogate as a character',
    'tuple<char, u8>',
    '\\00\\d8\\00\\00\\00',
    /55296 is no Unicode scalar value/,
  ),
  returns(
    'to return a character past Unicode',
    'tuple<char, u8>',
    '\\00\\00\\11\\00\\00',
    /1114112 is no Unicode scalar value/,
  ),
  returns('to return a truth other than true', 'tuple<bool, bool, bool>', '\\02\\ff\\00', {
    gets: [true, true, false],
  }),
  returns(
    'to set flags that there are not',
    'tuple<few, u8>',
    '\\fe\\01',
    { gets: [{ one: false, two: true }, 1] },
    'flags few { one, two }',
  ),
  {
    tries: 'to return an address past the end of its memory',
    component: guest({
      exports: 'export attack: func() -> tuple<u32, u32>;',
      code: '(func (export "attack") (result i32) (i32.const 65532))',
    }),
    stopped: { at: 'call', by: /attack result: 8 bytes at address 65532 reach past/ },
  },
  {
    tries: 'to return an address misaligned',
    component: guest({
      exports: 'export attack: func() -> tuple<u32, u32>;',
      code: '(func (export "attack") (result i32) (i32.const 6))',
    }),
    stopped: { at: 'call', by: /attack result: address 6 is not aligned to 4/ },
  },
  postReturn('to trap after it returned', '(unreachable)', /attack: unreachable/),
  postReturn('to call the host after it returned', '(call $call)', /host\.call: called from realloc or post-return/),
  postReturn(
    'to make a key after it returned',
    '(drop (call $new-key))',
    /host\.new-key: called from realloc or post-return/,
  ),
  postReturn('to spin after it returned', '(loop $on (br $on))', /out of fuel/),
  {
    tries: 'to grow its memory past its limit',
    component: guest({
      exports: 'export attack: func() -> s32;',
      memory: ALLOCATOR,
      code: '(func (export "attack") (result i32) (memory.grow (i32.const 8)))',
    }),
    limits: { memoryPages: 8 },
    stopped: 'nowhere',
    gets: -1,
  },
];
