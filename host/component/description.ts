/** One parameter or field, its type printed as WIT. */
export interface NamedTypeDescription {
  readonly name: string;
  readonly type: string;
}

/** One function: its WIT name (`clear-all`, `[method]handle.name`), parameters and result, types printed as WIT. */
export interface FunctionDescription {
  readonly name: string;
  readonly parameters: readonly NamedTypeDescription[];
  readonly result?: string;
}

/**
 * One imported or exported interface, for audits. `name` is the full name with version. A function that a world imports or
 * exports by itself is described as an interface of its own name with that one function; an instance within another one by both
 * names, `outer.inner`.
 */
export interface InterfaceDescription {
  readonly name: string;
  readonly functions: readonly FunctionDescription[];
  /** Names of the resource types it declares. */
  readonly resources: readonly string[];
}
