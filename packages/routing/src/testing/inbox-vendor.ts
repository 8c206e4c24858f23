export {
  type CallFate,
  type Fate,
  InboxVendor,
  type InboxVendorOptions,
} from '@polychat/conformance/chats';

export const hello = { from: 'ops', content: { type: 'text', text: 'hello' } } as const;
