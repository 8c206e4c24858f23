import { createChat, type HttpRequest } from '@polychat/core';
import { message } from './message.ts';
import { type BenchVendor, httpReply } from './vendors.ts';

/** The request that `sendDirect` makes of {@link message}, for other clients to repeat. */
export async function captureRequest(vendor: BenchVendor, baseUrl: string): Promise<HttpRequest> {
  let captured: HttpRequest | undefined;
  const chat = createChat(vendor.adapter(baseUrl), {
    transport: {
      send: async (request) => {
        captured = request;
        return httpReply(vendor.reply);
      },
    },
  });
  await chat.sendDirect(message);
  await chat.close();
  if (!captured) throw new Error('sendDirect made no request');
  return captured;
}
