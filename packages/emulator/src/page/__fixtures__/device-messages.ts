import type { Emulator } from '../../emulator.ts';
import type { JsonObject, Vendor } from '../../vendor.ts';

/** A text as the vendor's devices send it. */
export function textOf(vendor: Vendor, text: string): JsonObject {
  return vendor === 'zim'
    ? { MessageType: 1, MessageBody: { Message: text } }
    : { MsgBody: [{ MsgType: 'TIMTextElem', MsgContent: { Text: text } }] };
}

interface Place {
  readonly from: string;
  readonly to: string;
  readonly channel?: 'direct' | 'group' | 'room';
  /** Further members of the message. */
  readonly more?: JsonObject;
}

/**
 * Sends a text from a user's device.
 * @returns the emulator's id of the message that the world has newest then
 */
export async function sayOnDevice(
  emulator: Emulator,
  vendor: Vendor,
  text: string,
  { more, ...place }: Place,
): Promise<number> {
  await emulator.clientSend(vendor, { ...place, message: { ...textOf(vendor, text), ...more } });
  return emulator.messages.at(-1)?.id ?? 0;
}
