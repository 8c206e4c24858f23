import { describe, expect, test } from 'vitest';
import { fieldOfForm, webhookFields } from '../webhooks/source/webhook-fields.ts';
import { shallowJson } from './shallow-json.ts';

const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);

describe('shallowJson', () => {
  test.each([
    ['{"a":[1,null]}', { a: [1, null] }],
    ['7', 7],
    ['{"id":12345678901234567890}', { id: '12345678901234567890' }],
    [nested(100), JSON.parse(nested(100))],
    [nested(101), undefined],
    [nested(400_000), undefined],
    [`{"id":12345678901234567890,"x":${nested(400_000)}}`, undefined],
    ['{"a":', undefined],
    ['', undefined],
  ])('of %.40s is %.40j', (text, value) => {
    expect(shallowJson(text)).toEqual(value);
  });
});

describe('what is nested too deep to be walked through', () => {
  const deep = nested(400_000);

  test.each([
    ['JSON', `{"event":"x","list":${deep}}`],
    ['percent-encoded JSON', encodeURIComponent(`{"event":"x","list":${deep}}`)],
  ])('is no body as %s', (_form, body) => {
    expect(webhookFields(body)).toBeUndefined();
  });

  test('stays text within a form', () => {
    expect(webhookFields(`list=${deep}`)?.members).toEqual({ list: deep });
    expect(fieldOfForm(deep)).toBe(deep);
    expect(fieldOfForm('[1]')).toEqual([1]);
    expect(fieldOfForm('[1')).toBe('[1');
  });
});
