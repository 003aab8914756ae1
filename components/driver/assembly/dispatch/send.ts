import * as log from '../../bindings/kernel-task/log';
import * as programs from '../../bindings/kernel-program/programs';
import { powersOf } from '../authority/powers';
import { Datum, NOTHING } from '../values/datum';
import { prose } from '../values/text-builder';
import { objectAt } from '../world/cache';
import { refreshWorld } from '../world/world';
import { choose } from './dispatch';
import { packCall, unpackAnswer } from './frame';
import { Message } from './message';
import { RestrictionKind } from './restriction';
import { Selector, Verb } from './verb';

/** What came of a message. */
export enum Outcome {
  Answered,
  NotUnderstood,
  Ambiguous,
  TooDeep,
  NoProgram,
  /** The verb takes powers of the actor that the sender has not. */
  Forbidden,
}

/** What a person is told when a program cannot be run. The reason is for the operator. */
const BROKEN = 'That does not work at the moment. Those who look after this world have been told.';

/** A message's outcome, its answer, and for a failure the sentence about it. */
export class Sent {
  constructor(
    readonly outcome: Outcome,
    readonly answer: Datum,
    readonly text: string,
  ) {}
}

/** What most messages come to: an answer that is nothing. */
const ANSWERED = new Sent(Outcome.Answered, NOTHING, '');

/** Gives a message to the verb that answers it, or with `after` to the next one after that. */
export function send(given: Message, after: Verb | null): Sent {
  refreshWorld();
  const message = given.selector.reading == Selector.reading ? given : given.reread();
  const choice = choose(message, after);
  const verb = choice.verb;
  if (verb === null) return new Sent(Outcome.NotUnderstood, NOTHING, described(message));
  const rival = choice.rival;
  if (rival !== null) return new Sent(Outcome.Ambiguous, NOTHING, ambiguity(verb, rival));
  if ((powersTakenBy(verb) & ~message.powers) != 0) {
    const sentence = `${verb.selector.text} is answered with more powers of ${objectAt(message.actor).definiteName} than the sender may lend`;
    return new Sent(Outcome.Forbidden, NOTHING, sentence);
  }
  return run(message, verb);
}

/** The powers that a verb takes from its actor. */
function powersTakenBy(verb: Verb): u32 {
  const restriction = verb.restrictions[0];
  return restriction.kind == RestrictionKind.Prototype ? powersOf(objectAt(restriction.prototype)) : 0;
}

function run(message: Message, verb: Verb): Sent {
  const result = programs.invoke(verb.program, packCall(message, verb));
  if (result.isOk) {
    const answer = unpackAnswer(result.ok);
    return answer.isNothing ? ANSWERED : new Sent(Outcome.Answered, answer, '');
  }
  const error = result.err;
  if (error.isTooDeep) return new Sent(Outcome.TooDeep, NOTHING, 'One thing led to another, and it went too far.');
  log.write(log.Level.Warning, `${verb.selector.text} is not answered: ${reasonOf(error)}`);
  return new Sent(Outcome.NoProgram, NOTHING, BROKEN);
}

function reasonOf(error: programs.ProgramError): string {
  if (error.isNotInstalled)
    return `there is no program ${error.asNotInstalled}: add it to components/, or mend the run field`;
  if (error.isNotGranted) return error.asNotGranted;
  return error.asInvalid;
}

function described(message: Message): string {
  prose.start();
  message.describe(prose);
  return prose.finish();
}

function ambiguity(verb: Verb, rival: Verb): string {
  return `${verb.selector.text} is answered by ${verb.answerer} and by ${rival.answerer}, which have the same restrictions: let the role ${verb.decidingRole} of one name something nearer`;
}
