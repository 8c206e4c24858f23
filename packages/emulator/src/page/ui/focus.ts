/** Gives the focus to the first element of these that is on the screen. */
export function focusFirst(selector: string): boolean {
  const all = [...document.querySelectorAll<HTMLElement>(selector)];
  const shown = all.find((element) => element.offsetParent !== null);
  shown?.focus();
  return shown !== undefined;
}

/** So many frames something may take to appear: about two seconds. */
const maxFrames = 120;

/** The same for what is still being read; gives up when the focus went elsewhere in the meantime, or after a while. */
export function focusWhenShown(selector: string): void {
  const before = document.activeElement;
  let frames = 0;
  const look = () => {
    frames += 1;
    if (frames > maxFrames || (document.activeElement !== before && before?.isConnected)) return;
    if (!focusFirst(selector)) requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}
