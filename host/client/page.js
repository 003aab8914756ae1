/**
 * The element of that id, which index.html has.
 *
 * @param {string} id
 */
export function byId(id) {
  const element = document.getElementById(id);
  if (!element) throw new Error(`index.html has no element #${id}`);
  return element;
}

/**
 * @param {string} id
 * @returns {HTMLButtonElement}
 */
export function buttonById(id) {
  const element = byId(id);
  if (element instanceof HTMLButtonElement) return element;
  throw new Error(`#${id} in index.html is not a button`);
}

/**
 * @param {string} id
 * @returns {HTMLInputElement}
 */
export function inputById(id) {
  const element = byId(id);
  if (element instanceof HTMLInputElement) return element;
  throw new Error(`#${id} in index.html is not an input`);
}

/**
 * @param {string} id
 * @returns {HTMLFormElement}
 */
export function formById(id) {
  const element = byId(id);
  if (element instanceof HTMLFormElement) return element;
  throw new Error(`#${id} in index.html is not a form`);
}

/** Whether a focused field brings up an on-screen keyboard: then focus is left where it is. */
export function hasOnScreenKeyboard() {
  return matchMedia('(hover: none) and (pointer: coarse)').matches;
}
