/**
 * Writes the tables of the pages below from the adapters' own data:
 *
 *   npm run docs
 *
 * A test fails when a table is not what this makes of the data.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { capabilityTables } from './tables/capabilities.ts';
import { catalogueTables } from './tables/catalogues.ts';
import { changeTables } from './tables/changes.ts';
import { conversationTables } from './tables/conversations.ts';
import { movingTables } from './tables/moving.ts';
import { webhookTables } from './tables/webhooks.ts';

const folder = new URL('./', import.meta.url);

/** The pages with generated tables, by file name, as they should be. */
export function generatePages(): Record<string, string> {
  return {
    'messages.md': fill('messages.md', capabilityTables()),
    'errors.md': fill('errors.md', catalogueTables()),
    'moving.md': fill('moving.md', movingTables()),
    'webhooks.md': fill('webhooks.md', webhookTables()),
    'groups.md': fill('groups.md', conversationTables()),
    'recall-and-edit.md': fill('recall-and-edit.md', changeTables()),
  };
}

export function readPage(name: string): string {
  return readFileSync(new URL(name, folder), 'utf8');
}

/** Replaces what stands between a page's markers. */
function fill(page: string, tables: Readonly<Record<string, string>>): string {
  let text = readPage(page);
  for (const [name, table] of Object.entries(tables)) {
    const [begin, end] = [`<!-- generated: ${name} -->`, `<!-- end: ${name} -->`];
    const from = text.indexOf(begin);
    const to = text.indexOf(end);
    if (from < 0 || to < from) throw new Error(`docs/${page} has no place for the table "${name}"`);
    text = `${text.slice(0, from + begin.length)}\n${table}\n${text.slice(to)}`;
  }
  return text;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [name, text] of Object.entries(generatePages())) writeFileSync(new URL(name, folder), text);
}
