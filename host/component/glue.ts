import { copiesStrings, Emitter, offsetBy, type Side } from './glue-emitter.ts';
import { Lifter } from './glue-lift.ts';
import { Lowerer } from './glue-lower.ts';
import { HOST_CALL_UNITS, INNER_CALL_UNITS } from './meter.ts';
import {
  contains,
  flattenFunction,
  MAX_FLAT_PARAMETERS,
  sequenceLayout,
  sequenceOffsets,
  type FunctionType,
  type ValueType,
} from './types.ts';

/** Makes a function from its environment: one for each instance, all from the same compiled text. */
export type GlueFactory = (environment: object, tools: object) => Function;

/** Whether the canonical options of a side name a memory, a realloc, a post-return. */
export interface SideOptions {
  readonly side: Side;
  readonly memory: boolean;
  readonly realloc: boolean;
  readonly postReturn: boolean;
}

/**
 * Whether the callee answers before it returns (`direct`) or may suspend the caller's stack until its promise settles (`suspending`).
 * Suspending glue is an async function, so that it is never used where direct glue will do: V8 suspends even for a settled promise.
 */
export type Pace = 'direct' | 'suspending';

/**
 * How a call enters the callee: from another instance (or the host), from one that stands in the same instance, or from one that stands in
 * the callee and so has entered it already. When more than the callee and its root are entered, the guards find out which (`nested`).
 */
export type Entry = 'other instance' | 'sibling' | 'ancestor' | 'nested';

const RESULT = 'result';

class GlueFunction {
  readonly emitter = new Emitter();
  readonly #places: string[] = [''];
  #prologue = '';

  /** Declares what the environment holds of a side, and its allocator. */
  declare({ side, memory, realloc }: SideOptions): void {
    const { key } = side;
    this.#prologue += `const guard_${key} = environment.${key}.guard, resources_${key} = environment.${key}.resources;
const meter_${key} = guard_${key}.meter, clock_${key} = guard_${key}.clock, callDepth_${key} = guard_${key}.callDepth;\n`;
    if (memory) this.#prologue += `const memory_${key} = environment.${key}.memory;\n`;
    if (!realloc) return;
    this.#prologue += `const realloc_${key} = environment.${key}.realloc;
function reallocate_${key}(old, oldSize, alignment, size) {
  guard_${key}.state = 2;
  const pointer = realloc_${key}(old, oldSize, alignment, size) >>> 0;
  guard_${key}.state = 1;
  ${this.fresh(side)}
  memory_${key}.payBytes(size);
  if ((pointer & (alignment - 1)) !== 0 || pointer + size > memory_${key}.u8.length) memory_${key}.checkRange(pointer, size, alignment);
  return pointer;
}
function allocate_${key}(alignment, size) {
  return reallocate_${key}(0, 0, alignment, size);
}
`;
  }

  constant(declaration: string): void {
    this.#prologue += `${declaration}\n`;
  }

  line(text: string): void {
    this.emitter.line(text);
  }

  /** Refreshes a side's views after its guest ran. */
  fresh(side: Side): string {
    return `if (memory_${side.key}.u8.length === 0) memory_${side.key}.refresh();`;
  }

  /** From here on, errors are about this parameter or the result. */
  at(place: string): void {
    const known = this.#places.indexOf(place);
    const index = known >= 0 ? known : this.#places.push(place) - 1;
    this.line(`at = ${index};`);
  }

  /**
   * The factory of a function with this body. `entry` is what has to be refused before anything else; suspending glue runs it at once, in
   * the caller's own frame, because a promise would come too late for a guest that may not suspend there.
   */
  finish(parameters: readonly string[], entry: string, body: string, pace: Pace): GlueFactory {
    const places = `const places = ${JSON.stringify(this.#places)};\nconst label = environment.label;\n`;
    const list = parameters.join(', ');
    const result =
      pace === 'direct'
        ? `return function (${list}) {\n${entry}\nlet at = 0;\n${body}\n};`
        : `async function run(${list}) {\nlet at = 0;\n${body}\n}\nreturn function (${list}) {\n${entry}\nreturn run(${list});\n};`;
    return this.emitter.finish(this.#prologue + places, result);
  }
}

/**
 * Whether a call has to keep account of what it lends. Without `callee` the host is called, which implements nothing here. A borrow that
 * its implementer gets needs none, unless the caller can give the handle away meanwhile: in the same call, or `reentered` by the callee.
 */
function needsScope(type: FunctionType, callee: Side | undefined, reentered: boolean): boolean {
  const parameters = type.parameters.map((parameter) => parameter.type);
  const some = (test: (type: ValueType) => boolean) => parameters.some((each) => contains(each, test));
  const foreignBorrow = (each: ValueType) =>
    each.kind === 'borrow' && (callee === undefined || !callee.ownResources.has(each.resource.index));
  if (some(foreignBorrow)) return true;
  return some((each) => each.kind === 'borrow') && (reentered || some((each) => each.kind === 'own'));
}

const parameterPlace = (name: string) => `parameter ${name}`;

/** Names of core parameters. */
function coreParameters(type: FunctionType, direction: 'lift' | 'lower'): string[] {
  return flattenFunction(type, direction).parameters.map((_, index) => `c${index}`);
}

/** Whether parameters go through memory. */
function spills(type: FunctionType): boolean {
  return type.parameters.flatMap((parameter) => parameter.type.layout.flat).length > MAX_FLAT_PARAMETERS;
}

function resetCounters(options: SideOptions): string {
  if (!options.memory) return '';
  const memory = `memory_${options.side.key}`;
  return `${memory}.liftedBytes = 0; ${memory}.liftedElements = 0;`;
}

/** Lifts every parameter of a call that a guest makes. Returns the names of the values. */
function liftParameters(glue: GlueFunction, type: FunctionType, options: SideOptions, lifter: Lifter): string[] {
  const { parameters } = type;
  const { side } = options;
  if (!spills(type)) {
    let next = 0;
    return parameters.map((parameter) => {
      glue.at(parameterPlace(parameter.name));
      return glue.emitter.bind(lifter.flat(parameter.type, () => `c${next++}`));
    });
  }
  const types = parameters.map((parameter) => parameter.type);
  const { size, alignment } = sequenceLayout(types);
  const offsets = sequenceOffsets(types);
  const base = glue.emitter.bind('c0 >>> 0');
  glue.line(`memory_${side.key}.checkRange(${base}, ${size}, ${alignment});`);
  return parameters.map((parameter, index) => {
    glue.at(parameterPlace(parameter.name));
    return glue.emitter.bind(lifter.memory(parameter.type, offsetBy(base, offsets[index]!)));
  });
}

/** Lowers every parameter of a call into a guest. Returns the core arguments. */
function lowerParameters(
  glue: GlueFunction,
  type: FunctionType,
  options: SideOptions,
  lowerer: Lowerer,
  values: readonly string[],
): string[] {
  const { parameters } = type;
  if (!spills(type)) {
    return parameters.flatMap((parameter, index) => {
      glue.at(parameterPlace(parameter.name));
      return lowerer.flat(parameter.type, values[index]!);
    });
  }
  const types = parameters.map((parameter) => parameter.type);
  const { size, alignment } = sequenceLayout(types);
  const offsets = sequenceOffsets(types);
  const base = glue.emitter.bind(`allocate_${options.side.key}(${alignment}, ${size})`);
  parameters.forEach((parameter, index) => {
    glue.at(parameterPlace(parameter.name));
    lowerer.memory(parameter.type, values[index]!, offsetBy(base, offsets[index]!));
  });
  return [base];
}

const AWAIT: Readonly<Record<Pace, string>> = { direct: '', suspending: 'await ' };

/** Calls the core function of a lifted one and lifts its result. Returns the name of the value, if there is one. */
function callCore(
  glue: GlueFunction,
  type: FunctionType,
  options: SideOptions,
  lifter: Lifter,
  args: readonly string[],
  pace: Pace,
): string | undefined {
  const { result } = type;
  const { side } = options;
  glue.at('');
  const call = `${AWAIT[pace]}core(${args.join(', ')})`;
  const returns = flattenFunction(type, 'lift').results.length > 0;
  glue.line(returns ? `const returned = ${call};` : `${call};`);
  if (options.memory) glue.line(glue.fresh(side));
  if (result === undefined) return undefined;
  glue.at(RESULT);
  if (result.layout.flat.length <= 1) return glue.emitter.bind(lifter.flat(result, () => 'returned'));
  const base = glue.emitter.bind('returned >>> 0');
  glue.line(`memory_${side.key}.checkRange(${base}, ${result.layout.size}, ${result.layout.alignment});`);
  return glue.emitter.bind(lifter.memory(result, base));
}

/** Calls post-return with what the core function returned. */
function callPostReturn(glue: GlueFunction, type: FunctionType, options: SideOptions): void {
  if (!options.postReturn) return;
  const { key } = options.side;
  glue.at('');
  const result = flattenFunction(type, 'lift').results.length > 0 ? 'returned' : '';
  glue.line(`guard_${key}.state = 2; postReturn(${result}); guard_${key}.state = 1;`);
}

/** Lowers a result into the caller: the core results it returns. */
function lowerResult(
  glue: GlueFunction,
  type: FunctionType,
  options: SideOptions,
  lowerer: Lowerer,
  value: string,
): string[] {
  const { result } = type;
  if (result === undefined) return [];
  glue.at(RESULT);
  if (result.layout.flat.length <= 1) return lowerer.flat(result, value);
  const { size, alignment } = result.layout;
  const pointer = glue.emitter.bind(`c${coreParameters(type, 'lower').length - 1} >>> 0`);
  glue.line(`memory_${options.side.key}.checkRange(${pointer}, ${size}, ${alignment});`);
  lowerer.memory(result, value, pointer);
  return [];
}

/** Marks an instance before anything is called: a catch block may run with no stack left. */
const poison = (key: string): string => `guard_${key}.state = 3; guard_${key}.root.state = 3;`;

/** Glue for the host calling a lifted function. */
export function exportGlue(type: FunctionType, callee: SideOptions, place: Place, pace: Pace): GlueFactory {
  const glue = new GlueFunction();
  const { side } = callee;
  const { key } = side;
  glue.declare(callee);
  glue.constant('const { core, postReturn } = environment;');
  glue.constant(`const root = guard_${key}.root, refill = environment.refill;`);
  const lifter = new Lifter(glue.emitter, side, 'host', false);
  const lowerer = new Lowerer(glue.emitter, side, 'host', undefined, false);
  const values = type.parameters.map((_, index) => `p${index}`);
  // The host can give a handle away while a call that it is lent to is suspended.
  const scope = needsScope(type, side, pace === 'suspending');
  if (scope) glue.emitter.tool('BorrowScope');

  const inner = glue.emitter.capture(() => {
    const args = lowerParameters(glue, type, callee, lowerer, values);
    const result = callCore(glue, type, callee, lifter, args, pace);
    if (scope) glue.line('scope.expectReturned();');
    callPostReturn(glue, type, callee);
    glue.line(HOST_LEAVES[place](key));
    if (result !== undefined) glue.line(`return ${result};`);
  });
  // Between the mark that the instance runs and the `try` nothing is called: a full stack must not leave the mark behind.
  const body = `${scope ? 'let scope;' : 'const scope = undefined;'}
${HOST_ENTERS[place](key)}
try {
clock_${key}.startedMs = 0;
${scope ? 'scope = new BorrowScope();' : ''}
if (refill !== undefined) refill();
${resetCounters(callee)}
${callee.memory ? glue.fresh(side) : ''}
${inner}
} catch (error) {
${poison(key)}
throw guard_${key}.trap(error, label, places[at]);
}${scope ? ' finally { scope?.close(); }' : ''}`;
  return glue.finish(values, '', body, pace);
}

/** Where the callee stands: it is the root, stands in the root, or in something that does. Those around it are entered with it. */
export type Place = 'root' | 'in root' | 'nested';

const HOST_ENTERS: Readonly<Record<Place, (key: string) => string>> = {
  root: (key) => `if (guard_${key}.state !== 0) guard_${key}.refuse(label);\nguard_${key}.state = 1;`,
  'in root': (key) => `if (root.state !== 0 || guard_${key}.state !== 0) guard_${key}.refuse(label);
root.state = 1; guard_${key}.state = 1;`,
  nested: (key) => `guard_${key}.enter(undefined, label);`,
};

const HOST_LEAVES: Readonly<Record<Place, (key: string) => string>> = {
  root: (key) => `guard_${key}.state = 0;`,
  'in root': (key) => `guard_${key}.state = 0; root.state = 0;`,
  nested: (key) => `guard_${key}.leave(undefined);`,
};

/** The clock is looked at once in this many calls of the host, less one: looking takes as long as a few of them. */
const CLOCK_CHECK_MASK = 255;

/** Glue for a guest calling a function of the host. */
export function importGlue(type: FunctionType, caller: SideOptions, pace: Pace): GlueFactory {
  const glue = new GlueFunction();
  const { side } = caller;
  const { key } = side;
  glue.declare(caller);
  glue.constant('const host = environment.host;');
  const lifter = new Lifter(glue.emitter, side, 'host', false);
  const lowerer = new Lowerer(glue.emitter, side, 'host', undefined, false);
  const scope = needsScope(type, undefined, false);
  if (scope) glue.emitter.tool('BorrowScope');

  const inner = glue.emitter.capture(() => {
    const values = liftParameters(glue, type, caller, lifter);
    glue.line(`at = -1;\nif (++meter_${key}.depth > callDepth_${key}) guard_${key}.refuseDepth();`);
    const answer = `host(${values.join(', ')})`;
    const call = pace === 'direct' ? answer : `await clock_${key}.within(${answer})`;
    const result = type.result === undefined ? undefined : glue.emitter.bind(call);
    if (result === undefined) glue.line(`${call};`);
    glue.line(`meter_${key}.depth--;`);
    if (pace === 'suspending' && caller.memory) glue.line(glue.fresh(side));
    const lowered = result === undefined ? [] : lowerResult(glue, type, caller, lowerer, result);
    if (lowered.length > 0) glue.line(`return ${lowered[0]};`);
  });
  const entry = `if (guard_${key}.state !== 1) guard_${key}.refuseLeave(label);`;
  const body = `${caller.memory ? glue.fresh(side) : ''}
${resetCounters(caller)}
${scope ? 'const scope = new BorrowScope();' : ''}
try {
meter_${key}.owe(${HOST_CALL_UNITS});
if ((++clock_${key}.calls & ${CLOCK_CHECK_MASK}) === 0) clock_${key}.check();
${inner}
} catch (error) {
if (at >= 0) throw guard_${key}.trap(error, label, places[at]);
meter_${key}.depth--;
throw guard_${key}.hostFailure(error, label);
}${scope ? ' finally { scope.close(); }' : ''}`;
  return glue.finish(coreParameters(type, 'lower'), entry, body, pace);
}

/**
 * Glue for a guest calling a function of another component instance. `callerType` and `calleeType` are of one structure; each
 * names the resources of its own side. The callee is entered only once the arguments are lifted: what a caller gets wrong is no
 * harm to it.
 */
export function innerGlue(
  callerType: FunctionType,
  caller: SideOptions,
  calleeType: FunctionType,
  callee: SideOptions,
  entry: Entry,
  pace: Pace,
): GlueFactory {
  const glue = new GlueFunction();
  const to = callee.side.key;
  const from = caller.side.key;
  glue.declare(caller);
  glue.declare(callee);
  glue.constant('const { core, postReturn } = environment;');
  const copies = copiesStrings(caller.side, callee.side);
  const { emitter } = glue;
  const argumentLifter = new Lifter(emitter, caller.side, 'raw', copies);
  const argumentLowerer = new Lowerer(emitter, callee.side, 'raw', caller.side, copies);
  const resultLifter = new Lifter(emitter, callee.side, 'raw', copies);
  const resultLowerer = new Lowerer(emitter, caller.side, 'raw', callee.side, copies);
  const scope = needsScope(calleeType, callee.side, entry !== 'other instance');
  if (scope) emitter.tool('BorrowScope');

  const inner = emitter.capture(() => {
    const values = liftParameters(glue, callerType, caller, argumentLifter);
    glue.line(`${ENTER[entry](to, from)}\nentered = true;`);
    glue.line(`if (++meter_${to}.depth > guard_${to}.callDepth) guard_${to}.refuseDepth();`);
    if (entry === 'other instance') glue.line(`clock_${to}.begin(clock_${from});`);
    const args = lowerParameters(glue, calleeType, callee, argumentLowerer, values);
    const value = callCore(glue, calleeType, callee, resultLifter, args, pace);
    // The caller may have been entered meanwhile, by what it holds, and have grown its memory.
    if (entry !== 'other instance' && caller.memory) glue.line(glue.fresh(caller.side));
    if (scope) glue.line('scope.expectReturned();');
    const lowered = value === undefined ? [] : lowerResult(glue, callerType, caller, resultLowerer, value);
    callPostReturn(glue, calleeType, callee);
    glue.line(`${LEAVE[entry](to, from)}\nmeter_${to}.depth--;`);
    if (entry === 'other instance') glue.line(`clock_${to}.caller = undefined;`);
    if (lowered.length > 0) glue.line(`return ${lowered[0]};`);
  });
  const enter = `if (guard_${from}.state !== 1) guard_${from}.refuseLeave(label);`;
  const body = `let entered = false;
${scope ? 'let scope;' : 'const scope = undefined;'}
try {
${scope ? 'scope = new BorrowScope();' : ''}
${caller.memory ? glue.fresh(caller.side) : ''}
${callee.memory ? glue.fresh(callee.side) : ''}
${resetCounters(caller)}
${resetCounters(callee)}
meter_${from}.owe(${INNER_CALL_UNITS});
${inner}
} catch (error) {
if (!entered) throw guard_${from}.trap(error, label, places[at]);
meter_${to}.depth--;
${poison(to)}
throw guard_${to}.trap(error, label, places[at]);
}${scope ? ' finally { scope?.close(); }' : ''}`;
  return glue.finish(coreParameters(callerType, 'lower'), enter, body, pace);
}

type Passage = Readonly<Record<Entry, (to: string, from: string) => string>>;

/** Enters the callee, or refuses. */
const ENTER: Passage = {
  'other instance': (to) =>
    `if (guard_${to}.root.state !== 0 || guard_${to}.state !== 0) guard_${to}.refuse(label);
guard_${to}.root.state = 1; guard_${to}.state = 1;`,
  sibling: (to) => `if (guard_${to}.state !== 0) guard_${to}.refuse(label);\nguard_${to}.state = 1;`,
  ancestor: () => '',
  nested: (to, from) => `guard_${to}.enter(guard_${from}, label);`,
};

const LEAVE: Passage = {
  'other instance': (to) => `guard_${to}.state = 0; guard_${to}.root.state = 0;`,
  sibling: (to) => `guard_${to}.state = 0;`,
  ancestor: () => '',
  nested: (to, from) => `guard_${to}.leave(guard_${from});`,
};
