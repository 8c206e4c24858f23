import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

test('the adapter in docs/writing-an-adapter.md is the one that the kit is tested with', () => {
  const page = readFileSync(new URL('../../../docs/writing-an-adapter.md', import.meta.url), 'utf8');
  const adapter = readFileSync(new URL('../template/src/pigeon.ts', import.meta.url), 'utf8');
  expect(page).toContain(`\n\`\`\`ts\n${adapter}\`\`\`\n`);
});
