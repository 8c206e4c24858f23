import { createChat } from '@polychat/core';
import { captureRequest } from '../capture.ts';
import { bareClients, type Send } from '../clients/bare-clients.ts';
import { measureTurn, rotate, type Turn } from '../measure.ts';
import { message } from '../message.ts';
import type { Figure, PartReport } from '../report.ts';
import { startServer } from '../server.ts';
import type { Sizes } from '../sizes.ts';
import { estimate, ratios } from '../statistics.ts';
import { type BenchVendor, vendors } from '../vendors.ts';

/** A round has so many turns of each client. Short turns let everybody see the same noise. */
const turnsPerRound = 5;

/** `sendDirect` with the default transport beside HTTP clients and hand-written code, over a socket on loopback. */
export async function measureSend({ messages, rounds, inFlight }: Sizes): Promise<PartReport> {
  const server = await startServer();
  const perTurn = Math.ceil(messages / turnsPerRound);
  const figures: Figure[] = [];
  for (const vendor of vendors) {
    const chat = createChat(vendor.adapter(server.url));
    const clients = {
      sendDirect: () => chat.sendDirect(message),
      'hand-written': vendor.handWritten(server.url),
      ...bareClients(await captureRequest(vendor, server.url)),
    };
    const turns = await takeTurns(clients, { messages: perTurn, turns: rounds * turnsPerRound, inFlight });
    figures.push(...figuresOf(vendor, turns));
    await chat.close();
  }
  server.stop();
  return {
    title: 'A message over loopback, the server in another process',
    method: `${perTurn} messages a turn, ${inFlight} under way at once, ${rounds * turnsPerRound} turns of each client`,
    figures,
  };
}

interface TurnSizes {
  readonly messages: number;
  readonly turns: number;
  readonly inFlight: number;
}

type Turns = ReadonlyMap<string, readonly Turn[]>;

async function takeTurns(
  clients: Readonly<Record<string, Send>>,
  { messages, turns, inFlight }: TurnSizes,
): Promise<Turns> {
  const results = new Map<string, Turn[]>();
  for (let turn = 0; turn <= turns; turn += 1) {
    for (const [name, send] of rotate(Object.entries(clients), turn)) {
      const result = await measureTurn(send, messages, inFlight);
      // The first turn warms up.
      if (turn > 0) results.set(name, [...(results.get(name) ?? []), result]);
    }
  }
  return results;
}

const cpuGoals: Readonly<Record<string, number>> = { 'bare ky': 0.75, 'hand-written': 1.2 };
const speedGoals: Readonly<Record<string, number>> = { 'bare ky': 1.3 };

function figuresOf({ name }: BenchVendor, turns: Turns): readonly Figure[] {
  const cpu = (of: string) => (turns.get(of) ?? []).map(({ cpuMicroseconds }) => cpuMicroseconds);
  const speed = (of: string) => (turns.get(of) ?? []).map(({ requestsPerSecond }) => requestsPerSecond);
  const others = [...turns.keys()].filter((client) => client !== 'sendDirect');
  return [
    ...[...turns.keys()].flatMap((client): readonly Figure[] => [
      { what: `${name}: ${client}, CPU of a message`, unit: 'µs', measured: estimate(cpu(client)) },
      { what: `${name}: ${client}, requests/s`, unit: '', measured: estimate(speed(client)) },
    ]),
    ...others.map(
      (client): Figure => ({
        what: `${name}: sendDirect against ${client}, CPU`,
        unit: '',
        measured: estimate(ratios(cpu('sendDirect'), cpu(client))),
        goal: atMost(cpuGoals[client]),
      }),
    ),
    ...others.map(
      (client): Figure => ({
        what: `${name}: sendDirect against ${client}, requests/s`,
        unit: '',
        measured: estimate(ratios(speed('sendDirect'), speed(client))),
        goal: atLeast(speedGoals[client]),
      }),
    ),
  ];
}

function atMost(value: number | undefined): Figure['goal'] {
  return value === undefined ? undefined : { is: 'at most', value };
}

function atLeast(value: number | undefined): Figure['goal'] {
  return value === undefined ? undefined : { is: 'at least', value };
}
