import type { Content, ContentTranslation } from '@polychat/core/adapter';

/**
 * A letter has a kind and a text, and nothing else. Reading contents back is an entry of its own, so that who only sends
 * does not carry it.
 */
export const content: ContentTranslation<{ kind: string; text: string }> = {
  toWire: (given) => ({
    kind: given.type,
    text: given.type === 'text' ? given.text : given.type === 'custom' ? given.data : '',
  }),
  fromWire({ kind, text }) {
    if (kind === 'text') return { type: 'text', text };
    return kind === 'custom' ? { type: 'custom', data: text } : undefined;
  },
  canonicalize: (given: Content) => content.fromWire(content.toWire(given)) ?? given,
};
