/**
 * What a README must not link to when it is read alone, on the page of its package: a file beside it is not there, and
 * nobody has looked whether an address exists. A heading of the same page is all that is left.
 *
 * @param text the README, in Markdown
 * @returns the links that lead nowhere, each as it stands there
 */
export function brokenReadmeLinks(text: string): readonly string[] {
  const prose = text.replaceAll(/^(```|~~~)[\s\S]*?^\1/gm, '').replaceAll(/`[^`\n]*`/g, '');
  const headings = new Set([...text.matchAll(/^#+ (.*)$/gm)].map(([, title = '']) => anchorOf(title)));
  const targets = [
    /\]\(\s*<?([^)\s>]+)/g, // [text](target), and pictures
    /^\s*\[[^\]]+\]:\s*(\S+)/gm, // [name]: target
    /<(https?:[^>]+)>/g,
    /\b(?:href|src)\s*=\s*["']([^"']+)/gi,
  ].flatMap((pattern) => [...prose.matchAll(pattern)].map(([, target = '']) => target));
  return targets.filter((target) => !(target.startsWith('#') && headings.has(target.slice(1))));
}

/** The name by which a heading can be linked to. */
function anchorOf(title: string): string {
  return title
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(' ', '-');
}
