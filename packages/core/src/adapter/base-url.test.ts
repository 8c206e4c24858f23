import { expect, test } from 'vitest';
import { baseUrlSchema } from './base-url.ts';

test.each([
  'https://zim-api.zego.im',
  'https://example.com:8443/some/path',
  'http://localhost:3000',
  'http://127.0.0.1',
  'http://127.1.2.3:80/',
  'http://127.1',
  'http://[::1]:3000',
  'https://10.0.0.1',
])('the base URL %s is taken', (url) => {
  expect(baseUrlSchema.safeParse(url).success).toBe(true);
});

test.each([
  ['', 'must be an http or https URL'],
  ['localhost:3000', 'must be an http or https URL'],
  ['ftp://localhost', 'must be an http or https URL'],
  ['http://', 'must be an http or https URL'],
  ['http://example.com', 'must be https, except on loopback'],
  ['http://10.0.0.1', 'must be https, except on loopback'],
  ['http://127.0.0.1.example.com', 'must be https, except on loopback'],
  ['http://localhost.example.com', 'must be https, except on loopback'],
  ['http://localhost@example.com', 'must be https, except on loopback'],
  ['http://[::2]', 'must be https, except on loopback'],
  ['https://user:password@example.com', 'must hold no credentials, query or fragment'],
  ['https://example.com?a=1', 'must hold no credentials, query or fragment'],
  ['http://localhost#x', 'must hold no credentials, query or fragment'],
  ['http://127.0.0.1/?', 'must hold no credentials, query or fragment'],
  ['http://127.0.0.1/vendor#', 'must hold no credentials, query or fragment'],
  ['http://127.0.0.1?#', 'must hold no credentials, query or fragment'],
])('the base URL "%s" is refused: %s', (url, message) => {
  expect(baseUrlSchema.safeParse(url).error?.issues.map((issue) => issue.message)).toEqual([message]);
});
