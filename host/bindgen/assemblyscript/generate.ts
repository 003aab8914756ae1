import type { Interface, TypeDefinition, WitFunction } from '../wit/model.ts';
import type { ResolvedWorld } from '../wit/world.ts';
import { AbiSet, type Abi } from './abi.ts';
import { tagName } from './cases.ts';
import { declareType } from './definitions.ts';
import { declareExports, type ExportNames } from './exports.ts';
import { declareImportedFunction, declareImports } from './imports.ts';
import { lostHandlesFile } from './lost-handles.ts';
import { typeName } from './names.ts';
import { ABORT_PATH, ENTRY_PATH, MEMORY_PATH, SMALL_BLOCKS_PATH, TYPES_PATH } from './paths.ts';
import { Plan, type Module } from './plan.ts';
import { ABORT, ABORT_EXPORTS, MEMORY, typesSource } from './prelude.ts';
import { SMALL_BLOCKS } from './small-blocks.ts';
import { docComment, SourceFile } from './source-file.ts';

/** The bindings of one world. */
export interface Bindings {
  /** Source text by path inside the component's folder, with `.ts`. */
  readonly files: ReadonlyMap<string, string>;
  /** What the core exports of `bindings/entry.ts` must be called instead, by their identifiers. */
  readonly exportNames: ReadonlyMap<string, string>;
}

/** Generates the AssemblyScript sources that bind a world. Throws `WitError` for what cannot be carried. */
export function generateBindings(world: ResolvedWorld): Bindings {
  const plan = new Plan(world);
  const abis = new AbiSet(plan);
  const exportNames: ExportNames = new Map();
  const sources: SourceFile[] = [];
  const entry = new SourceFile(ENTRY_PATH, `Everything that a component of ${world.world.id} is called through.`);
  entry.include(SMALL_BLOCKS_PATH);
  entry.reexport(MEMORY_PATH, 'cabi_realloc', 'cabi_realloc');
  entry.reexportAll(ABORT_PATH);
  for (const [identifier, name] of Object.entries(ABORT_EXPORTS)) exportNames.set(identifier, name);

  for (const module of plan.modules) {
    const { owner, side } = module;
    const abi = abis.of(module);
    if (owner.kind === 'world') {
      const functions = worldFunctions(world, side);
      if (side === 'import') sources.push(...worldModule(abi, functions));
      else if (functions.size > 0) sources.push(exported(abi, { types: new Map(), functions }, entry, exportNames));
      continue;
    }
    sources.push(interfaceModule(abi, owner));
    if (side === 'export') sources.push(exported(abi, owner, entry, exportNames));
  }
  const lostHandles = lostHandlesFile(plan, abis);
  if (lostHandles) sources.push(lostHandles);
  sources.push(...abis.files(), entry);

  const files = new Map<string, string>();
  const tuples = new Set<number>();
  for (const source of sources) {
    for (const name of source.namesFrom(TYPES_PATH)) if (name.startsWith('Tuple')) tuples.add(Number(name.slice(5)));
    if (!source.isEmpty) files.set(`${source.path}.ts`, source.render());
  }
  files.set(`${TYPES_PATH}.ts`, typesSource([...tuples].sort((a, b) => a - b)));
  files.set(`${MEMORY_PATH}.ts`, MEMORY);
  files.set(`${SMALL_BLOCKS_PATH}.ts`, SMALL_BLOCKS);
  files.set(`${ABORT_PATH}.ts`, ABORT);
  return { files, exportNames };
}

function worldFunctions(world: ResolvedWorld, side: Module['side']): Map<string, WitFunction> {
  const functions = new Map<string, WitFunction>();
  for (const { target } of side === 'import' ? world.imports : world.exports) {
    if (target.kind === 'function') functions.set(target.name, target);
  }
  return functions;
}

/** The types and imported functions that the world itself has. */
function worldModule(abi: Abi, functions: ReadonlyMap<string, WitFunction>): SourceFile[] {
  const { world } = abi.plan.world;
  if (functions.size === 0 && world.types.size === 0) return [];
  const file = new SourceFile(abi.module.path, `The types and functions of world ${world.id} itself.`);
  reserveNames(file, world.types.keys());
  for (const definition of world.types.values()) declareType(abi, file, definition);
  declareImports(abi, file, { types: world.types, functions: new Map() });
  for (const fn of functions.values()) declareImportedFunction(abi, file, fn);
  return [file];
}

/** What authors use of one interface. */
function interfaceModule(abi: Abi, one: Interface): SourceFile {
  const { plan, module } = abi;
  const file = new SourceFile(module.path, `${one.id}, ${module.side}ed.`);
  file.document(docComment(one.docs));
  reserveNames(file, one.types.keys());
  for (const { name, target } of one.uses) {
    const isResource = target.definition.kind === 'resource';
    const { path } = isResource ? plan.resourceClass(target, module.side) : plan.moduleOfType(target, module.side);
    reexport(file, path, target, name);
    file.prefer(path, typeName(target.name), typeName(name));
  }
  for (const definition of one.types.values()) {
    const { path } = plan.moduleOfType(definition, module.side);
    if (path === module.path) declareType(abi, file, definition);
    else reexport(file, path, definition, definition.name);
    if (module.side === 'export' && definition.definition.kind === 'resource') {
      file.reexport(module.authorPath, typeName(definition.name), typeName(definition.name));
    }
  }
  if (module.side === 'import') declareImports(abi, file, one);
  return file;
}

function reexport(file: SourceFile, path: string, type: TypeDefinition, as: string): void {
  file.reexport(path, typeName(type.name), typeName(as));
  if (type.definition.kind === 'variant') file.reexport(path, tagName(type), `${typeName(as)}Tag`);
}

function exported(
  abi: Abi,
  one: Parameters<typeof declareExports>[1],
  entry: SourceFile,
  names: ExportNames,
): SourceFile {
  const file = declareExports(abi, one, names);
  if (!file.isEmpty) entry.reexportAll(file.path);
  return file;
}

function reserveNames(file: SourceFile, types: Iterable<string>): void {
  for (const name of types) file.reserve(typeName(name));
}
