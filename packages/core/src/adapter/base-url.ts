import * as z from 'zod/mini';

const loopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/**
 * The option schema of a `baseUrl` that stands in for the vendor's own, such as an emulator's.
 * Plain HTTP is for loopback only: elsewhere it would show signatures and messages to the network.
 */
export const baseUrlSchema = /* @__PURE__ */ safeUrl();

function safeUrl() {
  return z.string().check(
    z.refine((value) => URL.canParse(value) && /^https?:$/.test(new URL(value).protocol), {
      error: 'must be an http or https URL',
      abort: true,
    }),
    z.refine((value) => new URL(value).protocol === 'https:' || loopback.test(new URL(value).hostname), {
      error: 'must be https, except on loopback',
      abort: true,
    }),
    z.refine(
      (value) => {
        const { username, password, href } = new URL(value);
        // An empty query or fragment is `search` and `hash` all the same as none; what follows it would not be a path.
        return `${username}${password}` === '' && !/[?#]/.test(href);
      },
      { error: 'must hold no credentials, query or fragment' },
    ),
  );
}
