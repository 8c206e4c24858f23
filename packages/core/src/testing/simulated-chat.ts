import type { Chat } from '../chat.ts';
import type { ChatOptions } from '../chat-options.ts';
import { createChat } from '../create-chat.ts';
import type { ChatAdapter } from '../ports/chat-adapter.ts';
import type { HookEvents, Hooks } from '../ports/hooks.ts';
import { type PlainAdapterOptions, plainAdapter } from './plain-adapter.ts';
import { ScriptedTransport, type ScriptStep } from './scripted-transport.ts';
import { SimulatedClock } from './simulated-clock.ts';

type RecordedEvent = {
  [Name in keyof HookEvents]: { readonly name: Name } & HookEvents[Name];
}[keyof HookEvents];

export interface SimulatedChat {
  readonly chat: Chat;
  readonly clock: SimulatedClock;
  readonly transport: ScriptedTransport;
  readonly events: RecordedEvent[];
}

/**
 * A chat with the plain vendor, or with another adapter, on a simulated clock; its transport follows the script.
 */
export function simulatedChat(
  script: readonly ScriptStep[],
  adapter: PlainAdapterOptions | ChatAdapter = {},
  { clock = new SimulatedClock(), ...options }: Omit<ChatOptions, 'clock'> & { clock?: SimulatedClock } = {},
): SimulatedChat {
  const transport = new ScriptedTransport(...script);
  const events: RecordedEvent[] = [];
  const hooks: Required<Hooks> = {
    sendStart: (event) => void events.push({ name: 'sendStart', ...event }),
    sendEnd: (event) => void events.push({ name: 'sendEnd', ...event }),
    waitStart: (event) => void events.push({ name: 'waitStart', ...event }),
    request: (event) => void events.push({ name: 'request', ...event }),
    reply: (event) => void events.push({ name: 'reply', ...event }),
    repeat: (event) => void events.push({ name: 'repeat', ...event }),
    wait: (event) => void events.push({ name: 'wait', ...event }),
  };
  const chat = createChat('specificationVersion' in adapter ? adapter : plainAdapter(adapter), {
    clock,
    transport,
    hooks,
    exposeUserIds: true,
    ...options,
  });
  return { chat, clock, transport, events };
}

/** The plainest message there can be. */
export const hello = { from: 'alice', content: { type: 'text', text: 'hello' } } as const;
