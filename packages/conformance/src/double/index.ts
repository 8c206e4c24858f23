/** What doubles are made of: a vendor in memory, to be extended by what only this vendor answers. */

export { type ConversationPosting, Conversations } from './conversations.ts';
export { CopyMemory } from './copy-memory.ts';
export { type CountedRequest, LimitCounter } from './limit-counter.ts';
export { type Device, Mailboxes, type Posting } from './mailboxes.ts';
export { type RequestSketch, VendorInMemory } from './vendor-in-memory.ts';
