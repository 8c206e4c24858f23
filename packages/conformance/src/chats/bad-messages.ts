import type { BroadcastMessage, DirectMessage, MessageWithoutRecipients, SendOptions } from '@polychat/core';

/** What breaks a rule: fields that take the place of those of a good message. */
export const badFields: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'no content': { content: undefined },
  'content of no type': { content: { type: 'poem', text: 'x' } },
  'an empty text': { content: { type: 'text', text: '' } },
  'a text that is a number': { content: { type: 'text', text: 7 } },
  'an image without a size': { content: { type: 'image', url: 'https://pictures.example/1.png' } },
  'no sender': { from: undefined },
  'a sender that is a number': { from: 7 },
  'metadata that is an object': { metadata: {} },
  'a priority that there is not': { priority: 'highest' },
  'a push without a body': { push: { title: 'x' } },
  'a field that there is not': { colour: 'red' },
  'a field that the vendor does not have': { readReceipt: true },
};

/** Recipients of a list that are none. */
export const badLists: Readonly<Record<string, unknown>> = {
  nothing: undefined,
  'a number': 7,
  'an empty list': [],
  'a list with a number': ['ann', 7],
};

/** Options that no chat takes. */
export const badOptions: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'a time limit below 0': { timeoutMs: -1 },
  'a deadline that is none': { deadlineMs: Number.NaN },
  'no attempts': { maxAttempts: 0 },
  'a signal that is none': { signal: {} },
  'a journal that is none': { journal: {} },
  'a correlation id that is a number': { correlationId: 7 },
  'an option that there is not': { colour: 'red' },
};

/** Makes wrong values into what they are not, as callers without types do. */
export const asMessage = (value: unknown) => value as MessageWithoutRecipients;
export const asDirect = (value: unknown) => value as DirectMessage;
export const asBroadcast = (value: unknown) => value as BroadcastMessage;
export const asOptions = (value: unknown) => value as SendOptions;
