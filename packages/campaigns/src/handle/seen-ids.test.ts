import { expect, test } from 'vitest';
import { SeenIds } from './seen-ids.ts';

test('ids that came before are known, however many there are', () => {
  const seen = new SeenIds();
  const ids = Array.from({ length: 20_000 }, (_, index) => `user-${index}`);
  for (const id of ids) expect(seen.add(id)).toBe(true);
  for (const id of ids) expect(seen.add(id)).toBe(false);
  for (const id of ['', 'user-', 'user-20000', 'USER-1', 'user-1 ']) expect(seen.add(id), id).toBe(true);
});
