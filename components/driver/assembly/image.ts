import * as slots from '../bindings/kernel-store/slots';
import { File, ImageError } from '../bindings/kernel-program/image';
import { Result, Unit } from '../bindings/types';
import { Drafts } from './loading/draft';
import {
  Assignment,
  declareProperties,
  draftObject,
  orderPrototypes,
  placeObjects,
  readAssignments,
} from './loading/objects';
import { Place, Problems } from './loading/problem';
import { Entry, checkSizes, readEntries } from './loading/source';
import { loadVerb } from './loading/verbs';
import { Meaning, checkMeanings, checkWorld, loadGrammar, loadTopic, loadWorldEntry } from './loading/world-entry';
import { allWritten, declareExits, declareIndices, writeObject, writeWorld } from './loading/writing';
import { World, beginTask, forgetWorld, world } from './world/world';

/** An image is taken in as a whole, in 64 MiB of memory: both figures together stay below it. */
const MAX_UNITS = 1_500_000;
const MAX_ENTRIES = 15_000;

/** Loads the files of a world image, all or none: everything is checked before anything is written. */
export function load(files: Array<File>): Result<Unit, ImageError> {
  beginTask();
  const problems = new Problems();
  new Loading(problems).run(files);
  // What was read meanwhile is about objects that did not exist yet.
  forgetWorld();
  if (!problems.some) return Result.ok<Unit, ImageError>(Unit.value);
  return Result.err<Unit, ImageError>(new ImageError(problems.path, problems.line, problems.reason));
}

/** One loading of an image. */
class Loading {
  private drafts: Drafts = new Drafts();
  private assignments: Array<Array<Assignment>> = [];
  private rest: Array<Entry> = [];
  private target: World;
  private firstVerb: i32;

  constructor(private problems: Problems) {
    // A world that was loaded before is only added to. Forgetting it afterwards makes everything be read anew.
    const before = world();
    this.target = before.oid == 0 ? new World(slots.create(), 0) : before;
    this.firstVerb = this.target.verbs.length;
  }

  run(files: Array<File>): bool {
    declareIndices();
    return this.readFiles(files) && this.readObjects() && this.readRest() && this.finish(files);
  }

  private readFiles(files: Array<File>): bool {
    const entries = new Array<Entry>();
    let units = 0;
    for (let i = 0; i < files.length; i++) {
      units += files[i].text.length;
      if (units > MAX_UNITS)
        return this.problems.at(new Place(files[i].path, 0), `the image has over ${MAX_UNITS} characters`);
      if (!readEntries(files[i].path, files[i].text, entries, this.problems)) return false;
    }
    if (entries.length > MAX_ENTRIES) {
      return this.problems.at(entries[MAX_ENTRIES].place, `the image has over ${MAX_ENTRIES} entries`);
    }
    for (let i = 0; i < entries.length; i++) {
      const entry = entries[i];
      if (!checkSizes(entry, this.problems)) return false;
      const isObject = entry.keyword == 'object' || entry.keyword == 'prototype';
      if (!isObject) this.rest.push(entry);
      else if (!draftObject(entry, this.drafts, this.problems)) return false;
    }
    return true;
  }

  private readObjects(): bool {
    const all = this.drafts.all;
    if (!orderPrototypes(this.drafts, this.problems)) return false;
    for (let i = 0; i < all.length; i++) if (!declareProperties(all[i], this.drafts, this.problems)) return false;
    if (!placeObjects(this.drafts, this.problems)) return false;
    for (let i = 0; i < all.length; i++) {
      const assignments = new Array<Assignment>();
      if (!readAssignments(all[i], this.drafts, this.problems, assignments)) return false;
      this.assignments.push(assignments);
    }
    return true;
  }

  private readRest(): bool {
    const places = new Array<Place>();
    for (let i = 0; i < this.firstVerb; i++) places.push(new Place('an earlier image', 0));
    const meanings = new Array<Meaning>();
    for (let i = 0; i < this.rest.length; i++) {
      const entry = this.rest[i];
      let loaded: bool;
      if (entry.keyword == 'verb') loaded = loadVerb(entry, this.target, this.drafts, places, this.problems);
      else if (entry.keyword == 'topic') loaded = loadTopic(entry, this.target, this.problems);
      else if (entry.keyword == 'grammar') loaded = loadGrammar(entry, this.target, meanings, this.problems);
      else if (entry.keyword == 'world') loaded = loadWorldEntry(entry, this.target, this.drafts, this.problems);
      else {
        const keywords = 'object, prototype, verb, topic, grammar, world';
        loaded = this.problems.at(entry.place, `"${entry.keyword}" begins no entry: one of ${keywords} does`);
      }
      if (!loaded) return false;
    }
    this.target.grammar.compile(this.target.verbs.slice(this.firstVerb));
    return checkMeanings(this.target, meanings, this.problems);
  }

  private finish(files: Array<File>): bool {
    const path = files.length == 0 ? '' : files[0].path;
    if (!checkWorld(this.target, path, this.problems)) return false;
    const all = this.drafts.all;
    for (let i = 0; i < all.length; i++) writeObject(all[i], this.assignments[i], i);
    const exit = this.drafts.named('exit');
    if (exit !== null && exit.declaredNamed('to') !== null) declareExits(exit.oid);
    if (this.rest.length > 0) writeWorld(this.target, this.firstVerb);
    if (allWritten()) return true;
    return this.problems.at(
      new Place(path, 0),
      'the image has more than one task may write (9,000,000 bytes): make it smaller',
    );
  }
}
