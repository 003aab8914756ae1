import * as slots from '../bindings/kernel-store/slots';
import { File, Remark } from '../bindings/kernel-program/image';
import * as programs from '../bindings/kernel-program/programs';
import { Result } from '../bindings/types';
import { effects } from './dispatch/effects';
import { Verb } from './dispatch/verb';
import { Drafts } from './loading/draft';
import {
  Assignment,
  declareProperties,
  draftObject,
  orderPrototypes,
  ownerOf,
  placeObjects,
  readAllTimers,
  readAssignments,
} from './loading/objects';
import { readPowers } from './loading/powers';
import { Place, Problems } from './loading/problem';
import { Entry, checkSizes, readEntries } from './loading/source';
import { loadVerb } from './loading/verbs';
import { Meaning, checkMeanings, checkWorld, loadGrammar, loadTopic, loadWorldEntry } from './loading/world-entry';
import { allWritten, declareExits, declareIndices, stampWorld, writeObject, writeWorld } from './loading/writing';
import { showChanges } from './perception/panels';
import { objectAt } from './world/cache';
import { VERB_PREFIX, World, beginTask, forgetWorld, world } from './world/world';

/** An image is taken in as a whole, in 64 MiB of memory: both figures together stay below it. */
const MAX_UNITS = 1_500_000;
const MAX_ENTRIES = 15_000;
/** Missing programs that are told of: more have one reason, which these show. */
const MAX_REMARKS = 20;

/** Loads the files of a source, all or none: everything is checked before anything is written. Answers what does not work yet. */
export function load(source: string, files: Array<File>): Result<Array<Remark>, Remark> {
  beginTask();
  effects.start();
  const problems = new Problems();
  const loading = new Loading(source, problems);
  loading.run(files);
  // What was read meanwhile is about objects that did not exist yet, or were others.
  forgetWorld();
  if (problems.some) {
    return Result.err<Array<Remark>, Remark>(new Remark(problems.path, problems.line, problems.reason));
  }
  beginTask();
  showChanges();
  return Result.ok<Array<Remark>, Remark>(loading.remarks);
}

/** Where a verb that is there already is defined, for people. */
function placeOf(verb: Verb): string {
  return verb.author == 0 ? ownerOf(verb.source) : `${objectAt(verb.author).name}, in the world`;
}

/** One loading of files. */
class Loading {
  private drafts: Drafts;
  private assignments: Array<Array<Assignment>> = [];
  private rest: Array<Entry> = [];
  private target: World = world();
  private firstVerb: i32;
  /** What does not work yet. */
  readonly remarks: Array<Remark> = [];
  /** The programs that were looked for. */
  private sought: Array<string> = [];

  constructor(
    private source: string,
    private problems: Problems,
  ) {
    this.drafts = new Drafts(source);
    // What these files defined before is left out, as if it had never been. Forgetting the world afterwards has all of it read anew.
    const before = world();
    if (before.oid == 0) this.target = new World(slots.create(), 0);
    else {
      this.target = new World(before.oid, before.version, source);
      this.target.decode(slots.load(before.oid));
    }
    this.firstVerb = this.target.verbs.length;
  }

  run(files: Array<File>): bool {
    const path = files.length == 0 ? this.source : files[0].path;
    if (this.source.length == 0 && this.target.version != 0)
      return this.problems.at(new Place(path, 0), 'this store has a world already: a world image fills an empty one');
    if (this.source.length > 0 && this.target.version == 0)
      return this.problems.at(new Place(path, 0), 'there is no world to add to: load a world image first');
    declareIndices();
    return this.readFiles(files) && this.readObjects() && this.readRest() && this.finish(path);
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
    for (let i = 0; i < all.length; i++) {
      if (!declareProperties(all[i], this.drafts, this.problems)) return false;
      if (!readPowers(all[i], this.source, this.problems)) return false;
    }
    if (!placeObjects(this.drafts, this.problems) || !readAllTimers(this.drafts, this.problems)) return false;
    for (let i = 0; i < all.length; i++) {
      const assignments = new Array<Assignment>();
      if (!readAssignments(all[i], this.drafts, this.problems, assignments)) return false;
      this.assignments.push(assignments);
    }
    return true;
  }

  private readRest(): bool {
    const places = new Array<Place>();
    for (let i = 0; i < this.firstVerb; i++) places.push(new Place(placeOf(this.target.verbs[i]), 0));
    const numbers = this.freeNumbers();
    const meanings = new Array<Meaning>();
    const source = this.source;
    for (let i = 0; i < this.rest.length; i++) {
      const entry = this.rest[i];
      let loaded: bool;
      if (entry.keyword == 'verb') {
        const number = numbers.length > 0 ? numbers.shift() : this.target.nextNumber++;
        loaded = loadVerb(entry, this.target, number, this.drafts, places, this.problems);
        if (loaded) this.seek(entry);
      } else if (entry.keyword == 'topic') loaded = loadTopic(entry, this.target, source, this.problems);
      else if (entry.keyword == 'grammar') loaded = loadGrammar(entry, this.target, source, meanings, this.problems);
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

  /** Looks for the program of the verb that was read last: it may be installed later, so it is no mistake yet. */
  private seek(entry: Entry): void {
    const verbs = this.target.verbs;
    const program = verbs[verbs.length - 1].program;
    // The files of a program come before it.
    if (program == this.source || this.remarks.length == MAX_REMARKS || this.sought.includes(program)) return;
    this.sought.push(program);
    if (programs.describe(program) !== null) return;
    const run = entry.field('run');
    const place = run === null ? entry.place : run.place;
    const reason = `there is no program "${program}" yet: install it, or mend the run field`;
    this.remarks.push(new Remark(place.path, place.line, reason));
  }

  /** The numbers of verbs that are defined anew, in order: a verb keeps its place among others as long as it can. */
  private freeNumbers(): Array<i32> {
    const numbers = new Array<i32>();
    for (let i = 0; i < this.target.leftOut.length; i++) {
      const slot = this.target.leftOut[i];
      if (slot.startsWith(VERB_PREFIX)) numbers.push(<i32>parseInt(slot.substring(VERB_PREFIX.length)));
    }
    return numbers;
  }

  private finish(path: string): bool {
    if (!checkWorld(this.target, path, this.problems)) return false;
    const all = this.drafts.all;
    for (let i = 0; i < all.length; i++) writeObject(all[i], this.assignments[i], i, this.source);
    const exit = this.drafts.named('exit');
    if (exit !== null && exit.declaredNamed('to') !== null) declareExits(exit.oid);
    writeWorld(this.target, this.firstVerb);
    stampWorld(this.target);
    if (allWritten()) return true;
    return this.problems.at(
      new Place(path, 0),
      'the files have more than one task may write (9,000,000 bytes): make them smaller',
    );
  }
}
