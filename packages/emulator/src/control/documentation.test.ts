import { readFileSync } from 'node:fs';
import { Hono } from 'hono';
import { describe, expect, test } from 'vitest';
import { checkSeed } from '../cli/seed.ts';
import type { EmulatorBindings } from '../http/server.ts';
import { emulatorOptionsSchema } from '../options-schema.ts';
import type { ControlParts } from './control-parts.ts';
import { addControlRoutes } from './control-routes.ts';

const page = readFileSync(new URL('../../../../docs/emulator.md', import.meta.url), 'utf8');

describe('docs/emulator.md', () => {
  test('names every call of the control API, and no other', () => {
    const app = new Hono<EmulatorBindings>();
    // Routes are only laid here, so that nothing behind them is asked for.
    addControlRoutes(app, {} as ControlParts);
    const routes = app.routes
      .filter(({ method, path }) => method !== 'ALL' && !path.endsWith('*'))
      .map(({ method, path }) => `${method} ${path}`);
    const named = [...page.matchAll(/^\| `((?:GET|POST|PATCH|DELETE) \/control[^`]*)`/gm)].map(
      ([, call]) => call,
    );
    expect(named.toSorted()).toEqual([...new Set(routes)].toSorted());
    expect(named.length).toBeGreaterThan(15);
  });

  const options = emulatorOptionsSchema.parse({});

  test.each(['zim', 'tencentIm'] as const)('has every reading of %s with its default', (vendor) => {
    const table = page.split(`| \`${vendor}.readings\``)[1]?.split('\n\n')[0] ?? '';
    const rows = [...table.matchAll(/^\| \**`(\w+)`\** \| ([^|]+) \|/gm)].map(([, name = '', shown = '']) => [
      name,
      shown.replaceAll('`', '').trim(),
    ]);
    const readings = Object.entries(options[vendor].readings).map(([name, value]) => [
      name,
      Array.isArray(value) ? 'all three' : String(value),
    ]);
    expect(rows.toSorted()).toEqual(readings.toSorted());
  });

  test.each(['zim', 'tencentIm'] as const)('names every option of %s', (vendor) => {
    const missing = Object.keys(options[vendor]).filter(
      (name) => !page.includes(`\`${name}\``) && name !== 'readings',
    );
    expect(missing).toEqual([]);
  });

  test('names every option of the whole', () => {
    expect(Object.keys(options).filter((name) => !page.includes(`\`${name}`))).toEqual([]);
  });

  test('shows a seed file that is a valid one', () => {
    const seed = /```json\n([\s\S]*?)```/.exec(page)?.[1] ?? '';
    expect(() => checkSeed('docs/emulator.md', seed)).not.toThrow();
  });
});
