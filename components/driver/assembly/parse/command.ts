import { Message } from '../dispatch/message';
import { Outcome, send } from '../dispatch/send';
import { Datum } from '../values/datum';
import { capitalised, lowerCase, shortened, spokenList } from '../values/text';
import { objectAt } from '../world/cache';
import { world } from '../world/world';
import { WorldObject } from '../world/world-object';
import { Antecedents } from './antecedents';
import { runForEach } from './each';
import { Match, Matcher } from './match';
import { isArticle, isPreposition } from './function-words';
import { fitOf, Fit } from './nouns';
import { Pattern, Scope } from './pattern';
import { ALL_OF_THEM, Decision, Question, which } from './question';
import { Reach } from './reach';
import { Problem } from './problem';
import { NO_DECISIONS, Resolver } from './resolve';
import { Line } from './words';

/** What somebody goes by: an exit's name alone is this message. */
const GO = 'go:';
/** Most forms of a command that an error proposes. */
const MAX_PROPOSED = 4;
/** How much of an unknown word an answer repeats. */
const MAX_QUOTED_UNITS = 40;
const QUOTE = 0x22;

// One line is parsed at a time, so what parses it is made once.
const line = new Line();
const reach = new Reach(changetype<WorldObject>(0), null);
const resolver = new Resolver(reach);
const matcher = new Matcher(line, resolver);

const NONE: Array<u64> = [];

/** What came of a typed line. */
export class Command {
  constructor(
    /** The sentence for the person when it came to nothing; empty when a program has answered. */
    readonly problem: string,
    /** The first object it named, or several: what `it` and `them` mean from now on. */
    readonly named: Array<u64>,
    /** What it asks, or null: the next line may answer. */
    readonly question: Question | null = null,
    readonly fit: LineFit = LineFit.Command,
    /** The person it named last, or 0: what `him` and `her` mean from now on. */
    readonly person: u64 = 0,
  ) {}

  /** What came of a line that was understood. */
  static of(match: Match, problem: string): Command {
    const named = match.several.length > 0 ? match.several : match.named == 0 ? NONE : [match.named];
    return new Command(problem, named, null, LineFit.Command, match.person);
  }

  /** The same, and a question is still open. */
  asking(question: Question): Command {
    return new Command(this.problem, this.named, question, this.fit, this.person);
  }
}

/** What a line is, as far as it was understood. */
export enum LineFit {
  /** No command begins so. */
  None,
  /** Its first word begins a command, and the rest does not go on like one. */
  Beginning,
  /** A command. */
  Command,
}

/**
 * Runs a typed line for somebody. `antecedents` is what earlier lines have named; `question` is what the last line left open, or null.
 * A line that is a command is run as one; another may answer the question, which completes the line that it is about.
 */
export function runCommand(
  actor: WorldObject,
  here: WorldObject | null,
  typed: string,
  antecedents: Antecedents,
  question: Question | null,
): Command {
  const command = runLine(actor, here, typed, antecedents, NO_DECISIONS);
  if (question === null || command.fit == LineFit.Command) return command;
  if (question.meansAll(typed))
    return runLine(actor, here, question.line, antecedents, question.decidedFor(ALL_OF_THEM));
  const meant = question.meantBy(typed, command.fit == LineFit.Beginning ? Fit.Words : Fit.Beginnings);
  if (meant.length == 1) return runLine(actor, here, question.line, antecedents, question.decidedFor(meant[0]));
  if (meant.length == 0) return command.fit == LineFit.None ? command.asking(question) : command;
  const shown = shortened(typed.trim(), MAX_QUOTED_UNITS);
  return new Command(which(shown, meant), NONE, question.narrowedTo(meant));
}

/** Runs a line whose phrases mean what was decided, and else what they mean to the resolver. */
function runLine(
  actor: WorldObject,
  here: WorldObject | null,
  typed: string,
  antecedents: Antecedents,
  decisions: Array<Decision>,
): Command {
  read(typed);
  if (line.count == 0) return new Command('', NONE, null, LineFit.None);
  const patterns = world().grammar.beginningWith(line.lowered, line.start(0), line.end(0));
  reach.begin(actor, here);
  resolver.antecedents = antecedents;
  resolver.names.count = 0;
  resolver.decisions = decisions;
  matcher.begin();
  let refusedMatch: Match | null = null;
  for (let i = 0; i < patterns.length; i++) {
    const match = matcher.match(patterns[i]);
    if (match === null) continue;
    if (match.several.length > 0) {
      const problem = runForEach(match, actor.oid, here === null ? 0 : here.oid);
      if (problem !== null) return Command.of(match, problem);
    } else {
      const sent = send(
        new Message(match.pattern.selector, actor.oid, here === null ? 0 : here.oid, match.values),
        null,
      );
      if (sent.outcome != Outcome.NotUnderstood) return Command.of(match, sent.text);
    }
    if (refusedMatch === null) refusedMatch = match;
  }
  if (refusedMatch === null && matcher.problem <= Problem.Missing) {
    const exit = exitNamed();
    if (exit !== null) return leaveBy(exit, actor, here);
  }
  if (refusedMatch !== null) {
    const several = refusedMatch.several.length > 0 ? 'any of that' : '';
    return Command.of(refusedMatch, `You can't ${refusedMatch.spoken(several)}.`);
  }
  if (matcher.problem != Problem.None) {
    const doubt = matcher.doubt;
    let question: Question | null = null;
    if (matcher.problem == Problem.Several && doubt !== null) question = new Question(typed, decisions, doubt);
    return new Command(capitalised(matcher.sentence), NONE, question, LineFit.Beginning);
  }
  if (patterns.length > 0) return new Command(incomplete(patterns), NONE, null, LineFit.Beginning);
  const problem = isDirection() ? `There is no way "${line.typed(0, line.count)}" from here.` : unknown();
  return new Command(problem, NONE, null, LineFit.None);
}

/** Takes the line apart, with a shorthand replaced by its word. */
function read(typed: string): void {
  const text = typed.trim();
  const shorthands = world().grammar.shorthands;
  const index = text.length == 0 ? -1 : shorthands.indexOfPart(text, 0, 1);
  if (index < 0) return line.read(text, lowerCase(text));
  let rest = text.substring(1);
  // A quotation that was opened by the shorthand may be closed.
  const last = rest.length - 1;
  const closed = text.charCodeAt(0) == QUOTE && last >= 0 && rest.charCodeAt(last) == QUOTE;
  if (closed && rest.indexOf('"') == last) rest = rest.substring(0, last);
  const whole = shorthands.valueAt(index) + ' ' + rest;
  line.read(whole, lowerCase(whole));
}

/** The exit that the whole line names, or null. */
function exitNamed(): WorldObject | null {
  const name = line.folded(0, line.count);
  const exits = reach.candidates(Scope.Exits);
  for (let i = 0; i < exits.length; i++) if (fitOf(name, exits[i]) >= Fit.Alias) return exits[i];
  return null;
}

/** Whether the whole line is a name that exits often have: one that the prototype of exits answers to. */
function isDirection(): bool {
  const exit = world().known.exit;
  return exit != 0 && fitOf(line.folded(0, line.count), objectAt(exit)) == Fit.Alias;
}

function leaveBy(exit: WorldObject, actor: WorldObject, here: WorldObject | null): Command {
  const message = new Message(world().selector(GO), actor.oid, here === null ? 0 : here.oid, [Datum.object(exit.oid)]);
  const sent = send(message, null);
  if (sent.outcome == Outcome.Answered) return new Command('', NONE);
  return new Command(sent.outcome == Outcome.NotUnderstood ? `You can't go ${exit.name}.` : sent.text, NONE);
}

function unknown(): string {
  const word = line.typed(0, 1);
  return `I don't know how to "${shortened(word, MAX_QUOTED_UNITS)}". Type help for what you can do.`;
}

/** The line begins like a command and does not go on like one: how it is typed. */
function incomplete(patterns: Array<Pattern>): string {
  const usages = new Array<string>();
  for (let i = patterns.length - 1; i >= 0 && usages.length < MAX_PROPOSED; i--) {
    if (!usages.includes(patterns[i].usage)) usages.push(patterns[i].usage);
  }
  const proposal = spokenList(usages, 'or');
  const last = line.folded(line.count - 1, line.count);
  const count = isArticle(last) && line.count > 1 ? line.count - 1 : line.count;
  if (count > 1 && !isPreposition(line.folded(count - 1, count))) return `I don't understand that. Try: ${proposal}`;
  const rest = shortened(line.typed(1, count), MAX_QUOTED_UNITS);
  const words = patterns[0].elements[0].words;
  const first = line.folded(0, 1);
  const word = words.includes(first) ? first : words[0];
  return `${capitalised(rest.length > 0 ? word + ' ' + rest : word)} what? Try: ${proposal}`;
}
