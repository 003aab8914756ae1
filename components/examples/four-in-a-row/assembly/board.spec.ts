import { DISCS, EMPTY, drawn, dropped, isFull, wins } from './board';

/** The board after discs in columns from 1, by turns. */
function after(columns: string): string {
  let board = EMPTY;
  for (let i = 0; i < columns.length; i++) board = dropped(board, columns.charCodeAt(i) - 0x31, DISCS.charAt(i & 1));
  return board;
}

export function testDiscsFallOnEachOther(): void {
  const lines = drawn(after('334')).split('\n');
  assert(lines.length == 7);
  assert(lines[5] == '. . x x . . .', lines[5]);
  assert(lines[4] == '. . o . . . .', lines[4]);
}

export function testAColumnHoldsSix(): void {
  const full = after('222222');
  assert(dropped(full, 1, 'x') == '');
  assert(dropped(full, 7, 'x') == '');
  assert(dropped(full, -1, 'x') == '');
  assert(!isFull(full));
}

export function testFourWinInEveryDirection(): void {
  assert(wins(after('1122334'), 'x'), 'across');
  assert(wins(after('1212121'), 'x'), 'up');
  assert(wins(after('12233434474'), 'x'), 'along a diagonal');
  assert(wins(after('76655454414'), 'x'), 'along the other diagonal');
}

export function testThreeOrFourOverTheEdgeDoNot(): void {
  assert(!wins(after('112233'), 'x'));
  assert(!wins(EMPTY, 'x'));
  // Three at the right of one row, one at the left of the next.
  assert(!wins('....xxx' + 'x......' + EMPTY.substring(14), 'x'));
}
