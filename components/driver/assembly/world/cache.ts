import * as slots from '../../bindings/kernel-store/slots';
import { ObjectTable } from './object-table';
import { Property } from './property';
import { Shape } from './shape';
import { WorldObject } from './world-object';
import { forgetWritten, noteWritten } from './written';

/** Objects in one of two generations. Two full ones take about 4 MB; a look into a crowded room touches tens. */
const GENERATION_SIZE = 2048;
/** A generation may grow past its size within one task: by the fullest room and all that is in reach of somebody there. */
const MAX_GENERATION = 8192;

/** Objects used since the last turn of generations, and those used before it. */
let young = new ObjectTable();
let old = new ObjectTable();
/** Grows with every task: what was compared before has to be compared again. */
let epoch: u32 = 1;
/** The run of a task that the epoch stands for. */
let run: u64 = 0;

/** Everything read so far has to be compared with the store before it is used again, unless it is of the same run of a task. */
export function beginEpoch(current: u64): void {
  if (current == run) return;
  run = current;
  epoch++;
  forgetWritten();
  if (young.size < GENERATION_SIZE) return;
  turnGenerations();
}

/** The run of a task that goes on. */
export function currentRun(): u64 {
  return run;
}

/** Another instance has written an object. */
export function outdate(oid: u64): void {
  const object = young.get(oid) || old.get(oid);
  if (object !== null) object.epoch = 0;
}

/** Forgets all objects and all that was derived from prototypes. */
export function forgetObjects(): void {
  young = new ObjectTable();
  old = new ObjectTable();
  Shape.forgetAll();
  Property.forgetAll();
}

/** The object with an oid, as this task sees it. One that was recycled, or never was, has no slots: see `exists`. */
export function objectAt(oid: u64): WorldObject {
  const known = young.get(oid);
  const object = known === null ? adopt(oid) : known;
  if (object.epoch == epoch) return object;
  const version = slots.version(oid);
  object.epoch = epoch;
  if (version == object.version) return object;
  object.version = version;
  object.decode(slots.load(oid));
  return object;
}

/** Takes an object over from the old generation, or begins to remember it. */
function adopt(oid: u64): WorldObject {
  if (young.size >= MAX_GENERATION) turnGenerations();
  const known = old.get(oid);
  const object = known === null ? new WorldObject(oid) : known;
  young.add(object);
  return object;
}

function turnGenerations(): void {
  old = young;
  young = new ObjectTable();
}

/** The object with an oid; null for 0, which is no object. */
export function objectOrNone(oid: u64): WorldObject | null {
  return oid == 0 ? null : objectAt(oid);
}

/** To be called after this instance wrote a slot of an object and changed the object in memory accordingly. */
export function stampWritten(object: WorldObject): void {
  object.version = slots.version(object.oid);
  noteWritten(object.oid);
}
