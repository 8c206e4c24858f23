import { describe, expect, test } from 'vitest';
import { isLoopback, parseAuthority } from './authority.ts';

describe('parseAuthority reads one host with an optional port', () => {
  test.each([
    { text: 'localhost', host: 'localhost', port: undefined },
    { text: 'LocalHost:4780', host: 'localhost', port: 4780 },
    { text: 'localhost.:80', host: 'localhost', port: 80 },
    { text: '127.0.0.1:0', host: '127.0.0.1', port: 0 },
    { text: '[::1]:4780', host: '[::1]', port: 4780 },
    { text: 'zim-api.zego.im', host: 'zim-api.zego.im', port: undefined },
    { text: 'my_service', host: 'my_service', port: undefined },
  ])('"$text" is "$host" and port $port', ({ text, host, port }) =>
    expect(parseAuthority(text)).toEqual({ host, port }),
  );

  test.each([
    '',
    ' localhost',
    'localhost:',
    'localhost:65536',
    'localhost:80:80',
    'localhost..',
    '.localhost',
    'user@localhost',
    'localhost/path',
    'localhost, 127.0.0.1',
    'http://localhost',
    '::1',
    '[::1',
    '*',
    '*.example',
  ])('%j is refused', (text) => expect(parseAuthority(text)).toBeUndefined());
});

describe('isLoopback tells which hosts can only be this machine', () => {
  test.each(['localhost', 'zim.localhost', '127.0.0.1', '127.9.9.9', '[::1]'])('%s is loopback', (host) => {
    expect(isLoopback(host)).toBe(true);
  });

  test.each([
    'notlocalhost',
    'localhost.example',
    '127.0.0.1.example',
    '127.0.0.256',
    '127.1',
    '0.0.0.0',
    '[::]',
    '192.168.0.1',
  ])('%s is not loopback', (host) => expect(isLoopback(host)).toBe(false));
});
