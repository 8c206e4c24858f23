import { createChat, createKyTransport } from '@polychat/core';
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
/** What each client sends before it is measured. */
const warmUpMessages = 500;

/** `sendDirect` with the default transport and with undici beside HTTP clients and hand-written code, over a socket on loopback. */
export async function measureSend({ messages, rounds, inFlight }: Sizes): Promise<PartReport> {
  const server = await startServer();
  // The one that a chat has by default.
  const transport = createKyTransport();
  const undici = createUndiciTransport();
  const perTurn = within(200, messages / 10, 1000);
  const comparison: (readonly string[])[] = [head];
  const figures: Figure[] = [];
  for (const vendor of vendors) {
    await warmUp(vendor);
    const chat = createChat(vendor.adapter(server.url), { transport });
    const chatOverUndici = createChat(vendor.adapter(server.url), { transport: undici });
    const request = await captureRequest(vendor, server.url);
    const clients = {
      sendDirect: () => chat.sendDirect(message),
      'its transport alone': transportAlone(transport, request),
      [overUndici]: () => chatOverUndici.sendDirect(message),
      'that transport alone': transportAlone(undici, request),
      'hand-written': vendor.handWritten(server.url),
      ...bareClients(request),
    };
    const turns = await takeTurns(clients, { messages: perTurn, turns: rounds * turnsPerRound, inFlight });
    comparison.push(...comparisonOf(vendor, turns));
    figures.push(...goalsOf(vendor, turns));
    await chat.close();
    await chatOverUndici.close();
  }
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

type Turns = ReadonlyMap<string, readonly Turn[]>;

const cpu = (turns: Turns, client: string) =>
  (turns.get(client) ?? []).map(({ cpuMicroseconds }) => cpuMicroseconds);
const speed = (turns: Turns, client: string) =>
  (turns.get(client) ?? []).map(({ requestsPerSecond }) => requestsPerSecond);
/** What a chat's `sendDirect` came to, divided by what another client came to in the same turn. */
const cpuAgainst = (turns: Turns, client: string, of = 'sendDirect') =>
  estimate(ratios(cpu(turns, of), cpu(turns, client)));
const speedAgainst = (turns: Turns, client: string, of = 'sendDirect') =>
  estimate(ratios(speed(turns, of), speed(turns, client)));

const head = ['', 'CPU µs a message', "sendDirect's CPU against it", 'requests/s', "sendDirect's against it"];

function comparisonOf({ name }: BenchVendor, turns: Turns): readonly (readonly string[])[] {
  return [...turns.keys()].toSorted().map((client) => {
    const isOther = client !== 'sendDirect';
    return [
      `${name}: ${client}`,
      withSpread(estimate(cpu(turns, client))),
      isOther ? withSpread(cpuAgainst(turns, client)) : '',
      withSpread(estimate(speed(turns, client))),
      isOther ? withSpread(speedAgainst(turns, client)) : '',
    ];
  });
}

function goalsOf({ name }: BenchVendor, turns: Turns): readonly Figure[] {
  return [
    {
      what: `${name}: sendDirect against bare ky, CPU`,
      unit: '',
      measured: cpuAgainst(turns, 'bare ky'),
      goal: { is: 'at most', value: 0.75 },
    },
    {
      what: `${name}: sendDirect against bare ky, requests/s`,
      unit: '',
      measured: speedAgainst(turns, 'bare ky'),
      goal: { is: 'at least', value: 1.3 },
    },
    {
      what: `${name}: sendDirect against hand-written, CPU`,
      unit: '',
      measured: cpuAgainst(turns, 'hand-written'),
      goal: { is: 'at most', value: 1.2 },
    },
    {
      what: `${name}: ${overUndici} against bare fetch, CPU`,
      unit: '',
      measured: cpuAgainst(turns, 'bare fetch', overUndici),
      goal: { is: 'at most', value: 0.45 },
    },
    {
      what: `${name}: ${overUndici} against undici request, requests/s`,
      unit: '',
      measured: speedAgainst(turns, 'undici request', overUndici),
      goal: { is: 'at least', value: 0.7 },
    },
  ];
}
