/** A board of four in a row, kept as a text: 42 places from the bottom left, row by row; `.` where there is nothing. */

export const COLUMNS: i32 = 7;
export const ROWS: i32 = 6;
export const EMPTY: string = '.'.repeat(42);
/** What the first and the second player put down. */
export const DISCS: string = 'xo';
const IN_A_ROW: i32 = 4;

/** The board with one more disc in a column from 0; an empty text when the column is full or there is none such. */
export function dropped(board: string, column: i32, disc: string): string {
  if (column < 0 || column >= COLUMNS) return '';
  for (let row = 0; row < ROWS; row++) {
    const at = row * COLUMNS + column;
    if (board.charAt(at) == '.') return board.substring(0, at) + disc + board.substring(at + 1);
  }
  return '';
}

/** Whether four of a disc stand in a row: across, up or along a diagonal. */
export function wins(board: string, disc: string): bool {
  for (let row = 0; row < ROWS; row++) {
    for (let column = 0; column < COLUMNS; column++) {
      const found =
        runs(board, disc, row, column, 0, 1) ||
        runs(board, disc, row, column, 1, 0) ||
        runs(board, disc, row, column, 1, 1) ||
        runs(board, disc, row, column, 1, -1);
      if (found) return true;
    }
  }
  return false;
}

function runs(board: string, disc: string, row: i32, column: i32, up: i32, along: i32): bool {
  const lastRow = row + up * (IN_A_ROW - 1);
  const lastColumn = column + along * (IN_A_ROW - 1);
  if (lastRow >= ROWS || lastColumn < 0 || lastColumn >= COLUMNS) return false;
  for (let step = 0; step < IN_A_ROW; step++) {
    if (board.charAt((row + up * step) * COLUMNS + column + along * step) != disc) return false;
  }
  return true;
}

/** Whether no disc can be put down any more. */
export function isFull(board: string): bool {
  return !board.includes('.');
}

/** The board as people see it: a line for each row, the lowest last, and the numbers of the columns. */
export function drawn(board: string): string {
  const lines = new Array<string>();
  for (let row = ROWS - 1; row >= 0; row--) {
    lines.push(
      board
        .substring(row * COLUMNS, (row + 1) * COLUMNS)
        .split('')
        .join(' '),
    );
  }
  lines.push('1 2 3 4 5 6 7');
  return lines.join('\n');
}
