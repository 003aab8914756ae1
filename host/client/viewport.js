/**
 * Keeps the page exactly as tall as what can be seen, so the prompt stays above an on-screen keyboard also in browsers
 * that lay the keyboard over the page (Safari on iOS ignores `interactive-widget`).
 */
export function fitVisibleHeight() {
  const viewport = window.visualViewport;
  if (!viewport) return;
  const fit = () => {
    // Pinch zoom shrinks the viewport too, and there the page must not follow.
    if (viewport.scale > 1.01) return;
    document.documentElement.style.setProperty('--visible-height', `${viewport.height}px`);
    window.scrollTo(0, 0);
  };
  viewport.addEventListener('resize', fit);
  fit();
}
