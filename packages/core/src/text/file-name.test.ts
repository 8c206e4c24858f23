import { expect, test } from 'vitest';
import { extensionOf, fileNameOfUrl } from './file-name.ts';

test.each([
  ['https://cdn.example/a/b/picture.png', 'picture.png'],
  ['https://cdn.example/picture.png?size=large#top', 'picture.png'],
  ['https://cdn.example/%E4%BD%A0%E5%A5%BD.mp4', '你好.mp4'],
  ['https://cdn.example/100%.mp4', '100%.mp4'],
  ['https://cdn.example/a b.mp4', 'a b.mp4'],
  ['https://cdn.example/folder/', 'fallback'],
  ['https://cdn.example', 'fallback'],
])('%s is called %s', (url, expected) => {
  expect(fileNameOfUrl(url, 'fallback')).toBe(expected);
});

test.each([
  ['picture.PNG', 'png'],
  ['archive.tar.gz', 'gz'],
  ['README', ''],
  ['.profile', ''],
  ['ends.', ''],
  ['', ''],
])('%j ends in %j', (fileName, expected) => {
  expect(extensionOf(fileName)).toBe(expected);
});
