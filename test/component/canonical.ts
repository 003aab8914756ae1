/**
 * Components written out whole, each with one function that crosses one border: from a guest to the host (`calls`), from the host to
 * a guest (`exported`), or from one component to another (`between`). What they do there is core code given by the test.
 */

export interface Border {
  /** Parameters and result of the function, as the text format writes them. */
  readonly type: string;
  /** Core code around the border. */
  readonly caller?: string;
  readonly callee?: string;
  readonly encoding?: 'utf8' | 'utf16' | 'latin1+utf16';
  /** Where it differs on the callee's side. */
  readonly calleeEncoding?: 'utf8' | 'utf16' | 'latin1+utf16';
  /** Bodies of the two `realloc`: parameters $old, $oldSize, $align, $size. */
  readonly realloc?: string;
  readonly calleeRealloc?: string;
  /** The core type of the lowered function. */
  readonly lowered?: string;
  /** Core code of the post-return function, with its parameters. */
  readonly postReturn?: string;
}

/** A realloc that never fits and so is never asked, unless a test says otherwise. */
const NO_REALLOC = '(unreachable)';

const memory = (realloc = NO_REALLOC): string => `(memory (export "memory") 1)
  (func $realloc (export "realloc") (param $old i32) (param $oldSize i32) (param $align i32) (param $size i32) (result i32)
    ${realloc})`;

const options = (encoding = 'utf8', module = '$memory'): string =>
  `string-encoding=${encoding} (memory (core memory ${module} "memory")) (realloc (core func ${module} "realloc"))`;

/** A guest whose `attack` calls the host's function `f`. */
export function calls({ type, lowered = '', caller = '', encoding, realloc }: Border): string {
  return `(component
    (import "f" (func $f ${type}))
    (core module $memory ${memory(realloc)})
    (core instance $memory (instantiate $memory))
    (core func $f (canon lower (func $f) ${options(encoding)}))
    (core module $main
      (import "memory" "memory" (memory 1))
      (import "host" "f" (func $f ${lowered}))
      ${caller})
    (core instance $main (instantiate $main
      (with "memory" (instance $memory)) (with "host" (instance (export "f" (func $f))))))
    (func (export "attack") (canon lift (core func $main "attack"))))`;
}

/** A guest that exports \`f\`. */
export function exported({ type, callee = '', encoding, realloc, postReturn }: Border): string {
  return `(component
    (core module $main ${memory(realloc)} ${callee} ${postReturn === undefined ? '' : `(func (export "post") ${postReturn})`})
    (core instance $main (instantiate $main))
    (func (export "f") ${type} (canon lift (core func $main "f") ${options(encoding, '$main')}
      ${postReturn === undefined ? '' : '(post-return (core func $main "post"))'})))`;
}

/** A guest whose `attack` calls the function `f` of another component inside it. */
export function between(border: Border): string {
  const { type, lowered = '', caller = '', callee = '', encoding, realloc, postReturn } = border;
  const { calleeEncoding = encoding, calleeRealloc } = border;
  return `(component
    (component $callee
      ${exported({ type, callee, ...(calleeEncoding && { encoding: calleeEncoding }), ...(calleeRealloc && { realloc: calleeRealloc }), ...(postReturn && { postReturn }) }).slice('(component'.length)}
    (instance $callee (instantiate $callee))
    (core module $memory ${memory(realloc)})
    (core instance $memory (instantiate $memory))
    (core func $f (canon lower (func $callee "f") ${options(encoding)}))
    (core module $main
      (import "memory" "memory" (memory 1))
      (import "callee" "f" (func $f ${lowered}))
      ${caller})
    (core instance $main (instantiate $main
      (with "memory" (instance $memory)) (with "callee" (instance (export "f" (func $f))))))
    (func (export "attack") (canon lift (core func $main "attack"))))`;
}

const HANDLE_IMPORTS = `
  (import "things" "make" (func $make (result i32)))
  (import "things" "make-other" (func $make-other (result i32)))
  (import "things" "take" (func $take (param i32)))
  (import "things" "lend" (func $lend (param i32)))
  (import "things" "both" (func $both (param i32 i32)))
  (import "things" "drop" (func $drop (param i32)))`;

const handleUser = (attack: string): string => `
  (core func $make (canon lower (func $make)))
  (core func $make-other (canon lower (func $make-other)))
  (core func $take (canon lower (func $take)))
  (core func $lend (canon lower (func $lend)))
  (core func $both (canon lower (func $both)))
  (core func $drop (canon resource.drop $thing))
  (core module $main ${HANDLE_IMPORTS} (func (export "attack") (local $h i32) ${attack}))
  (core instance $main (instantiate $main (with "things" (instance
    (export "make" (func $make)) (export "make-other" (func $make-other)) (export "take" (func $take))
    (export "lend" (func $lend)) (export "both" (func $both)) (export "drop" (func $drop))))))
  (func (export "attack") (canon lift (core func $main "attack")))`;

/** A guest that misuses handles of the host's resources. */
export function hostHandles(attack: string): string {
  return `(component
    (import "thing" (type $thing (sub resource)))
    (import "other" (type $other (sub resource)))
    (import "make" (func $make (result (own $thing))))
    (import "make-other" (func $make-other (result (own $other))))
    (import "take" (func $take (param "t" (own $thing))))
    (import "lend" (func $lend (param "t" (borrow $thing))))
    (import "both" (func $both (param "a" (borrow $thing)) (param "b" (own $thing))))
    ${handleUser(attack)})`;
}

/** A guest that misuses handles of another component's resources. */
export function guestHandles(attack: string): string {
  return `(component
    (component $owner
      (type $thing (resource (rep i32)))
      (type $other (resource (rep i32)))
      (export $exported "thing" (type $thing))
      (export $exported-other "other" (type $other))
      (core func $new (canon resource.new $thing))
      (core func $new-other (canon resource.new $other))
      (core func $drop (canon resource.drop $thing))
      (core module $main
        (import "thing" "new" (func $new (param i32) (result i32)))
        (import "thing" "new-other" (func $new-other (param i32) (result i32)))
        (import "thing" "drop" (func $drop (param i32)))
        (func (export "make") (result i32) (call $new (i32.const 5)))
        (func (export "make-other") (result i32) (call $new-other (i32.const 5)))
        (func (export "take") (param i32) (call $drop (local.get 0)))
        (func (export "lend") (param i32))
        (func (export "both") (param i32 i32) (call $drop (local.get 1))))
      (core instance $main (instantiate $main (with "thing" (instance
        (export "new" (func $new)) (export "new-other" (func $new-other)) (export "drop" (func $drop))))))
      (func (export "make") (result (own $exported)) (canon lift (core func $main "make")))
      (func (export "make-other") (result (own $exported-other)) (canon lift (core func $main "make-other")))
      (func (export "take") (param "t" (own $exported)) (canon lift (core func $main "take")))
      (func (export "lend") (param "t" (borrow $exported)) (canon lift (core func $main "lend")))
      (func (export "both") (param "a" (borrow $exported)) (param "b" (own $exported)) (canon lift (core func $main "both"))))
    (instance $owner (instantiate $owner))
    (alias export $owner "thing" (type $thing))
    (alias export $owner "make" (func $make))
    (alias export $owner "make-other" (func $make-other))
    (alias export $owner "take" (func $take))
    (alias export $owner "lend" (func $lend))
    (alias export $owner "both" (func $both))
    ${handleUser(attack)})`;
}
