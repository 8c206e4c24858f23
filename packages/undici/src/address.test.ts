import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AddressReader } from './address.ts';

/** What a URL makes of it. */
function parsed(url: string) {
  const { origin, pathname, search } = new URL(url);
  return { origin, path: pathname + search };
}

test.each([
  'https://vendor.example/?Action=SendPeerMessage&AppId=1&Signature=0a',
  'https://vendor.example/v4/openim/sendmsg?usersig=eJw*-_&random=5&contenttype=json',
  'https://vendor.example/v4/../secret?a=b',
  'https://vendor.example/%2e%2e/secret',
  'https://vendor.example/a b?c d#e',
  'https://vendor.example/?quoted=\'"<>',
  'https://vendor.example/\\other.example/',
  'https://vendor.example//other.example/',
  'https://vendor.example/漢字?漢字',
  'https://vendor.example/a\n?b\t',
  'https://vendor.example',
  'https://vendor.example?a=b',
  'https://vendor.example:443/a',
  'https://vendor.example:8443/a',
  'https://VENDOR.example/a',
  'https://user:password@vendor.example/a',
  'https://vendor.example.other.example/a',
  'http://vendor.example/a',
])('%j is taken apart as a URL is, whether or not the same host came before', (url) => {
  const reader = new AddressReader();
  expect(reader.read(url)).toEqual(parsed(url));
  expect(reader.read('https://vendor.example/first')).toEqual(parsed('https://vendor.example/first'));
  expect(reader.read(url)).toEqual(parsed(url));
  expect(reader.read(url)).toEqual(parsed(url));
});

test('whatever stands behind the host is read as a URL reads it', () => {
  const reader = new AddressReader();
  const piece = fc.constantFrom(
    ...'abz09-_/.~!$&()*+,;=:@%?#[]{}|^`"\'<>\\ \té',
    '..',
    '%2E',
    '//',
    '?',
    '/./',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const url = `https://vendor.example/${pieces.join('')}`;
      expect(reader.read(url)).toEqual(parsed(url));
    }),
    { numRuns: 5_000, seed: 10 },
  );
});

test.each(['not a url', '', 'ftp://vendor.example/', 'file:///etc/passwd', 'data:,a'])(
  '%j is none',
  (url) => {
    expect(new AddressReader().read(url)).toBeUndefined();
  },
);
