import { Frame } from '../dispatch/frame';
import { DatumKind } from '../values/datum';
import { isSpace, upperUnit } from '../values/text';
import { TextBuilder, prose } from '../values/text-builder';
import { objectAt } from '../world/cache';
import { isKind } from '../world/known';
import { world } from '../world/world';
import { WorldObject } from '../world/world-object';

const OPEN: i32 = 0x7b;
const CLOSE: i32 = 0x7d;

/**
 * A line of `narration.act` as one person sees it. `viewer` is 0 for somebody who is in none of the roles: all of those see the
 * same, so it is rendered once for all.
 */
export function renderFor(viewer: u64, line: string, frame: Frame): string {
  const builder = prose.start();
  const length = line.length;
  for (let i = 0; i < length; i++) {
    const code = line.charCodeAt(i);
    if (code != OPEN) {
      builder.unit(code);
      continue;
    }
    if (i + 1 < length && line.charCodeAt(i + 1) == OPEN) {
      builder.unit(OPEN);
      i++;
      continue;
    }
    const end = line.indexOf('}', i);
    if (end < 0) {
      builder.part(line, i, length);
      break;
    }
    const begins = beginsSentence(builder);
    const at = builder.length;
    renderHole(builder, line.substring(i + 1, end), viewer, frame);
    if (begins && builder.length > at) builder.put(at, upperUnit(builder.at(at)));
    i = end;
  }
  if (builder.length > 0) builder.put(0, upperUnit(builder.at(0)));
  return builder.finish();
}

/** Whether somebody in a role sees a line from their own side. */
export function hasRole(viewer: u64, frame: Frame): bool {
  const message = frame.message;
  if (message.actor == viewer) return true;
  for (let i = 0; i < message.values.length; i++) if (message.values[i].oid == viewer) return true;
  return false;
}

/** Whether what is appended next begins a sentence. */
function beginsSentence(builder: TextBuilder): bool {
  let at = builder.length - 1;
  if (at < 0) return true;
  if (!isSpace(builder.at(at))) return false;
  while (at >= 0 && isSpace(builder.at(at))) at--;
  if (at < 0) return true;
  const code = builder.at(at);
  return code == 0x2e || code == 0x21 || code == 0x3f;
}

function renderHole(builder: TextBuilder, hole: string, viewer: u64, frame: Frame): void {
  const bar = hole.indexOf('|');
  if (bar >= 0) {
    if (viewer == frame.message.actor) builder.part(hole, 0, bar);
    else builder.part(hole, bar + 1, hole.length);
    return;
  }
  const possessive = hole.endsWith("'s");
  const role = possessive ? hole.substring(0, hole.length - 2) : hole;
  const index = frame.verb.selector.indexOfRole(role);
  if (index < 0) {
    builder.unit(OPEN).text(hole).unit(CLOSE);
    return;
  }
  const oid = frame.message.objectIn(index);
  if (oid != 0) return renderObject(builder, objectAt(oid), possessive, role, viewer, frame);
  if (index == 0 || index > frame.message.values.length) return;
  const value = frame.message.values[index - 1];
  if (value.kind == DatumKind.Text) builder.text(value.text);
}

function renderObject(
  builder: TextBuilder,
  object: WorldObject,
  possessive: bool,
  role: string,
  viewer: u64,
  frame: Frame,
): void {
  const acts = object.oid == frame.message.actor;
  // What somebody does to themselves, "You look at yourself.", or a thing by its timer, "The clock winds itself."
  if (acts && role != 'actor') {
    if (viewer == object.oid) builder.text(possessive ? 'your own' : 'yourself');
    else if (!isKind(object, world().known.player)) builder.text(possessive ? 'its own' : 'itself');
    else builder.text(possessive ? 'their own' : 'themselves');
    return;
  }
  if (viewer == object.oid) {
    builder.text(possessive ? 'your' : 'you');
    return;
  }
  builder.text(object.definiteName);
  if (possessive) builder.text("'s");
}
