/** @import { Inventory, Person, Room } from './protocol.js' */
import { byId } from './page.js';

/** One name in a list: what it says, what clicking it types, and a remark. @typedef {{ label: string, command: string, remark?: string }} Item */

/** What surrounds the player, beside the narrative: each name is a button that types a command. */
export class Panels {
  #onCommand;
  #name = byId('room-name');
  #caption = byId('room-caption');
  #description = byId('room-description');
  #exits = [byId('exits'), byId('exits-near')];
  #things = byId('things');
  #people = byId('people');
  #inventory = byId('inventory');

  /** @param {(command: string) => void} onCommand */
  constructor(onCommand) {
    this.#onCommand = onCommand;
  }

  /** @param {Room} room */
  showRoom(room) {
    this.#name.textContent = room.name;
    this.#caption.textContent = room.name;
    this.#description.replaceChildren(
      ...room.description.split('\n').map((paragraph) => {
        const p = document.createElement('p');
        p.textContent = paragraph;
        return p;
      }),
    );
    for (const list of this.#exits) {
      this.#list(
        list,
        room.exits.map((exit) => ({ label: exit, command: exit })),
      );
    }
    this.#list(this.#things, room.things.map(lookAt));
    this.#list(this.#people, room.people.map(lookAtPerson));
  }

  /** @param {Inventory} inventory */
  showInventory(inventory) {
    this.#list(this.#inventory, inventory.things.map(lookAt));
  }

  clear() {
    this.showRoom({ type: 'room', name: '', description: '', exits: [], things: [], people: [] });
    this.showInventory({ type: 'inventory', things: [] });
  }

  /**
   * Brings a list up to date. A name that stays keeps its button, and the button the focus.
   *
   * @param {HTMLElement} list
   * @param {Item[]} items
   */
  #list(list, items) {
    /** @type {Map<string, HTMLElement[]>} */
    const spare = new Map();
    for (const row of /** @type {HTMLCollectionOf<HTMLElement>} */ (list.children)) {
      const key = row.dataset['key'] ?? '';
      spare.set(key, [...(spare.get(key) ?? []), row]);
    }
    const focused = list.contains(document.activeElement);
    const rows = items.map((item) => spare.get(JSON.stringify(item))?.shift() ?? this.#row(item));
    for (const [at, row] of rows.entries()) {
      if (list.children[at] !== row) list.insertBefore(row, list.children[at] ?? null);
    }
    while (list.children.length > rows.length) list.lastElementChild?.remove();
    const section = /** @type {HTMLElement} */ (list.parentElement);
    section.classList.toggle('empty', items.length === 0);
    if (focused && !list.contains(document.activeElement)) section.focus();
  }

  /** @param {Item} item */
  #row(item) {
    const row = document.createElement('li');
    row.dataset['key'] = JSON.stringify(item);
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = item.label;
    button.addEventListener('click', () => this.#onCommand(item.command));
    row.append(button);
    if (item.remark !== undefined) {
      const remark = document.createElement('span');
      remark.className = 'remark';
      remark.textContent = item.remark;
      row.append(' ', remark);
    }
    return row;
  }
}

/**
 * @param {string} thing
 * @returns {Item}
 */
function lookAt(thing) {
  return { label: thing, command: `look at ${thing}` };
}

/**
 * @param {Person} person
 * @returns {Item}
 */
function lookAtPerson({ name, away }) {
  return { label: name, command: `look at ${name}`, ...(away && { remark: 'away' }) };
}
