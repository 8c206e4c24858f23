import { sendAll } from './sends.ts';

/** The worker that workerd runs: the ports are in the address, the reports are the response. */
export default {
  async fetch(request: Request): Promise<Response> {
    const { searchParams } = new URL(request.url);
    const [open, closed] = ['open', 'closed'].map((name) => Number(searchParams.get(name)));
    return Response.json(await sendAll({ open: open ?? 0, closed: closed ?? 0 }));
  },
};
