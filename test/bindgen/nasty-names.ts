/** Names that come near words of AssemblyScript, its globals, or what generated code calls its own. In kebab case. */
export const NASTY_NAMES = `
  break case catch class const continue debugger default delete do else enum export extends false finally for function if import in
  instanceof new null return super switch this throw true try typeof var void while with yield implements interface let package
  private protected public static await async of override abstract declare readonly constructor get set is keyof type as from
  namespace module require global any unknown never object symbol number undefined boolean arguments eval prototype
  i8 i16 i32 i64 isize u8 u16 u32 u64 usize f32 f64 v128 bool string auto externref funcref
  changetype load store reinterpret unchecked idof offsetof sizeof alignof assert memory heap gc gc-total gc-threshold abort trace
  seed unreachable min max select is-reference is-defined nan infinity
  result value core area mark parameters handle handles tag at data length list bits author entry release settle lend give
  adopt borrow receive create finish drop drop-lost ok err some none option unit resource tuple2 first second
  array array-buffer uint8-array int32-array float64-array static-array map math date error function-table reg-exp json
  to-string value-of hash-code name call apply bind length-of call-x core-x local local-x argument
  local1 argument1 value-tag finish-call area-mark area-allocate hold-garbage cabi-realloc trap-message initialize
  is-ok as-text x x1 y-1 y-2d y-URL world types abi exported bindings assembly
`
  .trim()
  .split(/\s+/);
