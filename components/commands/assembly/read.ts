import * as call from '../bindings/driver-objects/call';
import { Value } from '../bindings/driver-objects/objects';
import { assign, textOf, textsOf } from './properties';
import { actor, object } from './roles';
import { The, act, notice, show, the } from './voice';

/** What a guest book keeps: the newest lines, each at most so long in UTF-16 units. A page that somebody still reads. */
const MOST_LINES = 24;
const MOST_UNITS = 160;

/** `read`: what is written on a paper. */
export function read(): void {
  const paper = object('read');
  const text = textOf(paper, 'readable/text');
  show(text.length == 0 ? `${The(paper)} is blank.` : text);
}

/** `read` on a guest book: what stands printed in it, then what people wrote. */
export function readBook(): void {
  const book = object('read');
  const lines = textsOf(book, 'guest-book/lines');
  const text = textOf(book, 'readable/text');
  const written = lines.length == 0 ? 'Nobody has written in it yet.' : lines.join('\n');
  show(text.length == 0 ? written : `${text}\n${written}`);
}

/** `read` on what has nothing written on it. */
export function readNothing(): void {
  notice(`There is nothing written on ${the(object('read'))}.`);
}

/** `write … in …` a guest book. */
export function write(): void {
  const book = object('in');
  const words = call.text('write').trim();
  if (words.length == 0) return notice('Write what? Try: write I was here in the book');
  if (words.length > MOST_UNITS) return notice(`That is too long for one line: at most ${MOST_UNITS} letters fit.`);
  const lines = textsOf(book, 'guest-book/lines');
  if (lines.length >= MOST_LINES) lines.splice(0, lines.length - MOST_LINES + 1);
  lines.push(`${the(actor())}: ${words}`);
  assign(book, 'guest-book/lines', Value.texts(lines));
  act('{actor} {write|writes} in {in}.');
}

/** `write … in …` what takes no ink. */
export function writeNowhere(): void {
  notice(`There is no place to write in ${the(object('in'))}.`);
}
