const start = '<!-- measured: npm run bench:report -- write -->';
const end = '<!-- /measured -->';

/** A page with another report between its marks. Throws where the page has no such marks. */
export function withReport(page: string, report: string): string {
  const from = page.indexOf(start);
  const to = page.indexOf(end);
  if (from < 0 || to < from) throw new Error(`the page has no ${start} with ${end} behind it`);
  return `${page.slice(0, from)}${start}\n\n${report}\n\n${page.slice(to)}`;
}
