import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener, type HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { type Context, Hono } from 'hono';
import type { Vendor } from '../vendor.ts';
import type { VendorModule } from '../vendor-module.ts';
import type { VendorService } from '../vendor-service.ts';
import { refuse } from './guard/refuse.ts';
import type { RequestGuard } from './guard/request-guard.ts';
import { answerVendorCall, type EndpointParts } from './vendor-endpoint.ts';

/** Hono's context with Node's own request and response in it. */
export type EmulatorBindings = { Bindings: HttpBindings };

/** A server that listens. */
export interface EmulatorServer {
  /** Such as `http://127.0.0.1:49152`, without a slash at its end. */
  readonly url: string;
  readonly port: number;
  /** Breaks open connections and stops listening. */
  close(): Promise<void>;
}

/**
 * One socket for all vendors: each below its own path, and also where its clients look for it when they can only be told
 * a host.
 *
 * @param modules says where each vendor lives
 * @param routes adds further routes, such as the page's; they come first
 */
export function createApp(
  parts: EndpointParts,
  modules: Readonly<Record<Vendor, Pick<VendorModule, 'path' | 'rootPaths' | 'isAtRoot'>>>,
  services: Readonly<Record<Vendor, VendorService>>,
  routes?: (app: Hono<EmulatorBindings>) => void,
): Hono<EmulatorBindings> {
  const app = new Hono<EmulatorBindings>();

  const answer = async (context: Context<EmulatorBindings>, vendor: Vendor): Promise<Response> => {
    const { incoming, outgoing } = context.env;
    const url = incoming.url ?? '/';
    const prefix = modules[vendor].path;
    const below = url === prefix || url.startsWith(`${prefix}/`) || url.startsWith(`${prefix}?`);
    const target = below ? url.slice(prefix.length) : url;
    await answerVendorCall(
      parts,
      services[vendor],
      target.startsWith('/') ? target : `/${target}`,
      incoming as Parameters<typeof answerVendorCall>[3],
      outgoing as ServerResponse,
    );
    return RESPONSE_ALREADY_SENT;
  };

  const vendors = Object.keys(modules) as Vendor[];
  for (const vendor of vendors) {
    const { path, rootPaths } = modules[vendor];
    for (const each of [path, `${path}/*`, ...rootPaths]) app.all(each, (context) => answer(context, vendor));
  }
  app.all('/', async (context, next) => {
    const { req } = context;
    const vendor = vendors.find((each) => modules[each].isAtRoot(req.method, (name) => req.query(name)));
    return vendor === undefined ? next() : answer(context, vendor);
  });
  routes?.(app);
  return app;
}

/**
 * Listens on loopback.
 *
 * @param port 0 for any free one
 * @param guard is asked first, whatever the path: what it refuses reaches no route and leaves no trace
 */
export async function listen(
  app: Hono<EmulatorBindings>,
  port: number,
  guard: RequestGuard,
): Promise<EmulatorServer> {
  // A process that embeds the emulator keeps its own Request and Response.
  const listener = getRequestListener(app.fetch, { overrideGlobalObjects: false });
  // A request without Host is the guard's to refuse, with its own words.
  const options = { keepAliveTimeout: 60_000, requireHostHeader: false };
  const server: Server = createServer(options, (incoming, outgoing) => {
    const reason = guard(incoming);
    if (reason === undefined) listener(incoming, outgoing);
    else refuse(outgoing, reason);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
  const address = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${address.port}`,
    port: address.port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
