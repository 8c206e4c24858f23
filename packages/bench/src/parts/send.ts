import { type Chat, createChat, createKyTransport } from '@polychat/core';
import { createUndiciTransport } from '@polychat/undici';
import { captureRequest } from '../capture.ts';
import { bareClients, type Send } from '../clients/bare-clients.ts';
import { transportAlone } from '../clients/transport-alone.ts';
import { measureTurn, rotate, type Turn } from '../measure.ts';
import { message } from '../message.ts';
import type { Figure, PartReport } from '../report.ts';
import { startServer } from '../server.ts';
import { type Sizes, within } from '../sizes.ts';
import { estimate, ratios } from '../statistics.ts';
import { withSpread } from '../table.ts';
import { type BenchVendor, vendors } from '../vendors.ts';
import { warmUp } from '../warm-up.ts';

/** A round has so many turns of each client. Short turns let everybody see the same noise. */
const turnsPerRound = 2;
/**
 * What each client sends before any is measured. The runtime compiles what lies between engine and socket anew until
 * then: with 500, the vendor that was measured first took half as much again as the second.
 */
const warmUpMessages = 3_000;

/** `sendDirect` with the default transport and with undici beside HTTP clients and hand-written code, over a socket on loopback. */
export async function measureSend({ messages, rounds, inFlight }: Sizes): Promise<PartReport> {
  const server = await startServer();
  // The one that a chat has by default.
  const transport = createKyTransport();
  const undici = createUndiciTransport();
  const perTurn = within(200, messages / 10, 1000);
  const comparison: (readonly string[])[] = [head];
  const figures: Figure[] = [];
  const chats: Chat[] = [];
  const clients: Record<string, Send> = {};
  for (const vendor of vendors) {
    await warmUp(vendor);
    const chat = createChat(vendor.adapter(server.url), { transport });
    const chatOverUndici = createChat(vendor.adapter(server.url), { transport: undici });
    chats.push(chat, chatOverUndici);
    const request = await captureRequest(vendor, server.url);
    const ofVendor = {
      sendDirect: () => chat.sendDirect(message),
      'its transport alone': transportAlone(transport, request),
      [overUndici]: () => chatOverUndici.sendDirect(message),
      'that transport alone': transportAlone(undici, request),
      'hand-written': vendor.handWritten(server.url),
      ...bareClients(request),
    };
    for (const [name, send] of Object.entries(ofVendor)) clients[nameAt(vendor, name)] = send;
  }
  const turns = await takeTurns(clients, { messages: perTurn, turns: rounds * turnsPerRound, inFlight });
  for (const vendor of vendors) {
    comparison.push(...comparisonOf(vendor, turns));
    figures.push(...goalsOf(vendor, turns));
  }
  for (const chat of chats) await chat.close();
  await undici.close?.();
  server.stop();
  return {
    title: 'A message over loopback, the server in another process',
    method: `${perTurn} messages a turn, ${inFlight} under way at once, ${rounds * turnsPerRound} turns of each client`,
    comparison,
    figures,
  };
}

interface TurnSizes {
  readonly messages: number;
  readonly turns: number;
  readonly inFlight: number;
}

async function takeTurns(
  clients: Readonly<Record<string, Send>>,
  { messages, turns, inFlight }: TurnSizes,
): Promise<Turns> {
  for (const send of Object.values(clients)) await measureTurn(send, warmUpMessages, inFlight);
  const results = new Map<string, Turn[]>();
  for (let turn = 0; turn < turns; turn += 1) {
    for (const [name, send] of rotate(Object.entries(clients), turn)) {
      const result = await measureTurn(send, messages, inFlight);
      results.set(name, [...(results.get(name) ?? []), result]);
    }
  }
  return results;
}

/** The chat whose transport is `@polychat/undici`. */
const overUndici = 'sendDirect over undici';

/** The clients of all vendors take turns with each other. */
const nameAt = ({ name }: BenchVendor, client: string) => `${name}: ${client}`;

type Turns = ReadonlyMap<string, readonly Turn[]>;

const cpu = (turns: Turns, client: string) =>
  (turns.get(client) ?? []).map(({ cpuMicroseconds }) => cpuMicroseconds);
const speed = (turns: Turns, client: string) =>
  (turns.get(client) ?? []).map(({ requestsPerSecond }) => requestsPerSecond);
/** What a chat's `sendDirect` came to, divided by what another client came to in the same turn. */
const cpuAgainst = (turns: Turns, of: string, client: string) =>
  estimate(ratios(cpu(turns, of), cpu(turns, client)));
const speedAgainst = (turns: Turns, of: string, client: string) =>
  estimate(ratios(speed(turns, of), speed(turns, client)));

const head = ['', 'CPU µs a message', "sendDirect's CPU against it", 'requests/s', "sendDirect's against it"];

function comparisonOf(vendor: BenchVendor, turns: Turns): readonly (readonly string[])[] {
  const own = nameAt(vendor, 'sendDirect');
  const names = [...turns.keys()].filter((name) => name.startsWith(nameAt(vendor, '')));
  return names
    .toSorted()
    .map((name) => [
      name,
      withSpread(estimate(cpu(turns, name))),
      name === own ? '' : withSpread(cpuAgainst(turns, own, name)),
      withSpread(estimate(speed(turns, name))),
      name === own ? '' : withSpread(speedAgainst(turns, own, name)),
    ]);
}

function goalsOf(vendor: BenchVendor, turns: Turns): readonly Figure[] {
  const at = (client: string) => nameAt(vendor, client);
  const goal = (of: string, against: string, measure: 'CPU' | 'requests/s', value: number): Figure => ({
    what: `${at(of)} against ${against}, ${measure}`,
    unit: '',
    measured: (measure === 'CPU' ? cpuAgainst : speedAgainst)(turns, at(of), at(against)),
    goal: { is: measure === 'CPU' ? 'at most' : 'at least', value },
  });
  return [
    goal('sendDirect', 'bare ky', 'CPU', 0.75),
    goal('sendDirect', 'bare ky', 'requests/s', 1.3),
    goal('sendDirect', 'hand-written', 'CPU', 1.2),
    goal(overUndici, 'bare fetch', 'CPU', 0.45),
    goal(overUndici, 'undici request', 'requests/s', 0.7),
  ];
}
