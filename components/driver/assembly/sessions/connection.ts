import * as connections from '../../bindings/kernel-net/connections';
import * as slots from '../../bindings/kernel-store/slots';
import { Antecedents } from '../parse/antecedents';
import { Question } from '../parse/question';
import { TupleReader, packInteger, packRef, packRefs, packText, packing } from '../values/tuple';
import { PLAYER } from '../world/slot-names';
import { writeSlot } from '../world/store';

const TRANSPORT = 'transport';
/** Integer and text: what was asked of `credentials`, and the name it is about. */
const PENDING = 'pending';
const SESSION = 'session';
/** Text: the other side's address, for the log. */
const ADDRESS = 'address';
/** Integer: passwords that did not fit. */
const FAILURES = 'failures';
/** Integer: when something was last typed, in milliseconds since 1970, not exactly. */
const ACTIVE = 'active';
/** Ref: what `it` means. */
const IT = 'it';
/** Refs: what `them` means, where the last command named several. */
const THEM = 'them';
/** Ref: what `him` and `her` mean. */
const PERSON = 'person';
/** A question which thing is meant, as `Question` packs it. */
const QUESTION = 'question';

/** How exactly it is known when somebody was last active: noting it at every command would make every look a write. */
const ACTIVE_STEP_MS: u64 = 20_000;
/** Connections remembered at once. */
const MAX_CACHED = 4096;

/** What waits for an answer about a password. */
export enum Pending {
  Nothing,
  /** A player is to be made, once the verifier is there. */
  Create,
  /** A player wants to enter, and the password is being checked. */
  Connect,
  /** There is no such player: whoever asks waits as long as for a wrong password. */
  Stranger,
}

const NO_OBJECTS: Array<u64> = [];
const NOBODY_NAMED = new Antecedents(0, NO_OBJECTS, 0);
const reader = new TupleReader();
let cached = new Map<u64, Connection>();

/** What is known of one connection, as its slots were when they were last read. */
export class Connection {
  private version: u64 = 0;
  transport: connections.Transport = connections.Transport.Lines;
  /** The player it has entered as; 0 before. */
  player: u64 = 0;
  /** The session it entered by; 0 on terminals. */
  session: u64 = 0;
  address: string = '';
  /** How many passwords that were tried on it did not fit. */
  failures: i32 = 0;
  pending: Pending = Pending.Nothing;
  /** The name that a pending request is about. */
  pendingName: string = '';
  activeMs: u64 = 0;
  antecedents: Antecedents = NOBODY_NAMED;
  /** What the world has asked and the next line may answer. */
  question: Question | null = null;

  constructor(readonly oid: u64) {}

  /** A connection as this task sees it: to be called once a task. */
  static read(oid: u64): Connection {
    if (cached.size >= MAX_CACHED) cached = new Map<u64, Connection>();
    let connection: Connection;
    if (cached.has(oid)) connection = cached.get(oid);
    else {
      connection = new Connection(oid);
      cached.set(oid, connection);
    }
    const version = slots.version(oid);
    if (version != connection.version) connection.decode(version, slots.load(oid));
    return connection;
  }

  /** Notes a connection that was just made. */
  static begin(oid: u64, transport: connections.Transport, address: string): Connection {
    writeSlot(oid, TRANSPORT, packInteger(transport));
    writeSlot(oid, ADDRESS, packText(address));
    return Connection.read(oid);
  }

  /** Whether it was ever begun, and not ended. */
  get exists(): bool {
    return this.version != 0;
  }

  private decode(version: u64, bytes: Uint8Array): void {
    this.version = version;
    this.player = 0;
    this.session = 0;
    this.address = '';
    this.failures = 0;
    this.pending = Pending.Nothing;
    this.pendingName = '';
    this.activeMs = 0;
    this.question = null;
    let it: u64 = 0;
    let them = NO_OBJECTS;
    let person: u64 = 0;
    let at = bytes.dataStart;
    const end = at + bytes.length;
    while (at < end) {
      const nameSize = load<u32>(at);
      const value = at + 8 + nameSize;
      const valueSize = load<u32>(value - 4);
      const slot = String.UTF8.decodeUnsafe(at + 4, nameSize);
      reader.over(value, valueSize);
      if (slot == TRANSPORT) this.transport = <connections.Transport>reader.integer();
      else if (slot == PLAYER) this.player = reader.ref();
      else if (slot == ADDRESS) this.address = reader.text();
      else if (slot == FAILURES) this.failures = <i32>reader.integer();
      else if (slot == SESSION) this.session = reader.ref();
      else if (slot == ACTIVE) this.activeMs = reader.integer();
      else if (slot == IT) it = reader.ref();
      else if (slot == PERSON) person = reader.ref();
      else if (slot == THEM) {
        them = [];
        while (reader.more()) them.push(reader.ref());
      } else if (slot == QUESTION) this.question = Question.read(reader);
      else if (slot == PENDING) {
        this.pending = <Pending>reader.integer();
        this.pendingName = reader.text();
      }
      at = value + valueSize;
    }
    this.antecedents = new Antecedents(it, them, person);
  }

  private stamp(): void {
    this.version = slots.version(this.oid);
  }

  /** Notes that a request about a password is on its way. */
  await(pending: Pending, name: string): void {
    writeSlot(this.oid, PENDING, packing.start().integer(pending).text(name).finish());
    this.pending = pending;
    this.pendingName = name;
    this.stamp();
  }

  /** The request was answered. */
  settle(): void {
    slots.clear(this.oid, PENDING);
    this.pending = Pending.Nothing;
    this.stamp();
  }

  /** Notes that a password did not fit. */
  fail(): void {
    this.failures++;
    writeSlot(this.oid, FAILURES, packInteger(this.failures));
    this.stamp();
  }

  /** Notes who has entered, and by which session (0 for none). */
  enter(player: u64, session: u64): void {
    writeSlot(this.oid, PLAYER, packRef(player));
    if (session != 0) writeSlot(this.oid, SESSION, packRef(session));
    this.player = player;
    this.session = session;
    this.stamp();
  }

  /** Nobody has entered by it any more. */
  detach(): void {
    slots.clear(this.oid, PLAYER);
    slots.clear(this.oid, SESSION);
    this.player = 0;
    this.session = 0;
    this.stamp();
  }

  /** Notes that something was typed. */
  touch(nowMs: u64): void {
    if (nowMs < this.activeMs + ACTIVE_STEP_MS) return;
    writeSlot(this.oid, ACTIVE, packInteger(nowMs));
    this.activeMs = nowMs;
    this.stamp();
  }

  /** Notes what pronouns mean from now on: what a command has named, but for whoever typed it and where they are. */
  mean(named: Array<u64>, person: u64, actor: u64, here: u64): void {
    const before = this.antecedents;
    let it = before.it;
    let them = before.them;
    if (named.length > 1) them = named;
    else if (named.length == 1 && named[0] != actor && named[0] != here) {
      it = named[0];
      them = NO_OBJECTS;
    }
    const last = person == 0 || person == actor ? before.person : person;
    if (it == before.it && them === before.them && last == before.person) return;
    if (it != before.it) writeSlot(this.oid, IT, packRef(it));
    if (last != before.person) writeSlot(this.oid, PERSON, packRef(last));
    if (them.length > 0) writeSlot(this.oid, THEM, packRefs(them));
    else if (before.them.length > 0) slots.clear(this.oid, THEM);
    this.antecedents = new Antecedents(it, them, last);
    this.stamp();
  }

  /** Notes what the world has asked; null when nothing is open. */
  ask(question: Question | null): void {
    if (question === this.question) return;
    if (question === null) slots.clear(this.oid, QUESTION);
    else writeSlot(this.oid, QUESTION, question.pack());
    this.question = question;
    this.stamp();
  }

  /** Forgets everything: the connection is gone. */
  end(): void {
    slots.clearAll(this.oid);
    cached.delete(this.oid);
  }
}
