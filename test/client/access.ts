/// <reference lib="dom" />
import type { Page } from 'playwright-core';

/**
 * What somebody who uses the page with a screen reader, a keyboard or weak eyes would stumble over, in words; empty when
 * nothing is found. It looks at what is shown now.
 */
export async function barriers(page: Page): Promise<string[]> {
  return [...(await structure(page)), ...(await faintTexts(page))];
}

/** Names, roles, landmarks and order. */
function structure(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = [];
    const shown = (element: Element) => element.checkVisibility({ visibilityProperty: true });
    const all = (selector: string) => [...document.querySelectorAll<HTMLElement>(selector)].filter(shown);
    const describe = (element: Element) => `<${element.tagName.toLowerCase()} id="${element.id}">`;

    if (!document.documentElement.lang) found.push('the page does not say its language');
    if (document.title.trim() === '') found.push('the page has no title');
    if (all('main').length !== 1) found.push(`${all('main').length} main landmarks`);
    if (all('h1').length !== 1) found.push(`${all('h1').length} headings of level 1`);

    let level = 0;
    for (const heading of all('h1, h2, h3, h4')) {
      const next = Number(heading.tagName.slice(1));
      if (next > level + 1) found.push(`${describe(heading)} skips a heading level`);
      if (!heading.textContent?.trim()) found.push(`${describe(heading)} is an empty heading`);
      level = next;
    }

    const nameOf = (element: HTMLElement): string => {
      const labelled = element.getAttribute('aria-labelledby');
      if (labelled) {
        return labelled.split(' ').map((id) => document.getElementById(id)?.textContent ?? '').join(' '); // prettier-ignore
      }
      const labels = element instanceof HTMLInputElement ? [...(element.labels ?? [])] : [];
      return element.getAttribute('aria-label') ?? (labels.map((label) => label.textContent).join(' ') || element.innerText); // prettier-ignore
    };
    for (const element of all('button, a, input, [role="log"], nav, aside, form, section, fieldset')) {
      const name =
        element instanceof HTMLFieldSetElement ? element.querySelector('legend')?.textContent : nameOf(element);
      if (!name?.trim()) found.push(`${describe(element)} has no name`);
    }

    for (const element of all('[aria-labelledby], [aria-describedby], [aria-controls]')) {
      for (const attribute of ['aria-labelledby', 'aria-describedby', 'aria-controls']) {
        for (const id of element.getAttribute(attribute)?.split(' ') ?? []) {
          if (!document.getElementById(id)) found.push(`${describe(element)} refers to #${id}, which is not there`);
        }
      }
    }

    const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id);
    for (const id of ids) if (ids.indexOf(id) !== ids.lastIndexOf(id)) found.push(`two elements have the id ${id}`);
    if (all('[tabindex]').some((element) => element.tabIndex > 0)) found.push('the order of the Tab key is forced');
    if (all('[aria-hidden="true"] :is(button, input, a)').length > 0)
      found.push('a control is hidden from screen readers');
    for (const image of all('img, svg')) {
      if (!image.hasAttribute('alt') && image.getAttribute('aria-hidden') !== 'true') found.push(`${describe(image)} has no text`); // prettier-ignore
    }
    const live = all('[role="log"], [role="status"], [aria-live="polite"], [aria-live="assertive"]');
    if (live.length > 1) found.push(`${live.length} live regions talk over each other`);
    for (const target of all('button, a, input:not([type="radio"], [type="checkbox"])')) {
      if (getComputedStyle(target).clipPath !== 'none') continue;
      const { width, height } = target.getBoundingClientRect();
      // The smallest target of WCAG 2.2, criterion 2.5.8: 24 CSS pixels.
      if (height < 24 || width < 24) found.push(`${describe(target)} ${target.innerText} is only ${Math.round(width)} x ${Math.round(height)}`); // prettier-ignore
    }
    return found;
  });
}

/** Texts with less contrast than WCAG 2.2 asks at level AA (criterion 1.4.3). */
function faintTexts(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
    if (!canvas) throw new Error('no canvas to read colours with');
    type Colour = [red: number, green: number, blue: number, alpha: number];
    const read = (css: string): Colour => {
      canvas.clearRect(0, 0, 1, 1);
      canvas.fillStyle = css;
      canvas.fillRect(0, 0, 1, 1);
      const [red = 0, green = 0, blue = 0, alpha = 0] = canvas.getImageData(0, 0, 1, 1).data;
      return [red, green, blue, alpha / 255];
    };
    const over = (above: Colour, below: Colour): Colour => {
      const mix = (at: 0 | 1 | 2) => above[at] * above[3] + below[at] * (1 - above[3]);
      return [mix(0), mix(1), mix(2), 1];
    };
    const behind = (element: Element | null): Colour => {
      if (!element) return [255, 255, 255, 1];
      const own = read(getComputedStyle(element).backgroundColor);
      return own[3] === 1 ? own : over(own, behind(element.parentElement));
    };
    const luminance = ([red, green, blue]: Colour) => {
      const linear = (value: number) => (value <= 10.31 ? value / 3294.6 : ((value / 255 + 0.055) / 1.055) ** 2.4);
      return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
    };

    const faint = new Set<string>();
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const element = texts.currentNode.parentElement;
      if (!element || !texts.currentNode.nodeValue?.trim()) continue;
      if (!element.checkVisibility({ visibilityProperty: true }) || element.closest('script, style, noscript'))
        continue;
      const background = behind(element);
      const style = getComputedStyle(element);
      const lights = [luminance(over(read(style.color), background)), luminance(background)];
      const contrast = (Math.max(...lights) + 0.05) / (Math.min(...lights) + 0.05);
      const isLarge = parseFloat(style.fontSize) >= 24;
      if (contrast < (isLarge ? 3 : 4.5)) {
        faint.add(`"${texts.currentNode.nodeValue.trim().slice(0, 40)}" has a contrast of ${contrast.toFixed(2)}`);
      }
    }
    return [...faint];
  });
}
