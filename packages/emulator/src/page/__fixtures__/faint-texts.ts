import type { Page } from 'playwright-core';

/** Texts with less than 4.5 : 1 against what is behind them (WCAG 1.4.3), as `words: ratio`. */
export function faintTexts(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
    if (canvas === null) return ['no canvas'];
    type Colour = [number, number, number, number];
    const read = (text: string): Colour => {
      canvas.clearRect(0, 0, 1, 1);
      canvas.fillStyle = text;
      canvas.fillRect(0, 0, 1, 1);
      const [red = 0, green = 0, blue = 0, alpha = 0] = canvas.getImageData(0, 0, 1, 1).data;
      return [red, green, blue, alpha / 255];
    };
    const over = (front: Colour, back: Colour): Colour => [
      front[0] * front[3] + back[0] * (1 - front[3]),
      front[1] * front[3] + back[1] * (1 - front[3]),
      front[2] * front[3] + back[2] * (1 - front[3]),
      1,
    ];
    const light = ([red, green, blue]: Colour) => {
      const [r = 0, g = 0, b = 0] = [red, green, blue].map((value) => {
        const part = value / 255;
        return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const found: string[] = [];
    for (const element of document.querySelectorAll<HTMLElement>('body *')) {
      const words = [...element.childNodes]
        .filter((node) => node.nodeType === Node.TEXT_NODE)
        .map((node) => node.textContent?.trim() ?? '')
        .join(' ')
        .trim();
      const box = element.getBoundingClientRect();
      if (words === '' || box.width < 2 || box.height < 2 || !element.checkVisibility()) continue;
      if (element.closest('.phone, .notice, noscript, option') !== null) continue;
      const behind: HTMLElement[] = [];
      for (let at: HTMLElement | null = element; at !== null; at = at.parentElement) behind.unshift(at);
      let ground: Colour = [255, 255, 255, 1];
      let opacity = 1;
      for (const layer of behind) {
        const style = getComputedStyle(layer);
        ground = over(read(style.backgroundColor), ground);
        opacity *= Number(style.opacity);
      }
      const colour = read(getComputedStyle(element).color);
      colour[3] *= opacity;
      const [one, other] = [light(over(colour, ground)), light(ground)];
      const ratio = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
      if (ratio < 4.5) found.push(`${words.slice(0, 40)}: ${ratio.toFixed(2)}`);
    }
    return found;
  });
}
