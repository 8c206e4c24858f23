import { type Chat, createChat } from '@polychat/core';
import type { Send } from './clients/bare-clients.ts';
import { measureTurn } from './measure.ts';
import { message } from './message.ts';
import { type BenchVendor, httpReply, nowhere } from './vendors.ts';

/** The runtime compiles anew until about the 12,000th message; a server that runs is past that. */
const messages = 15_000;

/** A chat whose transport answers at once: what remains is the engine and the adapter. */
export function instantChat(vendor: BenchVendor): Chat {
  const reply = httpReply(vendor.reply);
  return createChat(vendor.adapter(), { transport: { send: () => Promise.resolve(reply) } });
}

/** The hand-written code with a fetch that answers at once. It makes no `Response`, which is the runtime's work. */
export function instantHandWritten(vendor: BenchVendor): Send {
  const fetch = async () =>
    ({ ok: true, status: 200, json: async () => JSON.parse(vendor.reply) }) as Response;
  return vendor.handWritten(nowhere, fetch);
}

/** Lets the runtime compile our code and the hand-written one, without a socket. */
export async function warmUp(vendor: BenchVendor): Promise<void> {
  const chat = instantChat(vendor);
  await measureTurn(() => chat.sendDirect(message), messages, 1);
  await chat.close();
  await measureTurn(instantHandWritten(vendor), messages, 1);
}
