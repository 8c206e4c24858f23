import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { curlCommand } from './curl.ts';

const request = {
  method: 'POST',
  url: '/?Action=SendPeerMessage&Signature=$(touch x)',
  headers: {
    host: 'localhost',
    'content-type': 'application/json',
    'content-length': '9',
    'x-note': 'it’s `id`',
  },
  body: '{"text":"it\'s $HOME"}',
};

test('a shell hands every argument to curl as it was', () => {
  const command = curlCommand(request, 'http://127.0.0.1:1/zim').replace(/^curl/, 'printf "%s\\n"');
  const args = execFileSync('sh', ['-c', command], { encoding: 'utf8' }).trimEnd().split('\n');
  expect(args).toEqual([
    '-X',
    'POST',
    `http://127.0.0.1:1/zim${request.url}`,
    '-H',
    'content-type: application/json',
    '-H',
    'x-note: it’s `id`',
    '--data-raw',
    request.body,
  ]);
});

test('a request without a body has none', () => {
  expect(curlCommand({ ...request, method: 'GET', body: '' }, 'http://x')).not.toContain('--data-raw');
});
