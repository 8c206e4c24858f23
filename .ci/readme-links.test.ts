import { expect, test } from 'vitest';
import { brokenReadmeLinks } from './readme-links.ts';

test.each([
  ['a file of the repository', 'See [the errors](../../docs/errors.md).', ['../../docs/errors.md']],
  ['a file of the package', 'See [the source](src/index.ts).', ['src/index.ts']],
  ['a picture', '![the page](docs/page.png)', ['docs/page.png']],
  ['a target in angle brackets', '[a](<docs/a.md>)', ['docs/a.md']],
  ['a named target', '[docs]\n\n[docs]: ./docs/a.md', ['./docs/a.md']],
  ['HTML', '<img src="a.png"> <a href=\'b.md\'>b</a>', ['a.png', 'b.md']],
  ['an address', '[home](https://polychat.example)', ['https://polychat.example']],
  ['an address in angle brackets', '<https://polychat.example/a>', ['https://polychat.example/a']],
  ['a heading that is not there', '# One\n\n[two](#two)', ['#two']],
])('a README that is read alone must not link to %s', (_, text, broken) => {
  expect(brokenReadmeLinks(text)).toEqual(broken);
});

test.each([
  ['a heading of its own', "# What's new: `zim`\n\n[here](#whats-new-zim)"],
  ['code', '```ts\nconst url = "https://files.example/a.png"; // [a](b.md)\n```\n\nand `[a](b.md)`'],
  ['the name of a file', 'docs/errors.md in the repository'],
])('a README that is read alone may have %s', (_, text) => {
  expect(brokenReadmeLinks(text)).toEqual([]);
});
