import * as call from '../bindings/driver-objects/call';
import * as narration from '../bindings/driver-objects/narration';
import { Tone } from '../bindings/driver-objects/narration';
import { Article, Handle, Value } from '../bindings/driver-objects/objects';
import { COLUMNS, DISCS, EMPTY, drawn, dropped, isFull, wins } from './board';

const CELLS: string = 'four-board/cells';
const SEATS: string = 'four-board/seats';
const TURN: string = 'four-board/turn';

/** Answers one call. Which function is meant stands in world/four-in-a-row.world. */
export function run(): void {
  const entry = call.entry();
  if (entry == 'join') return withBoard('join', join);
  if (entry == 'play') return withBoard('on', play);
  if (entry == 'clear') return withBoard('clear', clear);
  if (entry == 'look') return withBoard('examine', look);
  throw new Error('four-in-a-row has no function ' + entry);
}

/** Calls a function with the board in a role and who acts, and lets go of both. */
function withBoard(role: string, use: (board: Handle, actor: Handle) => void): void {
  const board = call.object(role);
  if (board === null) throw new Error('the message has no board in the role ' + role);
  const actor = call.actor();
  use(board, actor);
  actor.drop();
  board.drop();
}

/** `join board`: the first two who do play. */
function join(board: Handle, actor: Handle): void {
  const seats = seatsOf(board);
  if (seatOf(seats, actor) >= 0) narration.tell(actor, Tone.Notice, 'You are playing already.');
  else if (seats.length == 2) narration.tell(actor, Tone.Notice, 'Two are playing. You may watch.');
  else {
    const next = seats.length == 0 ? 'One chair is free.' : seats[0].name(Article.Bare) + ' begins.';
    narration.act(Tone.Action, '{actor} {sit|sits} down at {join}. ' + next);
    seats.push(actor.seen());
    // A handle inside a value is given away: there is nothing left to drop.
    board.set(SEATS, Value.objects(seats));
    return;
  }
  dropAll(seats);
}

/** `play 4 on board`. */
function play(board: Handle, actor: Handle): void {
  const seats = seatsOf(board);
  const seat = seatOf(seats, actor);
  const turn = turnOf(board);
  const column = <i32>parseInt(call.text('play')) - 1;
  if (seat < 0) narration.tell(actor, Tone.Notice, 'You are not playing: join the board first.');
  else if (seats.length < 2) narration.tell(actor, Tone.Notice, 'There is nobody to play against yet.');
  else if (seat != turn)
    narration.tell(actor, Tone.Notice, 'It is the turn of ' + seats[turn].name(Article.Bare) + '.');
  else put(board, actor, column, turn);
  dropAll(seats);
}

function put(board: Handle, actor: Handle, column: i32, turn: i32): void {
  const disc = DISCS.charAt(turn);
  const cells = dropped(cellsOf(board), column, disc);
  if (cells.length == 0) {
    const reason = column < 0 || column >= COLUMNS ? 'The columns are 1 to 7.' : 'That column is full.';
    return narration.tell(actor, Tone.Notice, reason);
  }
  const number = (column + 1).toString();
  narration.act(Tone.Action, '{actor} {drop|drops} ' + disc + ' into column ' + number + '.\n' + drawn(cells));
  if (wins(cells, disc)) return end(board, '{actor} {have|has} four in a row and {win|wins}!');
  if (isFull(cells)) return end(board, 'The board is full, and nobody has won.');
  board.set(CELLS, Value.text(cells));
  board.set(TURN, Value.integer(1 - turn));
}

/** `clear board`: one of those who play gives up; anybody may when nobody plays. */
function clear(board: Handle, actor: Handle): void {
  const seats = seatsOf(board);
  if (seats.length > 0 && seatOf(seats, actor) < 0) narration.tell(actor, Tone.Notice, 'Others are playing.');
  else end(board, '{actor} {clear|clears} {clear}.');
  dropAll(seats);
}

/** `look at board`. */
function look(board: Handle, actor: Handle): void {
  const passed = call.pass();
  if (!passed.isOk) throw new Error('nothing else answers examine:');
  narration.tell(actor, Tone.Description, drawn(cellsOf(board)));
}

/** Says how it ends, and makes the board ready for the next two. */
function end(board: Handle, line: string): void {
  narration.act(Tone.Action, line);
  board.set(CELLS, Value.text(EMPTY));
  board.set(SEATS, Value.nothing());
  board.set(TURN, Value.integer(0));
}

function cellsOf(board: Handle): string {
  const cells = board.get(CELLS);
  return cells.isOk && cells.ok.isText && cells.ok.asText.length == EMPTY.length ? cells.ok.asText : EMPTY;
}

function turnOf(board: Handle): i32 {
  const turn = board.get(TURN);
  return turn.isOk && turn.ok.isInteger ? <i32>turn.ok.asInteger : 0;
}

function seatsOf(board: Handle): Handle[] {
  const seats = board.get(SEATS);
  return seats.isOk && seats.ok.isObjects ? seats.ok.asObjects : [];
}

/** The place of somebody among those who play; -1 for who does not. */
function seatOf(seats: Handle[], person: Handle): i32 {
  for (let i = 0; i < seats.length; i++) if (seats[i].sameAs(person)) return i;
  return -1;
}

function dropAll(handles: Handle[]): void {
  for (let i = 0; i < handles.length; i++) handles[i].drop();
}
